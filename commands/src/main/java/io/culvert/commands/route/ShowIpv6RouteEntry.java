package io.culvert.commands.route;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.commands.layout.Upper;
import io.culvert.rib.RouteSource;
import java.util.OptionalLong;

/// `show ipv6 route X:X:X:X::X`: one route in words.
///
/// @param localAs the router's own autonomous system, which names its BGP process
record ShowIpv6RouteEntry(RouteEntry route, OptionalLong localAs) implements Answer {
    @Override
    public Object json() {
        return route;
    }

    @Override
    public String text() {
        var text =
                new StringBuilder("Routing entry for ")
                        .append(Upper.of(route.prefix()))
                        .append("\n  Known via \"")
                        .append(
                                route.source() == RouteSource.LOCAL
                                        ? "local"
                                        : ShowRoute.owner(route.source(), localAs))
                        .append("\", distance ")
                        .append(route.distance())
                        .append(", metric ")
                        .append(route.metric())
                        .append(type())
                        .append("\n  Route count is 1/1, share count 0\n  Routing paths:\n");
        for (RouteEntry.Way way : route.ways()) {
            text.append("    ").append(ShowIpv6Route.way(route, way)).append('\n');
            if (way instanceof RouteEntry.Way.Via via && via.label().isPresent()) {
                text.append("      MPLS label: ").append(via.label().get()).append('\n');
            }
            text.append("      Last updated ").append(Ages.age(route.age())).append(" ago\n");
        }
        return text.toString();
    }

    private String type() {
        return switch (route.source()) {
            case CONNECTED -> ", type connected";
            case LOCAL -> ", type receive, connected";
            case EBGP -> ", type external";
            case IBGP -> ", type internal";
            case STATIC, IKEV2, NHRP -> "";
        };
    }
}
