package io.culvert.router;

import io.culvert.base.Vrf;
import io.culvert.rib.NextHop;
import io.culvert.rib.RibEvent;
import io.culvert.rib.Route;
import io.culvert.rib.RouteOwner;
import io.culvert.rib.RouteSource;
import io.culvert.router.config.StaticRoute;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The `ip route` and `ipv6 route` lines in the tables.
final class StaticRoutes {
    private final Set<StaticRoute> offered = new LinkedHashSet<>();

    void configure(List<StaticRoute> configured, Consumer<RibEvent> rib) {
        // With thousands of routes, to search the list for each would hold up packets at every line
        // of configuration.
        var wanted = new LinkedHashSet<StaticRoute>(configured);
        for (StaticRoute gone : List.copyOf(offered)) {
            if (!wanted.contains(gone)) {
                offered.remove(gone);
                rib.accept(new RibEvent.Revoked(gone.vrf(), owner(gone), gone.prefix()));
            }
        }
        for (StaticRoute each : wanted) {
            if (offered.add(each)) {
                rib.accept(new RibEvent.Offered(each.vrf(), route(each)));
            }
        }
    }

    private static RouteOwner owner(StaticRoute each) {
        return new RouteOwner(
                RouteSource.STATIC,
                each.out().map(Object::toString).orElse("")
                        + " "
                        + each.gateway().map(Object::toString).orElse(""));
    }

    private static Route route(StaticRoute each) {
        return new Route(
                each.prefix(), owner(each), each.distance(), 0, each.tag(), List.of(nextHop(each)));
    }

    private static NextHop nextHop(StaticRoute each) {
        if (each.isDiscard()) {
            return new NextHop.Discard();
        }
        if (each.gateway().isEmpty()) {
            return new NextHop.Attached(each.out().orElseThrow());
        }
        return each.out().isPresent()
                ? new NextHop.Neighbor(each.out().get(), each.gateway().get())
                : new NextHop.Recursive(
                        each.gatewayIsGlobal() ? Vrf.GLOBAL : each.vrf(), each.gateway().get());
    }
}
