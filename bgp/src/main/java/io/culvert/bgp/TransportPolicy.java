package io.culvert.bgp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.bgp.config.ConnectionMode;
import java.util.NavigableMap;
import java.util.Optional;

/// Which way a connection with a peer may take: from which of our addresses, how far, through what. It computes only;
/// who calls and when is decided by [Sessions].
final class TransportPolicy {
    private final NavigableMap<InterfaceName, BgpEvent.InterfaceChanged> interfaces;

    TransportPolicy(NavigableMap<InterfaceName, BgpEvent.InterfaceChanged> interfaces) {
        this.interfaces = interfaces;
    }

    /// RFC 4271 section 5.1.3: an external neighbour shares a subnet with us, unless it is configured otherwise.
    static boolean mustBeNear(Peer peer) {
        return peer.external()
                && peer.settings().ebgpMultihop().isEmpty()
                && peer.settings().ttlSecurityHops().isEmpty()
                && !skipsConnectedCheck(peer);
    }

    private static boolean skipsConnectedCheck(Peer peer) {
        return peer.settings().disableConnectedCheck().orElse(false);
    }

    private static ConnectionMode mode(Peer peer) {
        return peer.settings().connectionMode().orElse(ConnectionMode.BOTH);
    }

    /// A session from the address of a tunnel never leaves the tunnel.
    private boolean boundToTunnel(Peer peer) {
        return peer.settings()
                .updateSource()
                .map(interfaces::get)
                .filter(BgpEvent.InterfaceChanged::tunnel)
                .isPresent();
    }

    /// The address of the update source, of the family of the peer's.
    Optional<IpAddress> localAddress(Peer peer) {
        return peer.settings()
                .updateSource()
                .map(interfaces::get)
                .filter(BgpEvent.InterfaceChanged::up)
                .flatMap(
                        known ->
                                known.addresses().stream()
                                        .map(BgpEvent.Prefixed::address)
                                        .filter(
                                                address ->
                                                        address.family() == peer.address().family())
                                        .findFirst());
    }

    boolean isUp(InterfaceName name) {
        return Optional.ofNullable(interfaces.get(name))
                .filter(BgpEvent.InterfaceChanged::up)
                .isPresent();
    }

    /// Whether a connection to this peer may be opened: the neighbour is reached, not by a default route alone, next to
    /// us if it must be, and through a tunnel where the session is bound to one.
    boolean mayConnect(Peer peer) {
        if (!peer.isWilling()
                || mode(peer) == ConnectionMode.PASSIVE
                || !(peer.resolution instanceof BgpEvent.Resolution.Reachable reachable)
                || reachable.byDefault()) {
            return false;
        }
        boolean near = reachable.connected() || !mustBeNear(peer);
        boolean sourced =
                peer.settings().updateSource().isEmpty() || localAddress(peer).isPresent();
        return near && sourced && (reachable.tunnel() || !boundToTunnel(peer));
    }

    /// Whether a connection from this peer may be taken on its way in: the local address is that of the update source,
    /// a neighbour that must be next to us is, and a session that is bound to tunnels comes out of one.
    boolean admits(Peer peer, BgpEvent.Accepted event) {
        boolean addressed =
                peer.settings().updateSource().isEmpty()
                        || localAddress(peer).filter(event.local()::equals).isPresent();
        boolean near = !mustBeNear(peer) || event.arrival().attached();
        boolean tunnelled = event.arrival().tunnel() || !boundToTunnel(peer);
        return peer.isWilling()
                && mode(peer) != ConnectionMode.ACTIVE
                && addressed
                && near
                && tunnelled;
    }

    /// The rules of a connection that we open.
    BgpEffect.TransportRules rulesOut(Peer peer) {
        boolean tunnel =
                peer.resolution instanceof BgpEvent.Resolution.Reachable reachable
                        && reachable.tunnel();
        return rules(peer, tunnel || boundToTunnel(peer));
    }

    /// RFC 5082 section 3, and a TTL of one to neighbours that must be next to us.
    BgpEffect.TransportRules rules(Peer peer, boolean tunnelOnly) {
        var hops = peer.settings().ttlSecurityHops();
        boolean far = hops.isPresent() || !peer.external();
        int ttl =
                far
                        ? 255
                        : peer.settings()
                                .ebgpMultihop()
                                .orElse(skipsConnectedCheck(peer) ? 255 : 1);
        return new BgpEffect.TransportRules(
                ttl,
                hops.map(count -> 256 - count).orElse(0),
                tunnelOnly,
                peer.settings().password());
    }
}
