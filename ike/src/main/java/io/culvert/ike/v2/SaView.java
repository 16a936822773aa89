package io.culvert.ike.v2;

import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import java.util.List;
import java.util.Optional;

/// One IKE SA as `show` sees it.
final class SaView {
    private SaView() {}

    static IkeSnapshot.Sa of(IkeSa sa, IkeConfig config, Credentials credentials) {
        Exchanges exchanges = sa.exchanges();
        Path path = exchanges.path();
        Half.Abilities abilities = exchanges.abilities();
        Optional<Peering> peer = sa.peer();
        Optional<PeerSession> session = peer.map(_ -> sa.session());
        return new IkeSnapshot.Sa(
                sa.id(),
                peer.map(Peering::sessionId).orElse(0L),
                path.fvrf(),
                path.local(),
                path.localPort(),
                path.remote(),
                path.remotePort(),
                exchanges.localSpi(),
                exchanges.remoteSpi(),
                sa.isEstablished() ? "READY" : sa.isHalfOpen() ? "IN-NEG" : "DELETE",
                description(sa.state()),
                sa.isInitiator(),
                exchanges.isSecure() ? Optional.of(exchanges.channel().suite()) : Optional.empty(),
                peer.map(Peering::signedWith).orElse(""),
                peer.map(Peering::verifiedWith).orElse(""),
                peer.map(known -> known.profile().lifetimeSeconds())
                        .orElse(Ikev2Profile.LIFETIME_SECONDS),
                sa.upAt(),
                peer.map(known -> known.localText(credentials)).orElse(""),
                peer.map(Peering::peerText).orElse(""),
                exchanges.nextRequestId(),
                exchanges.nextResponseId(),
                exchanges.queued(),
                config.settings().window(),
                exchanges.peerWindow(),
                peer.flatMap(known -> known.profile().dpd().or(() -> config.settings().dpd())),
                abilities.fragments(),
                abilities.nat().areWeBehind(),
                abilities.nat().isPeerBehind(),
                session.flatMap(PeerSession::told),
                session.map(PeerSession::announced).orElse(List.of()),
                sa.children().toList().stream().map(SaView::child).toList());
    }

    private static IkeSnapshot.ChildView child(Child child) {
        return new IkeSnapshot.ChildView(
                child.sa(), child.upAt, child.status(), child.isOutboundReady());
    }

    private static String description(SaState state) {
        return switch (state) {
            case SaState.Inviting(var init) -> init.status();
            case SaState.Proving(var auth) -> auth.status();
            case SaState.Responding(var handshake) -> handshake.status();
            case SaState.Established _ -> "Negotiation done";
            case SaState.Spare _ -> "Rekeying";
            case SaState.Replaced _ -> "Rekeyed";
            case SaState.Closing _, SaState.Closed _ -> "Deleting";
        };
    }
}
