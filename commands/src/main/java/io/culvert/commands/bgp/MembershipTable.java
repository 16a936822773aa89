package io.culvert.commands.bgp;

import io.culvert.bgp.show.MembershipView;
import io.culvert.cli.Answer;

/// `show bgp rtfilter unicast all`.
record MembershipTable(MembershipView table) implements Answer {
    @Override
    public Object json() {
        return table;
    }

    @Override
    public String text() {
        if (table.rows().isEmpty()) {
            return "";
        }
        var text = new StringBuilder(BgpTable.head(table.version(), table.routerId()));
        for (MembershipView.Row row : table.rows()) {
            String membership = row.first() ? row.membership() : "";
            text.append(BgpTable.begin(row.status(), membership, row.nextHop().toString()))
                    .append(
                            BgpTable.end(
                                    row.metric(),
                                    row.localPreference(),
                                    row.weight(),
                                    row.path(),
                                    row.origin()))
                    .append('\n');
        }
        return text.toString();
    }
}
