package io.culvert.commands.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.nhrp.NhrpCounter;
import io.culvert.nhrp.NhrpDrop;
import java.util.List;
import java.util.SortedMap;

/// `show ip nhrp stats`: what NHRP asked of the rest of the router, by interface, and what it refused to do.
record NhrpStats(
        SortedMap<InterfaceName, SortedMap<NhrpCounter, Long>> counters,
        SortedMap<NhrpDrop, Long> drops)
        implements Answer {
    private record Group(String name, List<NhrpCounter> members) {}

    private static final List<Group> GROUPS =
            List.of(
                    new Group(
                            "Interface State Event",
                            List.of(NhrpCounter.INTERFACE_UP, NhrpCounter.INTERFACE_DOWN)),
                    new Group(
                            "Tunnel Protection",
                            List.of(
                                    NhrpCounter.TUNNEL_BUILD,
                                    NhrpCounter.TUNNEL_UP,
                                    NhrpCounter.TUNNEL_DOWN)),
                    new Group(
                            "RIB Events",
                            List.of(
                                    NhrpCounter.ROUTE_ADD,
                                    NhrpCounter.ROUTE_DELETE,
                                    NhrpCounter.OVERRIDE_ADD,
                                    NhrpCounter.OVERRIDE_DELETE,
                                    NhrpCounter.WATCH_WITHOUT_ROUTE)),
                    new Group(
                            "MPLS",
                            List.of(
                                    NhrpCounter.LABEL_ALLOCATE,
                                    NhrpCounter.LABEL_RELEASE,
                                    NhrpCounter.IP_KEY_BIND,
                                    NhrpCounter.VPN_KEY_BIND)));

    @Override
    public Object json() {
        return this;
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        counters.forEach(
                (name, values) -> {
                    text.append(name).append(":\n");
                    for (Group group : GROUPS) {
                        text.append("  ").append(group.name()).append('\n');
                        row(text, group.members(), values);
                    }
                });
        if (!drops.isEmpty()) {
            text.append("Dropped:\n");
            drops.forEach(
                    (drop, count) -> text.append("%10d  %s%n".formatted(count, drop.sentence())));
        }
        return text.toString();
    }

    private static void row(
            StringBuilder text, List<NhrpCounter> members, SortedMap<NhrpCounter, Long> values) {
        for (int i = 0; i < members.size(); i += 2) {
            var line = new StringBuilder("    ");
            for (NhrpCounter each : members.subList(i, Math.min(i + 2, members.size()))) {
                line.append(
                        "%-38s"
                                .formatted(
                                        "[S]%s : %d[0]"
                                                .formatted(each, values.getOrDefault(each, 0L))));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
