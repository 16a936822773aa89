package io.culvert.commands.crypto;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.IkeSnapshot;
import io.culvert.ike.v2.PeerRoute;
import io.culvert.ike.v2.Session;
import io.culvert.ike.v2.config.Dpd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One IKE SA, with what its session brought.
///
/// @param ivrf VRF of the tunnel interface
/// @param status `READY`, `IN-NEG` or `DELETE`
/// @param algorithms empty while they are being negotiated
/// @param pushedAddresses what the peer gave us
/// @param assignedAddresses what we gave the peer
/// @param remoteSubnets routes that the peer announced
record IkeSaEntry(
        long tunnelId,
        long sessionId,
        IpAddress local,
        int localPort,
        IpAddress remote,
        int remotePort,
        Vrf fvrf,
        Vrf ivrf,
        String status,
        String description,
        boolean isInitiator,
        Optional<Algorithms> algorithms,
        String authSign,
        String authVerify,
        int lifetimeSeconds,
        long activeSeconds,
        String localSpi,
        String remoteSpi,
        String localId,
        String remoteId,
        MessageIds messageIds,
        Optional<Dpd> dpd,
        boolean isFragmenting,
        Nat nat,
        List<IpAddress> pushedAddresses,
        List<IpAddress> assignedAddresses,
        List<Prefix> remoteSubnets,
        List<ChildEntry> children) {
    /// Next message IDs and windows of both directions.
    record MessageIds(
            int localRequest, int remoteRequest, int queued, int localWindow, int remoteWindow) {}

    enum Nat {
        NONE("not detected"),
        INSIDE("detected inside"),
        OUTSIDE("detected outside"),
        BOTH("detected inside and outside");

        private final String words;

        Nat(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        static Nat of(boolean inside, boolean outside) {
            return inside ? outside ? BOTH : INSIDE : outside ? OUTSIDE : NONE;
        }
    }

    IkeSaEntry {
        pushedAddresses = List.copyOf(pushedAddresses);
        assignedAddresses = List.copyOf(assignedAddresses);
        remoteSubnets = List.copyOf(remoteSubnets);
        children = List.copyOf(children);
    }

    static IkeSaEntry of(Instant now, IkeSnapshot.Sa sa, Vrf ivrf) {
        Optional<Session> session = sa.session();
        return new IkeSaEntry(
                sa.id(),
                sa.sessionId(),
                sa.local(),
                sa.localPort(),
                sa.remote(),
                sa.remotePort(),
                sa.fvrf(),
                ivrf,
                sa.status(),
                sa.description(),
                sa.isInitiator(),
                sa.suite().map(Algorithms::of),
                sa.signedWith(),
                sa.verifiedWith(),
                sa.lifetimeSeconds(),
                Math.max(0, Duration.between(sa.upAt(), now).toSeconds()),
                "%016X".formatted(sa.localSpi()),
                "%016X".formatted(sa.remoteSpi()),
                sa.localId(),
                sa.remoteId(),
                new MessageIds(
                        sa.localRequestId(),
                        sa.remoteRequestId(),
                        sa.queued(),
                        sa.localWindow(),
                        sa.remoteWindow()),
                sa.dpd(),
                sa.isFragmenting(),
                Nat.of(sa.isNatInside(), sa.isNatOutside()),
                session.map(Session::pushedAddresses).orElse(List.of()),
                session.map(Session::assignedAddresses).orElse(List.of()),
                session.map(Session::peerRoutes).orElse(List.of()).stream()
                        .map(PeerRoute::prefix)
                        .toList(),
                sa.children().stream().map(ChildEntry::of).toList());
    }
}
