package io.culvert.commands.bgp;

import io.culvert.base.Ipv4Address;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.BgpTableView.Row;
import io.culvert.bgp.show.BgpTableView.Section;
import io.culvert.bgp.show.BgpTableView.Status;
import io.culvert.cli.Answer;
import java.util.Optional;

/// `show ip bgp vpnv4 all`, and the same of one table.
record BgpTable(BgpTableView table) implements Answer {
    private static final String LEGEND =
            """
            Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,
                          r RIB-failure, S Stale, m multipath, b backup-path, x best-external,
                          f RT-Filter, a additional-path
            Origin codes: i - IGP, e - EGP, ? - incomplete

                 Network          Next Hop            Metric LocPrf Weight Path
            """;

    /// The longest network that leaves a blank before the next hop.
    private static final int NETWORK_MAX = 16;

    /// The longest next hop that leaves a blank before the metric.
    private static final int NEXT_HOP_MAX = 19;

    @Override
    public Object json() {
        return table;
    }

    @Override
    public String text() {
        if (table.sections().stream().allMatch(section -> section.rows().isEmpty())) {
            return "";
        }
        var text = new StringBuilder(head(table.version(), table.routerId()));
        for (Section section : table.sections()) {
            section.rd()
                    .ifPresent(
                            rd ->
                                    text.append("Route Distinguisher: ")
                                            .append(rd)
                                            .append(
                                                    section.vrf()
                                                            .map(
                                                                    vrf ->
                                                                            " (default for vrf "
                                                                                    + vrf.name()
                                                                                    + ")")
                                                            .orElse(""))
                                            .append('\n'));
            section.rows().forEach(row -> text.append(line(row)).append('\n'));
        }
        return text.toString();
    }

    /// What stands above the rows.
    static String head(long version, Ipv4Address routerId) {
        return "BGP table version is %d, local router ID is %s%n%s"
                .formatted(version, routerId, LEGEND)
                .replace("\r\n", "\n");
    }

    private static String line(Row row) {
        String network = row.firstOfPrefix() ? BgpPrefixText.of(row.prefix()) : "";
        return begin(row.status(), network, BgpPrefixText.nextHop(row.prefix(), row.nextHop()))
                + end(row.metric(), row.localPreference(), row.weight(), row.path(), row.origin());
    }

    /// The columns up to the next hop.
    static String begin(Status status, String network, String nextHop) {
        String head = status(status);
        head +=
                network.length() > NETWORK_MAX
                        ? network + "\n" + " ".repeat(22)
                        : "%-17s".formatted(network);
        return head
                + (nextHop.length() > NEXT_HOP_MAX
                        ? nextHop + "\n" + " ".repeat(42)
                        : "%-20s".formatted(nextHop));
    }

    /// The columns behind the next hop.
    static String end(
            Optional<Long> metric,
            Optional<Long> localPreference,
            int weight,
            String path,
            char origin) {
        return "%6s%7s%7d %s"
                .formatted(
                        metric.map(Object::toString).orElse(""),
                        localPreference.map(Object::toString).orElse(""),
                        weight,
                        path.isEmpty() ? origin : path + " " + origin);
    }

    private static String status(Status status) {
        char first = status.ribFailure() ? 'r' : status.stale() ? 'S' : ' ';
        char valid = status.valid() ? '*' : ' ';
        String best = status.best() ? ">" : status.multipath() ? "m" : " ";
        return "" + first + valid + best + (status.internal() ? 'i' : ' ') + ' ';
    }
}
