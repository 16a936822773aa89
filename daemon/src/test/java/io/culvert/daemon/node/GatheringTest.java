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
    private final Poller poller = TestRouter.poller();
    private final List<Long> rests = new ArrayList<>();
    private final Gathering gathering = new Gathering(poller, rests::add);

    @AfterEach
    void close() {
        poller.close();
    }

    @Test
    void muchLetsTheNextGather() {
        gathering.after(Gathering.MUCH);
        assertThat(rests).containsExactly(Gathering.REST_NANOS);
    }

    @Test
    void whatIsLittleIsNotHeldUp() {
        gathering.after(Gathering.MUCH - 1);
        assertThat(rests).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsNotHeldUp() throws IOException {
        var port = new FakePort("a");
        port.hasMore = true;
        poller.add(port);
        gathering.after(10L * Gathering.MUCH);
        assertThat(rests).isEmpty();
    }

    @Test
    void octetsOfAllPacketsCount() {
        var slab = new PacketSlab(4, 1);
        int first = slab.allocate(60);
        int second = slab.allocate(1_400);
        slab.end[first] += 60;
        slab.end[second] += 1_400;
        assertThat(Gathering.octets(slab, new int[] {first, second, 0}, 2)).isEqualTo(1_460);
    }
}
