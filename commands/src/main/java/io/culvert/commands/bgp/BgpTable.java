package io.culvert.commands.bgp;

import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.BgpTableView.Row;
import io.culvert.bgp.show.BgpTableView.Section;
import io.culvert.cli.Answer;

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
        var text =
                new StringBuilder(
                        "BGP table version is %d, local router ID is %s%n%s"
                                .formatted(table.version(), table.routerId(), LEGEND)
                                .replace("\r\n", "\n"));
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

    private static String line(Row row) {
        String network = row.firstOfPrefix() ? BgpPrefixText.of(row.prefix()) : "";
        String head = status(row);
        head +=
                network.length() > NETWORK_MAX
                        ? network + "\n" + " ".repeat(22)
                        : "%-17s".formatted(network);
        String nextHop = BgpPrefixText.nextHop(row.prefix(), row.nextHop());
        head +=
                nextHop.length() > NEXT_HOP_MAX
                        ? nextHop + "\n" + " ".repeat(42)
                        : "%-20s".formatted(nextHop);
        return head
                + "%6s%7s%7d %s"
                        .formatted(
                                row.metric().map(Object::toString).orElse(""),
                                row.localPreference().map(Object::toString).orElse(""),
                                row.weight(),
                                row.path().isEmpty()
                                        ? row.origin()
                                        : row.path() + " " + row.origin());
    }

    private static String status(Row row) {
        var status = row.status();
        char first = status.ribFailure() ? 'r' : ' ';
        char valid = status.valid() ? '*' : ' ';
        String best = status.best() ? ">" : status.multipath() ? "m" : " ";
        return "" + first + valid + best + (status.internal() ? 'i' : ' ') + ' ';
    }
}
