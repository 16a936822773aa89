package io.culvert.commands.bgp;

import io.culvert.base.Prefix;
import io.culvert.bgp.show.BgpEntryView;
import io.culvert.bgp.show.BgpEntryView.PathView;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Upper;
import java.util.ArrayList;
import java.util.List;

/// `show ip bgp vpnv4 all A.B.C.D`: a block for each table that has a match.
record BgpEntries(List<BgpEntryView> entries) implements Answer {
    BgpEntries {
        entries = List.copyOf(entries);
    }

    @Override
    public String text() {
        if (entries.isEmpty()) {
            return "% Network not in table\n";
        }
        var text = new StringBuilder();
        entries.forEach(entry -> append(text, entry));
        return text.toString();
    }

    private static void append(StringBuilder text, BgpEntryView entry) {
        text.append("BGP routing table entry for ")
                .append(entry.rd().map(rd -> rd + ":").orElse(""))
                .append(Upper.of(entry.prefix()))
                .append(", version ")
                .append(entry.version())
                .append('\n');
        String best = entry.best() > 0 ? "best #" + entry.best() : "no best path";
        String table =
                entry.rd().isPresent()
                        ? entry.vrf().map(vrf -> ", table " + vrf.name()).orElse(", no table")
                        : ", table default";
        text.append(
                "Paths: (%d available, %s%s%s)%n"
                        .formatted(
                                entry.paths().size(),
                                best,
                                table,
                                entry.ribFailure() ? ", RIB-failure(17)" : "")
                        .replace("\r\n", "\n"));
        if (entry.updateGroups().isEmpty()) {
            text.append("  Not advertised to any peer\n");
        } else {
            text.append("  Advertised to update-groups:\n");
            var groups = new ArrayList<String>();
            entry.updateGroups().forEach(group -> groups.add("     " + group));
            text.append(String.join("", groups)).append('\n');
        }
        entry.paths().forEach(path -> append(text, entry.prefix(), path));
    }

    private static void append(StringBuilder text, Prefix of, PathView path) {
        text.append("  Refresh Epoch ").append(path.refreshEpoch()).append('\n');
        text.append("  ").append(path.asPath().isEmpty() ? "Local" : path.asPath());
        path.importedFrom().ifPresent(from -> text.append(", imported path from ").append(from));
        path.aggregator().ifPresent(by -> text.append(", (aggregated by ").append(by).append(')'));
        text.append(path.flags().stale() ? ", (stale)\n" : "\n");
        text.append("    ").append(BgpPrefixText.nextHop(of, path.nextHop()));
        path.nextHopMetric()
                .ifPresent(
                        metric ->
                                text.append(" (metric ").append(metric).append(") (via default)"));
        if (!path.nextHopReachable()) {
            text.append(" (inaccessible)");
        }
        text.append(" from ")
                .append(path.dynamic() ? "*" : "")
                .append(path.from())
                .append(" (")
                .append(path.fromId())
                .append(")\n");
        text.append("      ").append(attributes(path)).append('\n');
        path.originator().ifPresent(id -> text.append("      Originator: ").append(id));
        if (!path.clusterList().isEmpty()) {
            text.append(path.originator().isPresent() ? ", Cluster list: " : "      Cluster list: ")
                    .append(words(path.clusterList()))
                    .append('\n');
        } else if (path.originator().isPresent()) {
            text.append('\n');
        }
        line(text, "Community: ", path.communities());
        line(text, "Large Community: ", path.largeCommunities());
        line(text, "Extended Community: ", path.extendedCommunities());
        if (!path.labels().isEmpty()) {
            text.append("      mpls labels in/out ").append(path.labels()).append('\n');
        }
    }

    private static String attributes(PathView path) {
        var words = new ArrayList<String>();
        words.add("Origin " + path.origin().toLowerCase(java.util.Locale.ROOT));
        path.metric().ifPresent(metric -> words.add("metric " + metric));
        words.add("localpref " + path.localPreference());
        if (path.weight() > 0) {
            words.add("weight " + path.weight());
        }
        var flags = path.flags();
        add(words, flags.receivedOnly(), "(received-only)");
        add(words, flags.valid(), "valid");
        add(words, flags.sourced(), "sourced");
        add(words, flags.external(), "external");
        add(words, flags.internal(), "internal");
        add(words, path.atomicAggregate(), "atomic-aggregate");
        add(words, flags.multipath(), "multipath");
        add(words, flags.best(), "best");
        return String.join(", ", words);
    }

    private static void add(List<String> words, boolean holds, String word) {
        if (holds) {
            words.add(word);
        }
    }

    private static void line(StringBuilder text, String head, List<String> values) {
        if (!values.isEmpty()) {
            text.append("      ").append(head).append(words(values)).append('\n');
        }
    }

    private static String words(List<?> values) {
        return String.join(" ", values.stream().map(Object::toString).toList());
    }
}
