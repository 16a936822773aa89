package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.wire.Net;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PassageTest {
    private static final int PACKETS = 2_000_000;

    private final PacketSlab slab = new PacketSlab(2 * Passage.SIZE, 1);
    private final Passage passage = new Passage(slab);

    /// Puts packets in whose argument is their number, as many as there is room for, and answers how many got in.
    private int putAll() {
        int put = 0;
        int slot = slab.allocate(64);
        while (passage.put(slot, put % 7, put)) {
            put++;
            slot = slab.allocate(64);
        }
        slab.free(slot);
        passage.publish();
        return put;
    }

    @Test
    void whatIsPutInComesOutInOrderAndItsSlotComesBack() {
        assertThat(putAll()).isEqualTo(Passage.SIZE);
        assertThat(passage.waiting()).isEqualTo(Passage.SIZE);
        for (int i = 0; i < Passage.SIZE; i++) {
            assertThat(passage.argument(0)).isEqualTo(i);
            assertThat(passage.kind(0)).isEqualTo(i % 7);
            passage.taken(1);
        }
        assertThat(passage.waiting()).isZero();
        assertThat(slab.inUse()).isEqualTo(Passage.SIZE);
        passage.takeBack();
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void whatWasPutInIsSeenWhenItIsPublished() {
        int slot = slab.allocate(64);
        slab.end[slot] += 60;
        passage.put(slot, 3, -1);
        assertThat(passage.waiting()).isZero();
        passage.publish();
        assertThat(passage.waiting()).isEqualTo(1);
        assertThat(passage.slot(0)).isEqualTo(slot);
        assertThat(passage.kind(0)).isEqualTo(3);
        assertThat(passage.argument(0)).isEqualTo(-1);
        assertThat(passage.start(0)).isEqualTo(slab.start[slot]);
        assertThat(passage.end(0)).isEqualTo(slab.end[slot]);
    }

    @Test
    void aSlotOfTheLargestSlabGoesThrough() {
        var large = new Passage(new PacketSlab(PacketSlab.SMALL_SLOTS_MAX, 1));
        large.put(PacketSlab.SMALL_SLOTS_MAX, Exchange.FRAME_WITH_FACTS, Integer.MIN_VALUE);
        large.publish();
        assertThat(large.slot(0)).isEqualTo(PacketSlab.SMALL_SLOTS_MAX);
        assertThat(large.kind(0)).isEqualTo(Exchange.FRAME_WITH_FACTS);
        assertThat(large.argument(0)).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void thereIsRoomAgainForEachPacketThatWasTaken() {
        putAll();
        for (int i = 0; i < 10; i++) {
            passage.taken(1);
        }
        assertThat(putAll()).isEqualTo(10);
        assertThat(slab.inUse()).isEqualTo(Passage.SIZE);
    }

    /// One thread puts numbered packets in, the other one reads their numbers from the slots and from what was said of them.
    @Test
    void betweenTwoThreadsNothingIsLostDoubledOrOvertaken()
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<?> sender = threads.submit(this::send);
            threads.submit(this::receive).get();
            sender.get();
        }
        passage.takeBack();
        assertThat(passage.waiting()).isZero();
        assertThat(slab.inUse()).isZero();
    }

    private void send() {
        for (int i = 0; i < PACKETS; i++) {
            int slot = slab.allocate(64);
            while (slot == PacketSlab.NONE) {
                Thread.onSpinWait();
                passage.publish();
                passage.takeBack();
                slot = slab.allocate(64);
            }
            Net.putI32(slab.memory(), slab.start[slot], i);
            slab.end[slot] = slab.start[slot] + 4;
            while (!passage.put(slot, i % 7, i)) {
                Thread.onSpinWait();
            }
            if (i % 5 == 0) {
                passage.publish();
            }
        }
        passage.publish();
    }

    private void receive() {
        int number = 0;
        while (number < PACKETS) {
            int count = passage.waiting();
            if (count == 0) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < count; i++) {
                check(i, number++);
            }
            passage.taken(count);
        }
    }

    private void check(int place, int number) {
        int inSlot = Net.i32(slab.memory(), slab.start[passage.slot(place)]);
        int length = passage.end(place) - passage.start(place);
        if (passage.argument(place) != number
                || passage.kind(place) != number % 7
                || inSlot != number
                || length != 4) {
            throw new IllegalStateException(
                    "packet %d: %d, %d in its slot, length %d"
                            .formatted(number, passage.argument(place), inSlot, length));
        }
    }
}
