package io.culvert.bgp;

import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import java.util.Optional;

/// Two connections with one peer, RFC 4271 section 6.8.
final class Collision {
    private Collision() {}

    /// What the loser is ended by.
    static SessionFsm.Event lost() {
        return new SessionFsm.Event.Stop(
                Notification.of(Notification.CEASE, Notification.CEASE_COLLISION));
    }

    /// Which connection has to go now that an OPEN came on `opened`; empty if there is no other on which we sent one. An
    /// established session stays. Else that connection stays which the speaker with the higher identifier opened, with
    /// equal identifiers the one with the higher AS number (RFC 6286 section 2.3).
    static Optional<Connection> loser(
            Speaker speaker, Connections connections, Connection opened, Open open) {
        Peer peer = opened.peer();
        var other =
                connections.othersOf(opened).stream()
                        .filter(Connection::isOpening)
                        .reduce((_, last) -> last);
        if (other.isEmpty()) {
            return Optional.empty();
        }
        if (peer.isEstablished()) {
            return Optional.of(opened);
        }
        int ids = Integer.compareUnsigned(speaker.routerId().bits(), open.identifier().bits());
        boolean weAreHigher = ids != 0 ? ids > 0 : speaker.localAs(peer) > open.realAs();
        return opened.outgoing() == weAreHigher ? other : Optional.of(opened);
    }
}
