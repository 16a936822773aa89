package io.culvert.commands.bgp;

import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.BgpTableView.Row;
import io.culvert.bgp.show.BgpTableView.Section;
import io.culvert.cli.Answer;

/// `show ip bgp vpnv4 all label`.
record BgpLabels(BgpTableView table) implements Answer {
    private static final int NETWORK_MAX = 16;

    @Override
    public Object json() {
        return table;
    }

    @Override
    public String text() {
        var text = new StringBuilder("   Network          Next Hop      In label/Out label\n");
        for (Section section : table.sections()) {
            section.rd()
                    .ifPresent(
                            rd ->
                                    text.append("Route Distinguisher: ")
                                            .append(rd)
                                            .append(
                                                    section.vrf()
                                                            .map(vrf -> " (" + vrf.name() + ")")
                                                            .orElse(""))
                                            .append('\n'));
            section.rows().forEach(row -> text.append(line(row)).append('\n'));
        }
        return text.toString();
    }

    private static String line(Row row) {
        String network = row.firstOfPrefix() ? BgpPrefixText.of(row.prefix()) : "";
        String nextHop = BgpPrefixText.nextHop(row.prefix(), row.nextHop());
        String head =
                network.length() > NETWORK_MAX
                        ? "   " + network + "\n" + " ".repeat(20)
                        : "   %-17s".formatted(network);
        return head
                + "%-16s%s%s".formatted(nextHop, nextHop.length() > 15 ? " " : "", row.labels());
    }
}
