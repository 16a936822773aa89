package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Secret;
import io.culvert.base.Vrf;
import io.culvert.engine.Notice;
import java.util.List;
import java.util.Optional;

/// What BGP wants done.
public sealed interface BgpEffect {
    /// Take connections to this port in this VRF from now on.
    record Listen(Vrf vrf, int port) implements BgpEffect {}

    record Unlisten(Vrf vrf, int port) implements BgpEffect {}

    /// Open a connection; answered by `Connected` or `Closed`.
    ///
    /// @param local the address to speak from, if one is configured
    record Connect(
            ConnectionId connection,
            Vrf vrf,
            Optional<IpAddress> local,
            IpAddress remote,
            int port,
            TransportRules rules)
            implements BgpEffect {}

    /// Go on with a connection that was accepted, under these rules.
    record Admit(ConnectionId connection, TransportRules rules) implements BgpEffect {}

    /// @param ttl of the IP packets we send: 1 to a neighbour that must be next to us
    /// @param ttlLeast packets that come with less are dropped (RFC 5082)
    /// @param tunnelOnly nothing of the connection may go or come outside a tunnel, whatever the routing table says
    record TransportRules(int ttl, int ttlLeast, boolean tunnelOnly, Optional<Secret> md5) {}

    record Send(ConnectionId connection, Bytes octets) implements BgpEffect {}

    /// Close in order: what was sent before still goes out. No `Closed` need follow, and one that does is ignored.
    record Close(ConnectionId connection) implements BgpEffect {}

    /// Say `NextHopChanged` at once and whenever the way to `address` changes.
    record TrackNextHop(Vrf vrf, IpAddress address) implements BgpEffect {}

    record UntrackNextHop(Vrf vrf, IpAddress address) implements BgpEffect {}

    /// Packets that come with this label are now treated so.
    record BindLabel(Label label, LabelKey key, LabelUse use) implements BgpEffect {}

    record ReleaseLabel(Label label, LabelKey key) implements BgpEffect {}

    /// What a label of ours stands for.
    sealed interface LabelUse {
        /// Pop, then a look into the VRF's table: summaries, discard routes, whole VRFs.
        record Lookup(Vrf vrf) implements LabelUse {}

        /// Pop, then to the subnet of an interface, found by a look into the VRF's table.
        record Attached(Vrf vrf, Prefix prefix) implements LabelUse {}

        /// Pop, then the way of this route of the VRF's table.
        record Route(Vrf vrf, Prefix prefix) implements LabelUse {}

        /// Swap for the label of a neighbour and send it to that next hop.
        ///
        /// @param vrf the local VRF that has the same route, if there is one
        record Swap(
                RouteDistinguisher rd,
                Prefix prefix,
                Vrf nextHopVrf,
                IpAddress nextHop,
                Label out,
                Optional<Vrf> vrf)
                implements LabelUse {}
    }

    /// The best route of BGP for `prefix`; it replaces the one before.
    ///
    /// @param vrf the table to install it in
    record InstallRoute(
            Vrf vrf,
            Prefix prefix,
            List<RoutePath> paths,
            int distance,
            long metric,
            long tag,
            String asPath)
            implements BgpEffect {
        public InstallRoute {
            paths = List.copyOf(paths);
        }
    }

    record RemoveRoute(Vrf vrf, Prefix prefix) implements BgpEffect {}

    sealed interface RoutePath {
        /// @param nextHopVrf where to resolve the next hop
        /// @param label to push; a path with one must resolve to a labelled path
        record Via(Vrf nextHopVrf, IpAddress nextHop, Optional<Label> label, boolean external)
                implements RoutePath {}

        /// The way of another local VRF's route.
        record Leaked(Vrf from, Prefix prefix) implements RoutePath {}
    }

    record Notify(Notice notice) implements BgpEffect {}
}
