package io.culvert.daemon.node;

import io.culvert.base.MacAddress;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.Planes;
import io.culvert.dataplane.Tap;
import io.culvert.engine.Entropy;
import io.culvert.host.probe.PacketNumbers;
import io.culvert.ike.v2.KeyLog;
import io.culvert.linux.Poller;
import io.culvert.router.CertificateStore;
import io.culvert.router.Jobs;
import io.culvert.router.Router;
import io.culvert.router.RouterSetup;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/// A router on ports of a machine, and what runs it.
final class TestRouter {
    private TestRouter() {}

    static Router on(
            String seed, PacketSlab slab, NodePorts ports, List<? extends Planes.Worker> workers) {
        return new Router(
                new RouterSetup(
                        List.of(),
                        new MacAddress(0x0200_0000_0000L),
                        slab,
                        ports,
                        List.copyOf(workers),
                        Tap.NONE,
                        Entropy.seeded(seed),
                        new SplittableRandom(1),
                        PacketNumbers.counting(),
                        Instant.EPOCH,
                        CertificateStore.EMPTY,
                        new JdkEspCiphers(),
                        LibraryKeys.JDK,
                        Jobs.AT_ONCE,
                        KeyLog.NONE,
                        _ -> {}));
    }

    static Poller poller() {
        try {
            return Poller.open();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
