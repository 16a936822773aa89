package io.culvert.commands.bgp;

import io.culvert.bgp.show.BgpSummaryView;
import io.culvert.bgp.show.BgpViews;
import io.culvert.cli.Answer;
import java.util.Arrays;
import java.util.List;

/// `show bgp all summary`: every family that has neighbours. Those in VRFs stand among the neighbours of the VPN family.
record BgpSummaries(List<Entry> families) implements Answer {
    /// @param family as the heading names it, such as `VPNv4 Unicast`
    record Entry(String family, BgpSummaryView summary) {
        static Entry of(ShownFamily family, BgpViews views) {
            return new Entry(family.title(), views.summary(family.id()));
        }
    }

    BgpSummaries {
        families = List.copyOf(families);
    }

    static BgpSummaries of(BgpViews views) {
        return new BgpSummaries(
                Arrays.stream(ShownFamily.values())
                        .map(family -> Entry.of(family, views))
                        .filter(entry -> !entry.summary().rows().isEmpty())
                        .toList());
    }

    @Override
    public String text() {
        return String.join("\n", families.stream().map(BgpSummaries::text).toList());
    }

    private static String text(Entry entry) {
        return "For address family: "
                + entry.family()
                + "\n"
                + new BgpSummary(entry.summary()).text();
    }
}
