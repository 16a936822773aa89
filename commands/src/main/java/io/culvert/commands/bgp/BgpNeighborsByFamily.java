package io.culvert.commands.bgp;

import io.culvert.bgp.show.BgpNeighborView;
import io.culvert.cli.Answer;
import io.culvert.host.tcp.TcpKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// `show bgp all neighbors`: the neighbours of every family that has some, with all that is known of each.
///
/// @param connections those of TCP that the sessions run over
record BgpNeighborsByFamily(List<Entry> families, List<TcpKey> connections) implements Answer {
    /// @param family as the heading names it, such as `VPNv4 Unicast`
    record Entry(String family, List<BgpNeighborView> neighbors) {
        Entry {
            neighbors = List.copyOf(neighbors);
        }
    }

    BgpNeighborsByFamily {
        families = List.copyOf(families);
        connections = List.copyOf(connections);
    }

    static BgpNeighborsByFamily of(List<BgpNeighborView> neighbors, List<TcpKey> connections) {
        return new BgpNeighborsByFamily(
                Arrays.stream(ShownFamily.values())
                        .map(family -> new Entry(family.title(), in(family, neighbors)))
                        .filter(entry -> !entry.neighbors().isEmpty())
                        .toList(),
                connections);
    }

    private static List<BgpNeighborView> in(ShownFamily family, List<BgpNeighborView> neighbors) {
        return neighbors.stream()
                .filter(
                        each ->
                                each.families().stream()
                                        .anyMatch(one -> family.shows(one.family())))
                .toList();
    }

    @Override
    public Object json() {
        return families;
    }

    @Override
    public String text() {
        return families.stream().map(this::text).collect(Collectors.joining());
    }

    private String text(Entry entry) {
        return "For address family: "
                + entry.family()
                + "\n"
                + new BgpNeighbors(entry.neighbors(), connections).text();
    }
}
