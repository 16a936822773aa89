package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

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
        return put;
    }

    @Test
    void whatIsPutInComesOutInOrderAndItsSlotComesBack() {
        assertThat(putAll()).isEqualTo(Passage.SIZE);
        assertThat(passage.waiting()).isEqualTo(Passage.SIZE);
        for (int i = 0; i < Passage.SIZE; i++) {
            assertThat(passage.argument()).isEqualTo(i);
            assertThat(passage.kind()).isEqualTo(i % 7);
            passage.taken();
        }
        assertThat(passage.waiting()).isZero();
        assertThat(slab.inUse()).isEqualTo(Passage.SIZE);
        passage.takeBack();
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void thereIsRoomAgainForEachPacketThatWasTaken() {
        putAll();
        for (int i = 0; i < 10; i++) {
            passage.taken();
        }
        assertThat(putAll()).isEqualTo(10);
        assertThat(slab.inUse()).isEqualTo(Passage.SIZE);
    }

    /// One thread puts numbered packets in, the other one reads their numbers from the slots and from what was said of them.
    @Test
    void betweenTwoThreadsNothingIsLostDoubledOrOvertaken() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<?> sender = threads.submit(this::send);
            Future<?> receiver = threads.submit(this::receive);
            wait(sender);
            wait(receiver);
        }
        passage.takeBack();
        assertThat(passage.waiting()).isZero();
        assertThat(slab.inUse()).isZero();
    }

    private static void wait(Future<?> thread) throws InterruptedException, ExecutionException {
        thread.get();
    }

    private void send() {
        for (int i = 0; i < PACKETS; i++) {
            int slot = slab.allocate(64);
            while (slot == PacketSlab.NONE) {
                Thread.onSpinWait();
                passage.takeBack();
                slot = slab.allocate(64);
            }
            io.culvert.wire.Net.putI32(slab.memory(), slab.start[slot], i);
            slab.end[slot] = slab.start[slot] + 4;
            while (!passage.put(slot, i % 7, i)) {
                Thread.onSpinWait();
            }
        }
    }

    private void receive() {
        for (int i = 0; i < PACKETS; i++) {
            while (passage.waiting() == 0) {
                Thread.onSpinWait();
            }
            int slot = passage.slot();
            int inSlot = io.culvert.wire.Net.i32(slab.memory(), slab.start[slot]);
            int length = slab.end[slot] - slab.start[slot];
            if (passage.argument() != i || passage.kind() != i % 7 || inSlot != i || length != 4) {
                throw new IllegalStateException(
                        "packet %d: %d, %d in its slot, length %d"
                                .formatted(i, passage.argument(), inSlot, length));
            }
            passage.taken();
        }
    }
}
