package io.culvert.commands.bgp;

import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.show.BgpSummaryView;
import io.culvert.bgp.show.BgpViews;
import io.culvert.cli.Answer;
import java.util.List;

/// `show bgp all summary`: every family that has neighbours. Those in VRFs stand among the neighbours of the VPN family.
record BgpSummaries(List<Entry> families) implements Answer {
    /// @param family as the heading names it, such as `VPNv4 Unicast`
    record Entry(String family, BgpSummaryView summary) {
        static Entry of(String name, BgpViews views, FamilyId family) {
            return new Entry(name, views.summary(family));
        }
    }

    BgpSummaries {
        families = List.copyOf(families);
    }

    static BgpSummaries of(BgpViews views) {
        return new BgpSummaries(
                List.of(
                                Entry.of("IPv4 Unicast", views, FamilyId.IPV4),
                                Entry.of("VPNv4 Unicast", views, FamilyId.VPNV4),
                                Entry.of("IPv6 Unicast", views, FamilyId.IPV6),
                                Entry.of("VPNv6 Unicast", views, FamilyId.VPNV6),
                                Entry.of("RTFilter Unicast", views, FamilyId.RTFILTER))
                        .stream()
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
