package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How a worker that runs by itself comes to the next image.
class PublishedImagesTest {
    private final PacketSlab slab = new PacketSlab(16, 68);
    private final Workbench first = new Workbench(slab);
    private final Workbench second = new Workbench(new PacketSlab(16, 68));
    private final Worker worker = new Worker();
    private final Planes planes = new Planes(slab, first, first, List.of(worker));
    private final DataPlane plane = planes.plane(1);
    private final Builder builder = new Builder();

    /// Counts how often the router's thread has waited for it.
    private final class Worker implements Planes.Worker {
        int stops;

        @Override
        public PacketSlab slab() {
            return second.slab;
        }

        @Override
        public PortOutput output() {
            return second;
        }

        @Override
        public PlaneEvents events(PlaneEvents router) {
            return second;
        }

        @Override
        public EspCiphers ciphers() {
            return new JdkEspCiphers();
        }

        @Override
        public void exclusively(Runnable step) {
            stops++;
            step.run();
        }

        @Override
        public boolean isAwake() {
            return true;
        }

        @Override
        public void wake() {}
    }

    @BeforeEach
    void boot() {
        builder.add(
                PlaneInterface.ethernet(Workbench.WAN, 0, 0, Workbench.WAN_MAC)
                        .withAddress(Workbench.SPOKE));
        install();
        worker.stops = 0;
    }

    private void install() {
        planes.install(builder.build());
    }

    private void route(String prefix) {
        int entry = builder.entry(new Entry.Adjacency(Workbench.WAN, Ipv4Address.of("172.16.1.1")));
        builder.route(0, Prefix.of(prefix), entry);
    }

    private void label(int value) {
        builder.label(new Label(value), new LabelAction.PopLookup(0));
    }

    private boolean isCurrent() {
        return plane.image() == planes.plane(0).image();
    }

    @Test
    void aChangeOfRoutesIsTakenBeforeTheNextBatchAndNobodyWaits() {
        route("10.0.0.0/8");
        install();
        route("11.0.0.0/8");
        install();
        assertThat(worker.stops).isZero();
        assertThat(isCurrent()).isFalse();
        plane.input(1, 0, new int[0], 0);
        assertThat(isCurrent()).isTrue();
    }

    @Test
    void itIsTakenBeforeWhatOtherPlanesHaveGiven() {
        route("10.0.0.0/8");
        install();
        plane.takeGiven(1);
        assertThat(isCurrent()).isTrue();
    }

    @Test
    void anOrderFindsTheImageThatWasPublishedBeforeIt() {
        route("10.0.0.0/8");
        install();
        planes.removeNeighbor(Workbench.WAN, Ipv4Address.of("172.16.1.1"));
        assertThat(isCurrent()).isTrue();
    }

    @Test
    void forAnInterfaceTheWorkerIsWaitedFor() {
        route("10.0.0.0/8");
        install();
        builder.put(
                PlaneInterface.ethernet(Workbench.LAN, 0, 1, Workbench.LAN_MAC)
                        .withAddress(Workbench.LAN_ADDRESS));
        install();
        assertThat(worker.stops).isOne();
        assertThat(isCurrent()).isTrue();
        plane.takeGiven(1);
        assertThat(isCurrent()).as("an image that was published before comes not back").isTrue();
    }

    /// What it counts begins at zero, so the image without it may not be passed over.
    @Test
    void aLabelThatGoesAndComesAgainIsSeenToGo() {
        label(100);
        install();
        plane.takeGiven(1);
        builder.unlabel(new Label(100));
        install();
        assertThat(worker.stops).isZero();
        label(100);
        install();
        assertThat(worker.stops).isOne();
        assertThat(isCurrent()).isTrue();
    }
}
