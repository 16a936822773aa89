package io.culvert.commands.crypto;

import io.culvert.base.InterfaceName;
import io.culvert.dataplane.SaCounters;
import io.culvert.ike.v2.ChildSa;
import io.culvert.ike.v2.IkeSnapshot;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.router.InterfaceState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/// One direction of a security association.
///
/// @param transform `esp-gcm 256`
/// @param settings `{Transport, }`
/// @param worker the one that has it for itself (RFC 9611)
/// @param remainingKilobytes empty where the volume does not count
record EspSa(
        long spi,
        String transform,
        String settings,
        long connection,
        String mapTag,
        OptionalInt worker,
        OptionalLong remainingKilobytes,
        long remainingSeconds,
        int ivOctets,
        int replayWindow,
        long packets,
        long octets,
        long verifyFailed,
        long replayFailed,
        long otherDrops) {
    private static final int KILOBYTE = 1_024;

    /// When each child was installed.
    record Ages(Instant now, Map<Long, Instant> upAt) {
        static Ages of(Instant now, IkeSnapshot snapshot) {
            var upAt = new TreeMap<Long, Instant>();
            snapshot.sas()
                    .forEach(
                            sa ->
                                    sa.children()
                                            .forEach(
                                                    child ->
                                                            upAt.put(
                                                                    child.sa().id(),
                                                                    child.upAt())));
            return new Ages(now, upAt);
        }

        long remainingSeconds(ChildSa child) {
            Duration age =
                    Optional.ofNullable(upAt.get(child.id()))
                            .map(since -> Duration.between(since, now))
                            .orElse(Duration.ZERO);
            return Math.max(0, child.lifetime().minus(age).toSeconds());
        }
    }

    static EspSa of(InterfaceName tunnel, ChildSa child, SaCounters counters, Ages ages) {
        return new EspSa(
                Integer.toUnsignedLong(
                        counters.inbound() ? child.inboundSpi() : child.outboundSpi()),
                child.suite().showWords(),
                settings(child),
                2 * child.id() - (counters.inbound() ? 1 : 0),
                InterfaceState.shown(tunnel) + "-head-0",
                child.resource(),
                child.hardBytes() == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(
                                Math.max(0, child.hardBytes() - counters.octets()) / KILOBYTE),
                ages.remainingSeconds(child),
                child.suite().ivOctets(),
                child.replayWindow(),
                counters.packets(),
                counters.octets(),
                counters.authenticationDrops(),
                counters.replayDrops(),
                counters.otherDrops());
    }

    private static String settings(ChildSa child) {
        return "{"
                + (child.mode() == IpsecMode.TUNNEL ? "Tunnel" : "Transport")
                + (child.isUdpEncapsulated() ? " UDP-Encaps" : "")
                + (child.isEsn() ? ", esn" : ", ")
                + "}";
    }

    static String spi(long spi) {
        return "0x%X(%d)".formatted(spi, spi);
    }

    String text(boolean detail) {
        return """
                      spi: %s
                        transform: %s ,
                        in use settings =%s
                        conn id: %d, flow_id: SW:%d, sibling_flags 80000000, crypto map: %s
                %s        sa timing: remaining key lifetime %s
                        IV size: %d bytes
                        replay detection support: %s
                        Status: ACTIVE(ACTIVE)
                """
                .formatted(
                        spi(spi),
                        transform,
                        settings,
                        connection,
                        connection,
                        mapTag,
                        worker.isPresent()
                                ? "        Resource: worker " + worker.getAsInt() + "\n"
                                : "",
                        timing(),
                        ivOctets,
                        replay(detail));
    }

    private String replay(boolean detail) {
        String support = replayWindow > 0 ? "Y" : "N";
        return detail ? support + "  replay window size: " + replayWindow : support;
    }

    private String timing() {
        return remainingKilobytes.isPresent()
                ? "(k/sec): (" + remainingKilobytes.getAsLong() + "/" + remainingSeconds + ")"
                : "(sec): " + remainingSeconds;
    }
}
