package io.culvert.bgp;

import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Decoded;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.ParsedUpdate;
import io.culvert.wire.bgp.Reaction;
import io.culvert.wire.bgp.RouteRefresh;
import io.culvert.wire.bgp.Update;
import io.culvert.wire.bgp.UpdateFault;

/// What a message that was read means to the machine, and what is counted of it.
final class Reading {
    private Reading() {}

    static SessionFsm.Event event(Speaker speaker, Peer peer, Decoded decoded) {
        peer.messages.received++;
        return switch (decoded) {
            case Decoded.Message(var message) -> event(message);
            case Decoded.Routes(var update) -> {
                peer.updates.received++;
                yield event(speaker, peer, update);
            }
            case Decoded.Refused(var what, var notification) -> {
                speaker.count(what);
                yield new SessionFsm.Event.GotFault(notification);
            }
        };
    }

    private static SessionFsm.Event event(BgpMessage message) {
        return switch (message) {
            case Open open -> new SessionFsm.Event.GotOpen(open);
            case Notification notification -> new SessionFsm.Event.GotNotification(notification);
            case BgpMessage.Keepalive _ -> new SessionFsm.Event.GotKeepalive();
            case RouteRefresh refresh -> new SessionFsm.Event.GotRefresh(refresh);
            case Update _ -> throw new IllegalStateException("an UPDATE is graded");
        };
    }

    /// RFC 7606 section 2: only the strongest reaction can end a session; a family can be disabled only where another
    /// goes on.
    private static SessionFsm.Event event(Speaker speaker, Peer peer, ParsedUpdate update) {
        for (UpdateFault fault : update.faults()) {
            speaker.count("update: " + fault.what());
        }
        int families = peer.agreed().map(agreed -> agreed.families().size()).orElse(0);
        boolean resets =
                update.reaction() == Reaction.RESET_SESSION
                        || update.reaction() == Reaction.DISABLE_FAMILY && families < 2;
        return resets
                ? new SessionFsm.Event.GotFault(update.worst().orElseThrow().notification())
                : new SessionFsm.Event.GotUpdate(update);
    }
}
