package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.LabelPair;
import java.util.Optional;

/// A path as a line of a table shows it.
final class TableRows {
    private final Decision decision;

    TableRows(Decision decision) {
        this.decision = decision;
    }

    /// What is in force of a path.
    BgpTableView.Row row(Net net, Path path, boolean first) {
        boolean valid = isUsable(net, path);
        return row(net, path, path.attributes, nextHop(net, path), path.weight, valid, first);
    }

    /// The path as it came: what the policy makes of it does not show, and no neighbour tells of a weight.
    BgpTableView.Row received(Net net, Path path, Received received) {
        boolean isReachable = NextHops.resolution(path) instanceof BgpEvent.Resolution.Reachable;
        return row(net, path, received.attributes(), received.nextHop(), 0, isReachable, true);
    }

    private BgpTableView.Row row(
            Net net,
            Path path,
            PathAttributes attributes,
            IpAddress nextHop,
            int weight,
            boolean valid,
            boolean first) {
        var status =
                new BgpTableView.Status(
                        valid,
                        isBest(net, path),
                        path.isInternal(),
                        net.ribFailure(),
                        isStale(net, path),
                        isMultipath(net, path));
        return new BgpTableView.Row(
                net.prefix(),
                first,
                status,
                nextHop,
                attributes.med(),
                attributes.localPreference(),
                weight,
                attributes.asPath().toString(),
                attributes.origin().letter(),
                labels(net, path));
    }

    /// A copy is as stale as what it is a copy of.
    static boolean isStale(Net net, Path path) {
        return switch (path.origination) {
            case Path.Origination.Local _ -> false;
            case Path.Origination.Imported(var from, var original) ->
                    from.path(original.origination).filter(now -> isStale(from, now)).isPresent();
            case Path.Origination.FromPeer(var peer) ->
                    peer.families().keySet().stream()
                            .anyMatch(
                                    family ->
                                            net.table().isAbout(family)
                                                    && peer.isStale(family, path));
        };
    }

    /// In a VRF a route is of use only if packets can go by it.
    boolean isUsable(Net net, Path path) {
        return net.table().owner().isPresent() ? decision.carries(path) : decision.isValid(path);
    }

    /// Whether packets or peers are sent by it.
    boolean isBest(Net net, Path path) {
        return isUsable(net, path) && net.best().filter(best -> best == path).isPresent();
    }

    static boolean isMultipath(Net net, Path path) {
        return net.multipaths().size() > 1 && net.multipaths().contains(path);
    }

    /// The unspecified address for what begins here.
    static IpAddress nextHop(Net net, Path path) {
        return path.nextHop()
                .orElse(net.table().ip() == AddressFamily.IPV4 ? Ipv4Address.ANY : Ipv6Address.ANY);
    }

    /// The labels of a VPN route, ours and the neighbour's.
    static LabelPair labels(Net net, Path path) {
        if (!net.table().vpn()) {
            return LabelPair.NONE;
        }
        var holder = path.label().isPresent() ? net.carrier() : net.best();
        boolean holdsLabel = holder.filter(one -> one == path).isPresent();
        var in = holdsLabel ? net.label() : Optional.<Label>empty();
        if (path.label().isPresent()) {
            return new LabelPair(in, new LabelPair.Out.Remote(path.label().get()));
        }
        if (path.isImported() || net.table().owner().isEmpty()) {
            return new LabelPair(in, new LabelPair.Out.None());
        }
        Vrf vrf = net.table().owner().get();
        boolean discards =
                path.origination instanceof Path.Origination.Local(var kind)
                        && kind == BgpEvent.RouteFacts.Kind.DISCARD;
        return new LabelPair(
                in, discards ? new LabelPair.Out.Aggregate(vrf) : new LabelPair.Out.Local(vrf));
    }
}
