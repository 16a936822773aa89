package io.culvert.commands.route;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Upper;
import io.culvert.rib.RouteSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// `show ipv6 route`: the table of one VRF. The group range that every router has to itself is counted, as IOS does, and
/// shown with the local routes.
///
/// @param routes in prefix order
/// @param wanted the sources to show
record ShowIpv6Route(Vrf vrf, List<RouteEntry> routes, Set<RouteSource> wanted) implements Answer {
    private static final String CODES =
            """
            Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
                   B - BGP, HA - Home Agent, MR - Mobile Router, R - RIP
                   H - NHRP, D - EIGRP, EX - EIGRP external, ND - ND Default
                   NDp - ND Prefix, DCE - Destination, NDr - Redirect, O - OSPF Intra
                   OI - OSPF Inter, OE1 - OSPF ext 1, OE2 - OSPF ext 2, ON1 - OSPF NSSA ext 1
                   ON2 - OSPF NSSA ext 2, l - LISP, % - next hop override
            """;
    private static final Prefix GROUPS = Prefix.of("ff00::/8");

    ShowIpv6Route {
        routes = List.copyOf(routes);
        wanted = wanted.isEmpty() ? EnumSet.noneOf(RouteSource.class) : EnumSet.copyOf(wanted);
    }

    @Override
    public Object json() {
        return shown();
    }

    private List<RouteEntry> shown() {
        return routes.stream().filter(route -> wanted.contains(route.source())).toList();
    }

    @Override
    public String text() {
        var text =
                new StringBuilder("IPv6 Routing Table - ")
                        .append(vrf.isGlobal() ? "default" : vrf.name())
                        .append(" - ")
                        .append(routes.size() + 1)
                        .append(" entries\n")
                        .append(CODES);
        shown().forEach(route -> append(text, route));
        if (wanted.contains(RouteSource.LOCAL)) {
            text.append(head("L", GROUPS, 0, 0)).append("     via Null0, receive\n");
        }
        return text.toString();
    }

    /// A default route has no mark of its own in IPv6.
    private static void append(StringBuilder text, RouteEntry route) {
        boolean own =
                route.source() == RouteSource.CONNECTED || route.source() == RouteSource.LOCAL;
        String code =
                isReceived(route) && route.source() == RouteSource.CONNECTED
                        ? "LC"
                        : route.source().code();
        text.append(
                head(
                        route.override().isEmpty() ? code : "%-2s%%".formatted(code),
                        route.prefix(),
                        own ? 0 : route.distance(),
                        route.metric()));
        for (RouteEntry.Way way : route.ways()) {
            text.append("     via ").append(way(route, way)).append('\n');
        }
    }

    static String head(String code, Prefix prefix, int distance, long metric) {
        return "%-3s %s [%d/%d]\n".formatted(code, Upper.of(prefix), distance, metric);
    }

    static String way(RouteEntry route, RouteEntry.Way way) {
        return switch (way) {
            case RouteEntry.Way.Via via when via.from().isPresent() ->
                    Upper.of(via.gateway())
                            + "%"
                            + (via.from().get().isGlobal() ? "default" : via.from().get().name())
                            + (via.label().isPresent() ? ", indirectly connected" : "");
            case RouteEntry.Way.Via via ->
                    Upper.of(via.gateway()) + via.out().map(out -> ", " + out).orElse("");
            case RouteEntry.Way.Connected(var out, var from) ->
                    out
                            + from.map(vrf -> "%" + (vrf.isGlobal() ? "default" : vrf.name()))
                                    .orElse("")
                            + (isReceived(route) ? ", receive" : ", directly connected");
            case RouteEntry.Way.Discard() -> "Null0, directly connected";
        };
    }

    private static boolean isReceived(RouteEntry route) {
        return route.source() == RouteSource.LOCAL
                || (route.source() == RouteSource.CONNECTED && route.prefix().isHost());
    }
}
