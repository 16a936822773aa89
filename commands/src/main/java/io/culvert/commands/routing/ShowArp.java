package io.culvert.commands.routing;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.router.RouterView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `show ip arp`: the neighbours of one VRF.
record ShowArp(Vrf vrf, List<Neighbor> neighbors) implements Answer {
    /// @param age empty for own and static addresses
    record Neighbor(
            IpAddress address,
            Optional<Duration> age,
            Optional<MacAddress> mac,
            InterfaceName on) {}

    ShowArp {
        neighbors = List.copyOf(neighbors);
    }

    static ShowArp of(RouterView view, Vrf vrf) {
        return new ShowArp(
                vrf,
                view.neighbors().stream()
                        .filter(entry -> entry.vrf().equals(vrf) && entry.address().isIpv4())
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
                        "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n");
        for (Neighbor neighbor : neighbors) {
            text.append(
                    new Row()
                            .at(0, "Internet")
                            .at(10, neighbor.address())
                            .endingAt(
                                    34,
                                    neighbor.age()
                                            .map(Duration::toMinutes)
                                            .map(String::valueOf)
                                            .orElse("-"))
                            .at(38, neighbor.mac().map(MacAddress::toString).orElse("Incomplete"))
                            .at(54, "ARPA")
                            .at(61, neighbor.mac().isPresent() ? neighbor.on() : "")
                            .line());
        }
        return text.toString();
    }
}
