package io.culvert.commands.route;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.rib.RouteSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// `show ip route summary`: how many routes each source has in force. A network is a prefix as wide as its class or wider.
/// Tools want the columns about memory; what a route takes here is not accounted for, so they stay empty of any but 0.
///
/// @param table the number by which the packet path knows the VRF
record ShowRouteSummary(Vrf vrf, int table, List<Count> counts) implements Answer {
    /// @param details as IOS adds below a BGP process; may be empty
    record Count(String source, int networks, int subnets, String details) {}

    ShowRouteSummary {
        counts = List.copyOf(counts);
    }

    static ShowRouteSummary of(Vrf vrf, int table, List<RouteEntry> routes, OptionalLong localAs) {
        var bySource = new LinkedHashMap<String, int[]>();
        bySource.put(ShowRoute.owner(RouteSource.CONNECTED, localAs), new int[2]);
        bySource.put(ShowRoute.owner(RouteSource.STATIC, localAs), new int[2]);
        for (RouteEntry route : routes) {
            int[] count =
                    bySource.computeIfAbsent(
                            ShowRoute.owner(route.source(), localAs), _ -> new int[2]);
            count[isSubnet(route.prefix()) ? 1 : 0]++;
        }
        String bgp = ShowRoute.owner(RouteSource.EBGP, localAs);
        return new ShowRouteSummary(
                vrf,
                table,
                bySource.entrySet().stream()
                        .map(
                                each ->
                                        new Count(
                                                each.getKey(),
                                                each.getValue()[0],
                                                each.getValue()[1],
                                                each.getKey().equals(bgp)
                                                        ? bgpDetails(routes)
                                                        : ""))
                        .toList());
    }

    private static boolean isSubnet(Prefix prefix) {
        return Classful.network(prefix).filter(network -> !network.equals(prefix)).isPresent();
    }

    private static String bgpDetails(List<RouteEntry> routes) {
        Map<RouteSource, Long> found = new EnumMap<>(RouteSource.class);
        routes.forEach(route -> found.merge(route.source(), 1L, Long::sum));
        return "External: "
                + found.getOrDefault(RouteSource.EBGP, 0L)
                + " Internal: "
                + found.getOrDefault(RouteSource.IBGP, 0L)
                + " Local: 0";
    }

    @Override
    public String text() {
        var text =
                new StringBuilder("IP routing table name is ")
                        .append(vrf)
                        .append(" (0x")
                        .append(Integer.toHexString(table))
                        .append(")\n")
                        .append(
                                "Route Source    Networks    Subnets     Replicates  Overhead    Memory (bytes)\n");
        int networks = 0;
        int subnets = 0;
        for (Count count : counts) {
            networks += count.networks();
            subnets += count.subnets();
            text.append(row(count.source(), count.networks(), count.subnets()));
            if (!count.details().isEmpty()) {
                text.append("  ").append(count.details()).append('\n');
            }
        }
        return text.append(row("Total", networks, subnets)).toString();
    }

    private static String row(Object source, Object networks, Object subnets) {
        return new Row()
                .at(0, source)
                .at(16, networks)
                .at(28, subnets)
                .at(40, 0)
                .at(52, 0)
                .at(64, 0)
                .line();
    }
}
