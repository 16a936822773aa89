package io.culvert.interop;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person reads in the output of `show mpls forwarding-table`.
record LabelTable(List<Row> rows) {
    private static final Pattern ROW =
            Pattern.compile(
                    "(?m)^(?<local>\\d+) +(?<outgoing>No Label|Pop Label|\\d+) +(?<prefix>[^ \\[]+)\\[V] +\\d+ +(?<way>\\S+)");

    /// A long prefix has its rest of the row in the next line.
    private static final String CONTINUED = " +\\\\\\n +";

    /// @param way the interface, or `aggregate/VRF`
    record Row(String local, String outgoing, Prefix prefix, String way) {}

    static LabelTable of(String text) {
        var rows = new ArrayList<Row>();
        Matcher row = ROW.matcher(text.replaceAll(CONTINUED, " "));
        while (row.find()) {
            rows.add(
                    new Row(
                            row.group("local"),
                            row.group("outgoing"),
                            Prefix.of(row.group("prefix")),
                            row.group("way")));
        }
        return new LabelTable(rows);
    }

    Optional<Row> row(String local) {
        return rows.stream().filter(row -> row.local().equals(local)).findFirst();
    }

    /// The label under which this router takes packets to an address of its own networks of a VRF: that of the longest prefix.
    Optional<String> ofNetwork(String vrf, IpAddress address) {
        return rows.stream()
                .filter(row -> row.way().equals("aggregate/" + vrf))
                .filter(row -> row.prefix().contains(address))
                .max(Comparator.comparing(row -> row.prefix().length()))
                .map(Row::local);
    }
}
