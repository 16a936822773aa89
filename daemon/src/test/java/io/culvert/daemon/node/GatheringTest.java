package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.dataplane.PacketSlab;
import io.culvert.linux.Poller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final int SMALL = 60;
    private static final int LARGE = 1_400;
    private static final int MICROSECOND = 1_000;

    private final PacketSlab slab = new PacketSlab(64, 2);
    private final Poller poller = TestRouter.poller();
    private final List<Long> rests = new ArrayList<>();
    private final Gathering gathering = new Gathering(poller, rests::add, _ -> false, () -> {});
    private long now = 1_000_000_000_000L;

    @AfterEach
    void close() {
        poller.close();
    }

    private void turn(int packets, int octets, int nanosLater) {
        now += nanosLater;
        int[] slots = new int[packets];
        for (int i = 0; i < packets; i++) {
            slots[i] = slab.allocate(octets);
            slab.end[slots[i]] = slab.start[slots[i]] + octets;
        }
        gathering.came(slab, slots, packets);
        gathering.endTurn(now);
        for (int slot : slots) {
            slab.free(slot);
        }
    }

    @Test
    void muchLetsTheNextGather() {
        turn(24, LARGE, 0);
        assertThat(rests).containsExactly(Gathering.REST_NANOS);
    }

    @Test
    void whatIsLittleIsNotHeldUp() {
        turn(23, LARGE, 0);
        turn(23, LARGE, 10_000 * MICROSECOND);
        assertThat(rests).isEmpty();
    }

    @Test
    void packetsThatComeFastGatherHoweverSmallTheyAre() {
        for (int i = 0; i < 60; i++) {
            turn(1, SMALL, 20 * MICROSECOND);
        }
        assertThat(rests).isNotEmpty();
    }

    @Test
    void questionsAndAnswersDoNotWait() {
        for (int i = 0; i < 1_000; i++) {
            turn(1, SMALL, 30 * MICROSECOND);
        }
        assertThat(rests).isEmpty();
    }

    @Test
    void aTurnWithoutPacketsDoesNotRest() {
        for (int i = 0; i < 60; i++) {
            turn(1, SMALL, 20 * MICROSECOND);
        }
        rests.clear();
        turn(0, SMALL, 20 * MICROSECOND);
        assertThat(rests).isEmpty();
    }

    @Test
    void whatCameFastIsForgottenAfterAPause() {
        for (int i = 0; i < 60; i++) {
            turn(1, SMALL, 20 * MICROSECOND);
        }
        rests.clear();
        turn(1, SMALL, 5_000 * MICROSECOND);
        turn(1, SMALL, 100 * MICROSECOND);
        assertThat(rests).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsNotHeldUp() throws IOException {
        var port = new FakePort("a");
        port.hasMore = true;
        poller.add(port);
        turn(60, LARGE, 0);
        assertThat(rests).isEmpty();
    }
}
