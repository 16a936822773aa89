package io.culvert.bgp;

import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import java.util.Optional;

/// Two connections with one peer, RFC 4271 section 6.8.
final class Collision {
    private static final Ending.Lost NEWER = Ending.Lost.byTcp("a newer connection");

    private Collision() {}

    /// What a connection is ended by for which the peer opened another that it has not forgotten.
    static SessionFsm.Event replaced() {
        return new SessionFsm.Event.TcpDown(NEWER);
    }

    /// What ends the loser: an established session loses only to a peer that has restarted, which would not understand a
    /// NOTIFICATION any more (RFC 4724 section 4.2).
    static SessionFsm.Event end(Session loser) {
        return loser.state() instanceof SessionFsm.State.Established ? replaced() : lost();
    }

    /// What the loser is ended by.
    static SessionFsm.Event lost() {
        return new SessionFsm.Event.Stop(
                Notification.of(Notification.CEASE, Notification.CEASE_COLLISION));
    }

    /// Which connection has to go now that an OPEN came on `opened`; empty if there is no other on which we sent one. An
    /// established session stays, unless its peer told that it may restart: RFC 4724 section 4.2 (we wait for the OPEN that
    /// section 5 does not wait for, as a connection alone may be what is left of a collision). Else that connection stays which the speaker with the higher identifier opened, with
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
            boolean restarted =
                    !opened.outgoing()
                            && peer.agreed().filter(a -> !a.restartable().isEmpty()).isPresent();
            return restarted ? other : Optional.of(opened);
        }
        int ids = Integer.compareUnsigned(speaker.routerId().bits(), open.identifier().bits());
        boolean weAreHigher = ids != 0 ? ids > 0 : speaker.localAs(peer) > open.realAs();
        return opened.outgoing() == weAreHigher ? other : Optional.of(opened);
    }
}
