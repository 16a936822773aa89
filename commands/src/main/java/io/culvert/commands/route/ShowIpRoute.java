package io.culvert.commands.route;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.rib.RouteSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// `show ip route`: the table by classful networks. A display of some sources alone still counts the subnets of all.
///
/// @param routes in prefix order
/// @param wanted the sources to show
/// @param overrides whether the shortcuts are shown that override next hops; that there are is always marked
record ShowIpRoute(Vrf vrf, List<RouteEntry> routes, Set<RouteSource> wanted, boolean overrides)
        implements Answer {
    private static final String CODES =
            """
            Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
                   D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
                   N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
                   E1 - OSPF external type 1, E2 - OSPF external type 2
                   i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
                   ia - IS-IS inter area, * - candidate default, U - per-user static route
                   o - ODR, P - periodic downloaded static route, H - NHRP, l - LISP
                   a - application route
                   + - replicated route, % - next hop override

            """;
    private static final String NETWORK_INDENT = "      ";
    private static final int MARK_AT = 4;
    private static final String SUBNET_INDENT = "         ";

    ShowIpRoute {
        routes = List.copyOf(routes);
        wanted = wanted.isEmpty() ? EnumSet.noneOf(RouteSource.class) : EnumSet.copyOf(wanted);
    }

    @Override
    public Object json() {
        return shown(routes);
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        if (!vrf.isGlobal()) {
            text.append("\nRouting Table: ").append(vrf.name()).append('\n');
        }
        text.append(CODES).append("Gateway of last resort is ").append(lastResort()).append("\n\n");
        var subnets = new TreeMap<Prefix, List<RouteEntry>>();
        for (RouteEntry route : routes) {
            Prefix group = Classful.network(route.prefix()).orElse(route.prefix());
            subnets.computeIfAbsent(group, _ -> new ArrayList<>()).add(route);
        }
        subnets.forEach((network, members) -> append(text, network, members));
        return text.toString();
    }

    private List<RouteEntry> shown(List<RouteEntry> all) {
        return all.stream().filter(route -> wanted.contains(route.source())).toList();
    }

    private String lastResort() {
        Optional<RouteEntry> found =
                routes.stream().filter(route -> route.prefix().isDefault()).findFirst();
        return found.map(
                        route ->
                                route.ways().getFirst() instanceof RouteEntry.Way.Via via
                                        ? via.gateway().toString()
                                        : "0.0.0.0")
                .map(gateway -> gateway + " to network 0.0.0.0")
                .orElse("not set");
    }

    private void append(StringBuilder text, Prefix network, List<RouteEntry> members) {
        List<RouteEntry> shown = shown(members);
        if (shown.isEmpty()) {
            return;
        }
        boolean whole = members.size() == 1 && members.getFirst().prefix().equals(network);
        if (whole) {
            append(text, NETWORK_INDENT, network.toString(), shown.getFirst());
            return;
        }
        long masks = members.stream().mapToInt(each -> each.prefix().length()).distinct().count();
        boolean uniform = masks == 1;
        int length = uniform ? members.getFirst().prefix().length() : network.length();
        text.append(NETWORK_INDENT)
                .append(network.address())
                .append('/')
                .append(length)
                .append(uniform ? " is subnetted, " : " is variably subnetted, ")
                .append(members.size())
                .append(" subnets")
                .append(uniform ? "" : ", " + masks + " masks")
                .append('\n');
        for (RouteEntry route : shown) {
            Prefix prefix = route.prefix();
            append(
                    text,
                    SUBNET_INDENT,
                    uniform ? prefix.address().toString() : prefix.toString(),
                    route);
        }
    }

    private void append(StringBuilder text, String indent, String destination, RouteEntry route) {
        String code = route.source().code() + (route.prefix().isDefault() ? "*" : "");
        if (!route.override().isEmpty()) {
            code = code + " ".repeat(MARK_AT - code.length()) + "%";
        }
        String start = code + indent.substring(code.length()) + destination + " ";
        for (RouteEntry.Way way : route.ways()) {
            text.append(start).append(way(route, way)).append('\n');
            start = " ".repeat(start.length());
        }
        for (RouteEntry.Way way : overrides ? route.override() : List.<RouteEntry.Way>of()) {
            text.append(start).append("[NHO]").append(shortcut(route, way)).append('\n');
        }
    }

    private static String shortcut(RouteEntry route, RouteEntry.Way way) {
        return way instanceof RouteEntry.Way.Via via
                ? "[%d/1] via %s%s%s"
                        .formatted(
                                RouteSource.NHRP.distance(),
                                via.gateway(),
                                ", " + Ages.age(route.age()),
                                via.out().map(out -> ", " + out).orElse(""))
                : way(route, way);
    }

    private static String way(RouteEntry route, RouteEntry.Way way) {
        String age = route.isDynamic() ? ", " + Ages.age(route.age()) : "";
        String cost = "[" + route.distance() + "/" + route.metric() + "] ";
        return switch (way) {
            case RouteEntry.Way.Via via ->
                    cost
                            + "via "
                            + via.gateway()
                            + named(via.from())
                            + age
                            + via.out().map(out -> ", " + out).orElse("");
            case RouteEntry.Way.Connected(var out, var from) ->
                    "is directly connected" + named(from) + age + ", " + out;
            case RouteEntry.Way.Discard() ->
                    route.isDynamic()
                            ? cost + "via 0.0.0.0" + age + ", Null0"
                            : "is directly connected, Null0";
        };
    }

    /// The VRF behind a gateway. That a VPN route's gateway is in the global table goes without saying.
    private static String named(Optional<Vrf> from) {
        return from.filter(vrf -> !vrf.isGlobal()).map(vrf -> " (" + vrf.name() + ")").orElse("");
    }
}
