package io.culvert.router;

import io.culvert.base.Prefix;
import io.culvert.rib.NextHop;
import io.culvert.rib.RibEvent;
import io.culvert.rib.Route;
import io.culvert.rib.RouteOwner;
import io.culvert.rib.RouteSource;
import io.culvert.router.config.InterfaceAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The routes that interfaces bring: the subnet, and the router's own address in it. A host address is both at once, as
/// IOS shows it: connected, and nothing else. An unnumbered interface brings none.
final class ConnectedRoutes {
    private ConnectedRoutes() {}

    static void change(
            Optional<InterfaceState> before,
            Optional<InterfaceState> after,
            Consumer<RibEvent> rib) {
        List<Route> old = before.map(ConnectedRoutes::routes).orElse(List.of());
        List<Route> fresh = after.map(ConnectedRoutes::routes).orElse(List.of());
        var oldVrf = before.map(InterfaceState::vrf);
        var freshVrf = after.map(InterfaceState::vrf);
        for (Route route : old) {
            if (!oldVrf.equals(freshVrf) || !fresh.contains(route)) {
                rib.accept(
                        new RibEvent.Revoked(oldVrf.orElseThrow(), route.owner(), route.prefix()));
            }
        }
        for (Route route : fresh) {
            if (!oldVrf.equals(freshVrf) || !old.contains(route)) {
                rib.accept(new RibEvent.Offered(freshVrf.orElseThrow(), route));
            }
        }
    }

    private static List<Route> routes(InterfaceState state) {
        var routes = new ArrayList<Route>();
        if (!state.protocolUp()) {
            return routes;
        }
        var connected = new RouteOwner(RouteSource.CONNECTED, state.name().toString());
        var local = new RouteOwner(RouteSource.LOCAL, state.name().toString());
        for (InterfaceAddress each : state.addresses()) {
            if (state.isBorrowed(each)) {
                continue;
            }
            Prefix host = Prefix.host(each.address());
            if (each.subnet().equals(host)) {
                routes.add(Route.of(host, connected, new NextHop.Receive(state.name())));
            } else {
                routes.add(Route.of(each.subnet(), connected, new NextHop.Attached(state.name())));
                routes.add(Route.of(host, local, new NextHop.Receive(state.name())));
            }
        }
        return routes;
    }
}
