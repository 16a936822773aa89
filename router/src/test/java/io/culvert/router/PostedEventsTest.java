package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PlaneEvents;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// What a worker tells while the router's thread does something else.
class PostedEventsTest {
    private static final int PACKET = 60_000;

    private final PacketSlab own = new PacketSlab(8, 8);
    private final PacketSlab theirs = new PacketSlab(8, 8);
    private final Queue<Runnable> posted = new ArrayDeque<>();
    private final List<Integer> delivered = new ArrayList<>();
    private int refused;
    private final PostedEvents events =
            new PostedEvents(
                    ears(),
                    own,
                    theirs,
                    posted::add,
                    slot -> {
                        refused++;
                        theirs.free(slot);
                    },
                    () -> {});

    /// Hears of packets for the router alone.
    private PlaneEvents ears() {
        return (PlaneEvents)
                Proxy.newProxyInstance(
                        PlaneEvents.class.getClassLoader(),
                        new Class<?>[] {PlaneEvents.class},
                        (_, method, arguments) -> {
                            assertThat(method.getName()).isEqualTo("deliverLocal");
                            int slot = (int) arguments[0];
                            delivered.add(own.length(slot));
                            own.free(slot);
                            return null;
                        });
    }

    private void punt(int octets) {
        events.deliverLocal(theirs.of(Bytes.zero(octets).toArray()), 0, 0, false);
    }

    private void work() {
        while (!posted.isEmpty()) {
            posted.remove().run();
        }
    }

    /// The number of packets alone would let super-packets take 256 MB.
    @Test
    void whatIsOnItsWayIsBoundInOctets() {
        int most = PostedEvents.WAITING_OCTETS_MAX / PACKET;
        for (int i = 0; i < most + 3; i++) {
            punt(PACKET);
        }
        assertThat(posted).hasSize(most);
        assertThat(refused).isEqualTo(3);
        work();
        assertThat(delivered).hasSize(most).containsOnly(PACKET);
        punt(PACKET);
        work();
        assertThat(delivered).as("there is room again").hasSize(most + 1);
    }

    @Test
    void andInNumber() {
        for (int i = 0; i < PostedEvents.WAITING_MAX + 3; i++) {
            punt(40);
        }
        assertThat(posted).hasSize(PostedEvents.WAITING_MAX);
        assertThat(refused).isEqualTo(3);
        work();
        assertThat(delivered).hasSize(PostedEvents.WAITING_MAX);
    }
}
