package io.culvert.commands.route;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.rib.RouteSource;
import java.util.List;
import java.util.OptionalLong;

/// `show ip route A.B.C.D`: one route in words.
///
/// @param localAs the router's own autonomous system, which names its BGP process
record ShowRoute(Vrf vrf, RouteEntry route, OptionalLong localAs) implements Answer {
    @Override
    public Object json() {
        return route;
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        if (!vrf.isGlobal()) {
            text.append("\nRouting Table: ").append(vrf.name()).append('\n');
        }
        text.append("Routing entry for ")
                .append(route.prefix())
                .append(Classful.isSupernet(route.prefix()) ? ", supernet" : "")
                .append("\n  Known via \"")
                .append(owner(route.source(), localAs))
                .append("\", distance ")
                .append(route.distance())
                .append(", metric ")
                .append(route.metric())
                .append(route.prefix().isDefault() ? ", candidate default path" : "")
                .append(connected())
                .append('\n');
        tagAndType(text);
        lastUpdate(text);
        text.append("  Routing Descriptor Blocks:\n");
        boolean first = true;
        for (RouteEntry.Way way : route.ways()) {
            block(text, way, first);
            first = false;
        }
        return text.toString();
    }

    /// Why there is no such route: IOS tells apart whether any other part of the classful network is known.
    static String absent(Prefix asked, List<RouteEntry> routes) {
        boolean known =
                routes.stream()
                        .anyMatch(
                                route ->
                                        Classful.network(route.prefix()).isPresent()
                                                && Classful.network(route.prefix())
                                                        .equals(Classful.network(asked)));
        return known ? "% Subnet not in table" : "% Network not in table";
    }

    static String owner(RouteSource source, OptionalLong localAs) {
        return switch (source) {
            case LOCAL, CONNECTED -> "connected";
            case STATIC, IKEV2 -> "static";
            case EBGP, IBGP -> localAs.isPresent() ? "bgp " + localAs.getAsLong() : "bgp";
            case NHRP -> "nhrp";
        };
    }

    private String connected() {
        boolean attached = route.ways().getFirst() instanceof RouteEntry.Way.Connected;
        return switch (route.source()) {
            case LOCAL, CONNECTED -> " (connected, via interface)";
            case STATIC, IKEV2 -> attached ? " (connected)" : "";
            case EBGP, IBGP, NHRP -> "";
        };
    }

    private void tagAndType(StringBuilder text) {
        String type =
                switch (route.source()) {
                    case EBGP -> "type external";
                    case IBGP -> "type internal";
                    case LOCAL, CONNECTED, STATIC, IKEV2, NHRP -> "";
                };
        String tag = route.tag() == 0 ? "" : "Tag " + route.tag();
        if (!type.isEmpty() || !tag.isEmpty()) {
            text.append("  ")
                    .append(tag)
                    .append(tag.isEmpty() || type.isEmpty() ? "" : ", ")
                    .append(type)
                    .append('\n');
        }
    }

    private void lastUpdate(StringBuilder text) {
        if (route.isDynamic() && route.ways().getFirst() instanceof RouteEntry.Way.Via via) {
            text.append("  Last update from ")
                    .append(via.gateway())
                    .append(via.out().map(out -> " on " + out + ",").orElse(""))
                    .append(' ')
                    .append(Ages.age(route.age()))
                    .append(" ago\n");
        }
    }

    private void block(StringBuilder text, RouteEntry.Way way, boolean first) {
        text.append(first ? "  * " : "    ");
        switch (way) {
            case RouteEntry.Way.Via via -> {
                text.append(via.gateway())
                        .append(via.from().map(vrf -> " (" + vrf + ")").orElse(""));
                learned(text, via.gateway());
                text.append(via.out().map(out -> ", via " + out).orElse(""));
            }
            case RouteEntry.Way.Connected(var out, var from) ->
                    text.append("directly connected")
                            .append(from.map(vrf -> " (" + vrf + ")").orElse(""))
                            .append(", via ")
                            .append(out);
            case RouteEntry.Way.Discard() -> text.append("directly connected, via Null0");
        }
        text.append("\n      Route metric is ")
                .append(route.metric())
                .append(", traffic share count is 1\n");
        if (route.tag() != 0) {
            text.append("      Route tag ").append(route.tag()).append('\n');
        }
        if (way instanceof RouteEntry.Way.Via via && via.label().isPresent()) {
            text.append("      MPLS label: ")
                    .append(via.label().get())
                    .append("\n      MPLS Flags: MPLS Required\n");
        }
    }

    private void learned(StringBuilder text, IpAddress from) {
        if (route.isDynamic()) {
            text.append(", from ")
                    .append(from)
                    .append(", ")
                    .append(Ages.age(route.age()))
                    .append(" ago");
        }
    }
}
