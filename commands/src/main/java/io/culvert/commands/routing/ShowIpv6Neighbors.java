package io.culvert.commands.routing;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Upper;
import io.culvert.host.neighbor.NeighborEntry;
import io.culvert.router.RouterView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `show ipv6 neighbors`: the neighbours of one VRF, own addresses not among them.
record ShowIpv6Neighbors(Vrf vrf, List<Neighbor> neighbors) implements Answer {
    /// @param age empty for static ones
    record Neighbor(
            IpAddress address,
            Optional<Duration> age,
            Optional<MacAddress> mac,
            InterfaceName on) {}

    ShowIpv6Neighbors {
        neighbors = List.copyOf(neighbors);
    }

    static ShowIpv6Neighbors of(RouterView view, Vrf vrf) {
        return new ShowIpv6Neighbors(
                vrf,
                view.neighbors().stream()
                        .filter(entry -> entry.vrf().equals(vrf) && !entry.address().isIpv4())
                        .filter(entry -> entry.kind() != NeighborEntry.Kind.OWN)
                        .map(
                                entry ->
                                        new Neighbor(
                                                entry.address(),
                                                entry.age(),
                                                entry.mac(),
                                                entry.on()))
                        .toList());
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(
                        "IPv6 Address                              Age Link-layer Addr State Interface\n");
        for (Neighbor neighbor : neighbors) {
            text.append(
                    "%-39s %5s %-15s %-5s %s\n"
                            .formatted(
                                    Upper.of(neighbor.address()),
                                    neighbor.age()
                                            .map(Duration::toMinutes)
                                            .map(String::valueOf)
                                            .orElse("-"),
                                    neighbor.mac().map(MacAddress::toString).orElse("-"),
                                    neighbor.mac().isPresent() ? "REACH" : "INCMP",
                                    neighbor.on().shortName()));
        }
        return text.toString();
    }
}
