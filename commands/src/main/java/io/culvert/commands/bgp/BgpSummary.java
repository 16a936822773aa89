package io.culvert.commands.bgp;

import io.culvert.bgp.show.BgpSummaryView;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.commands.layout.Upper;
import java.util.stream.Collectors;

/// `show ip bgp ... summary`.
record BgpSummary(BgpSummaryView summary) implements Answer {
    @Override
    public Object json() {
        return summary;
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        text.append("BGP router identifier ")
                .append(summary.routerId())
                .append(", local AS number ")
                .append(summary.localAs())
                .append('\n');
        text.append("BGP table version is ")
                .append(summary.version())
                .append(", main routing table version ")
                .append(summary.version())
                .append('\n');
        text.append(summary.networks())
                .append(" network entries using ")
                .append(summary.networks() * 256L)
                .append(" bytes of memory\n");
        text.append(summary.paths())
                .append(" path entries using ")
                .append(summary.paths() * 128L)
                .append(" bytes of memory\n\n");
        text.append(
                "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n");
        summary.rows().forEach(row -> text.append(line(row)).append('\n'));
        if (summary.rows().stream().anyMatch(BgpSummaryView.Row::dynamic)) {
            text.append("* Dynamically created based on a listen range command\n");
        }
        if (!summary.listenRanges().isEmpty()) {
            text.append("Dynamically created neighbors: ")
                    .append(summary.dynamicNeighbors())
                    .append(", Subnet ranges: ")
                    .append(summary.listenRanges().size())
                    .append("\n\n");
            summary.listenRanges().stream()
                    .collect(
                            Collectors.groupingBy(
                                    BgpSummaryView.Range::peerGroup,
                                    java.util.TreeMap::new,
                                    Collectors.toList()))
                    .forEach(
                            (group, ranges) -> {
                                text.append("BGP peergroup ")
                                        .append(group)
                                        .append(" listen range group members:\n");
                                ranges.forEach(
                                        range ->
                                                text.append("  ")
                                                        .append(range.range())
                                                        .append('\n'));
                            });
            text.append("\nTotal dynamically created neighbors: ")
                    .append(summary.dynamicNeighbors())
                    .append('/')
                    .append(summary.listenLimit())
                    .append(" (limit)\n");
        }
        return text.toString();
    }

    private static String line(BgpSummaryView.Row row) {
        String neighbor = (row.dynamic() ? "*" : "") + Upper.of(row.neighbor());
        String head =
                neighbor.length() > 15
                        ? neighbor + "\n" + " ".repeat(16)
                        : "%-16s".formatted(neighbor);
        return head
                + "%d %12d %7d %7d %8d %4d %4d %-8s %8s"
                        .formatted(
                                row.version(),
                                row.as(),
                                row.messagesReceived(),
                                row.messagesSent(),
                                row.tableVersion(),
                                row.inQueue(),
                                row.outQueue(),
                                Ages.age(row.upDown()),
                                row.prefixes().map(Object::toString).orElse(row.state()));
    }
}
