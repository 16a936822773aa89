package io.culvert.router;

import io.culvert.base.MacAddress;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PortOutput;
import io.culvert.dataplane.Tap;
import io.culvert.engine.Entropy;
import io.culvert.host.probe.PacketNumbers;
import io.culvert.ike.v2.KeyLog;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// What a router of a test is handed: ports of its own, and of the world nothing else.
final class TestSetup {
    private TestSetup() {}

    static RouterSetup of(
            String seed, Port port, PacketSlab slab, PortOutput output, Consumer<LogLine> log) {
        return new RouterSetup(
                List.of(port),
                new MacAddress(0x0200_0000_0000L),
                slab,
                output,
                List.of(),
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
                log);
    }
}
