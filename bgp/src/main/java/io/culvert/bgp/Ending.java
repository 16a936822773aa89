package io.culvert.bgp;

import io.culvert.wire.bgp.Notification;

/// Why a session, or a try at one, ended.
sealed interface Ending {
    record Sent(Notification notification) implements Ending {}

    record Received(Notification notification) implements Ending {}

    /// TCP ended it.
    ///
    /// @param link whether the way to the peer is gone, and not the peer alone
    record Lost(String reason, boolean link) implements Ending {
        static Lost byTcp(String reason) {
            return new Lost(reason, false);
        }
    }

    /// Whether it only made room for another connection with the same peer.
    default boolean isCollision() {
        return this instanceof Sent(var sent)
                && sent.code() == Notification.CEASE
                && sent.subcode() == Notification.CEASE_COLLISION;
    }

    /// The reason as `%BGP-5-ADJCHANGE` and `show bgp neighbors` name it.
    default String words() {
        return switch (this) {
            case Sent(var sent) when sent.code() == Notification.HOLD_TIMER ->
                    "BGP Notification sent, hold time expired";
            case Sent(var sent) when sent.code() == Notification.CEASE ->
                    switch (sent.subcode()) {
                        case Notification.CEASE_SHUTDOWN -> "Admin. shutdown";
                        case Notification.CEASE_PEER_REMOVED -> "Neighbor deleted";
                        case Notification.CEASE_RESET -> "User reset";
                        case Notification.CEASE_CONFIG_CHANGE -> "Configuration change";
                        default -> "BGP Notification sent";
                    };
            case Sent _ -> "BGP Notification sent";
            case Received _ -> "BGP Notification received";
            case Lost(var reason, _) -> reason.isEmpty() ? "Peer closed the session" : reason;
        };
    }
}
