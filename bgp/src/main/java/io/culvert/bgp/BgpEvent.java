package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.RouteSource;
import java.util.List;
import java.util.Optional;

/// What happens to BGP.
public sealed interface BgpEvent {
    /// The configuration is now this; the engine works out the difference.
    record Configured(BgpSettings settings) implements BgpEvent {}

    /// An interface has these addresses in this VRF; also said of each interface once at start.
    ///
    /// @param up whether its addresses can be used
    /// @param tunnel whether what passes it is inside a tunnel
    record InterfaceChanged(
            InterfaceName name, Vrf vrf, boolean up, boolean tunnel, List<Prefixed> addresses)
            implements BgpEvent {
        public InterfaceChanged {
            addresses = List.copyOf(addresses);
        }
    }

    /// An address with its subnet's length.
    record Prefixed(IpAddress address, int length) {}

    record InterfaceGone(InterfaceName name) implements BgpEvent {}

    /// A connection that [BgpEffect.Connect] asked for is open.
    record Connected(ConnectionId connection, IpAddress local, int localPort) implements BgpEvent {}

    /// A peer opened a connection; the engine answers with [BgpEffect.Admit] or [BgpEffect.Close]. The identifier is the
    /// router's choice: a negative number that it never uses again.
    record Accepted(
            ConnectionId connection,
            Vrf vrf,
            IpAddress local,
            IpAddress remote,
            int remotePort,
            Arrival arrival)
            implements BgpEvent {}

    /// How the first packet of a connection came.
    ///
    /// @param tunnel whether it came out of a tunnel
    /// @param attached whether the peer's address is directly attached at that interface
    record Arrival(InterfaceName arrivedOn, boolean tunnel, boolean attached) {}

    record Received(ConnectionId connection, Bytes octets) implements BgpEvent {}

    /// The connection is over or never came to be; nothing more will be heard of it.
    record Closed(ConnectionId connection, String reason) implements BgpEvent {}

    /// TCP has taken over this many octets more of what was sent; the engine keeps at most
    /// [BgpEngine#SEND_WINDOW_OCTETS] under way per connection.
    record Drained(ConnectionId connection, int octets) implements BgpEvent {}

    /// How an address that [BgpEffect.TrackNextHop] asked about is reached now.
    record NextHopChanged(Vrf vrf, IpAddress address, Resolution resolution) implements BgpEvent {}

    sealed interface Resolution {
        record Unreachable() implements Resolution {}

        /// @param metric of the route in the routing table
        /// @param labelled whether the path takes labelled packets (an implicit null counts): what VPN routes need
        /// @param connected whether the address is attached
        /// @param byDefault whether only a default route leads there
        /// @param tunnel whether the path leads through a tunnel
        record Reachable(
                long metric, boolean labelled, boolean connected, boolean byDefault, boolean tunnel)
                implements Resolution {}
    }

    /// A route of another source in a routing table of ours changed, or is gone if `route` is empty. Each prefix and
    /// source is its own route.
    record RedistributableChanged(
            Vrf vrf, Prefix prefix, RouteSource source, Optional<RouteFacts> route)
            implements BgpEvent {}

    record RouteFacts(Kind kind, Optional<IpAddress> nextHop, long metric, long tag) {
        public enum Kind {
            /// The subnet of an interface.
            CONNECTED,
            /// Through a next hop or an interface.
            FORWARD,
            /// `Null0`.
            DISCARD
        }
    }

    /// The routing table did, or did not, take a route that [BgpEffect.InstallRoute] ordered: `r` in tables.
    record RouteRefused(Vrf vrf, Prefix prefix, boolean refused) implements BgpEvent {}

    /// `clear ip bgp`: of one neighbour, or of all.
    record Clear(Optional<PeerKey.Neighbor> neighbor, How how) implements BgpEvent {
        public enum How {
            HARD,
            SOFT_IN,
            SOFT_OUT
        }
    }
}
