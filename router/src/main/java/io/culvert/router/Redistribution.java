package io.culvert.router;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEvent;
import io.culvert.bgp.config.RouteSource;
import io.culvert.rib.Forwarding;
import io.culvert.rib.NextHop;
import io.culvert.rib.Route;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Tells BGP of the connected and static routes that are in force. Which of them it takes is its own policy.
final class Redistribution {
    private final Map<Vrf, Map<Prefix, RouteSource>> told = new TreeMap<>();

    void changed(Vrf vrf, Prefix prefix, Optional<Forwarding> forwarding, Consumer<BgpEvent> bgp) {
        Map<Prefix, RouteSource> here = told.computeIfAbsent(vrf, _ -> new TreeMap<>());
        Optional<RouteSource> source = forwarding.flatMap(each -> source(each.route()));
        RouteSource before = here.get(prefix);
        if (before != null && !source.equals(Optional.of(before))) {
            here.remove(prefix);
            bgp.accept(new BgpEvent.RedistributableChanged(vrf, prefix, before, Optional.empty()));
        }
        if (source.isPresent()) {
            here.put(prefix, source.get());
            bgp.accept(
                    new BgpEvent.RedistributableChanged(
                            vrf,
                            prefix,
                            source.get(),
                            forwarding.map(each -> facts(each.route()))));
        }
    }

    private static Optional<RouteSource> source(Route route) {
        return switch (route.source()) {
            case CONNECTED -> Optional.of(RouteSource.CONNECTED);
            case STATIC, IKEV2 -> Optional.of(RouteSource.STATIC);
            case LOCAL, EBGP, IBGP, NHRP -> Optional.empty();
        };
    }

    private static BgpEvent.RouteFacts facts(Route route) {
        Optional<IpAddress> gateway =
                switch (route.nextHops().getFirst()) {
                    case NextHop.Neighbor(_, var address) -> Optional.of(address);
                    case NextHop.Recursive(_, var address) -> Optional.of(address);
                    case NextHop.MustBeLabelled(_, var address, _) -> Optional.of(address);
                    case NextHop.Receive _,
                            NextHop.Attached _,
                            NextHop.Leaked _,
                            NextHop.Discard _ ->
                            Optional.empty();
                };
        return new BgpEvent.RouteFacts(kind(route), gateway, route.metric(), route.tag());
    }

    private static BgpEvent.RouteFacts.Kind kind(Route route) {
        if (route.nextHops().getFirst() instanceof NextHop.Discard) {
            return BgpEvent.RouteFacts.Kind.DISCARD;
        }
        return route.source() == io.culvert.rib.RouteSource.CONNECTED
                ? BgpEvent.RouteFacts.Kind.CONNECTED
                : BgpEvent.RouteFacts.Kind.FORWARD;
    }
}
