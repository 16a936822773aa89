package io.culvert.commands.route;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.show.BgpNeighborView;
import io.culvert.cli.Answer;
import io.culvert.commands.Console;
import io.culvert.commands.layout.Ages;
import io.culvert.commands.layout.Row;
import io.culvert.rib.RouteSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// `show ip protocols`: BGP, the one routing protocol here. Other dynamic routes, those of IKEv2 and NHRP, belong to no protocol
/// of this display, as on IOS.
record ShowIpProtocols(Optional<Bgp> bgp) implements Answer {
    /// @param redistributing words of sources
    record Bgp(
            long as,
            List<String> redistributing,
            List<Neighbor> neighbors,
            int maximumPaths,
            List<Gateway> gateways) {
        Bgp {
            redistributing = List.copyOf(redistributing);
            neighbors = List.copyOf(neighbors);
            gateways = List.copyOf(gateways);
        }
    }

    /// @param routeMap the inbound one
    record Neighbor(IpAddress address, Optional<Integer> weight, Optional<String> routeMap) {}

    /// @param lastUpdate since the youngest of its routes came
    record Gateway(IpAddress address, int distance, Duration lastUpdate) {
        private Gateway younger(Gateway other) {
            return lastUpdate.compareTo(other.lastUpdate) <= 0 ? this : other;
        }
    }

    static ShowIpProtocols of(Console console, Vrf vrf) {
        FamilyId family = FamilyId.ipv4(vrf);
        return new ShowIpProtocols(
                console.config()
                        .bgp()
                        .filter(bgp -> vrf.isGlobal() || bgp.families().containsKey(family))
                        .map(bgp -> bgp(console, bgp, family)));
    }

    private static Bgp bgp(Console console, BgpConfig bgp, FamilyId family) {
        var settings = bgp.family(family);
        return new Bgp(
                bgp.as(),
                settings.redistributions().stream()
                        .map(each -> each.source().name().toLowerCase(Locale.ROOT))
                        .toList(),
                console.view().bgp().views(console.now()).neighbors().stream()
                        .filter(each -> isOf(each, family))
                        .map(each -> neighbor(bgp, family, each))
                        .toList(),
                settings.maximumPaths(),
                List.copyOf(gateways(console, family.vrf())));
    }

    private static boolean isOf(BgpNeighborView neighbor, FamilyId family) {
        return neighbor.families().stream().anyMatch(each -> each.family().equals(family));
    }

    private static Neighbor neighbor(BgpConfig bgp, FamilyId family, BgpNeighborView neighbor) {
        var settings =
                bgp.effective(
                        family,
                        new PeerKey.Neighbor(neighbor.vrf(), neighbor.address()),
                        neighbor.peerGroup());
        return new Neighbor(neighbor.address(), settings.weight(), settings.routeMapIn());
    }

    private static Collection<Gateway> gateways(Console console, Vrf vrf) {
        var gateways = new TreeMap<IpAddress, Gateway>();
        for (RouteEntry route :
                new RouteEntries(console.view(), vrf, console.now()).all(AddressFamily.IPV4)) {
            if (route.source() == RouteSource.EBGP || route.source() == RouteSource.IBGP) {
                for (RouteEntry.Way way : route.ways()) {
                    if (way instanceof RouteEntry.Way.Via via) {
                        gateways.merge(
                                via.gateway(),
                                new Gateway(via.gateway(), route.distance(), route.age()),
                                Gateway::younger);
                    }
                }
            }
        }
        return gateways.values();
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        bgp.ifPresent(each -> append(each, text));
        return text.toString();
    }

    private static void append(Bgp bgp, StringBuilder text) {
        text.append("Routing Protocol is \"bgp " + bgp.as() + "\"\n")
                .append("  Outgoing update filter list for all interfaces is not set\n")
                .append("  Incoming update filter list for all interfaces is not set\n")
                .append("  IGP synchronization is disabled\n")
                .append("  Automatic route summarization is disabled\n");
        if (!bgp.redistributing().isEmpty()) {
            text.append("  Redistributing: " + String.join(", ", bgp.redistributing()) + "\n");
        }
        if (!bgp.neighbors().isEmpty()) {
            text.append("  Neighbor(s):\n")
                    .append("    Address          FiltIn FiltOut DistIn DistOut Weight RouteMap\n");
        }
        for (Neighbor neighbor : bgp.neighbors()) {
            Row row = new Row().at(4, neighbor.address());
            neighbor.weight().ifPresent(weight -> row.endingAt(56, weight));
            neighbor.routeMap().ifPresent(map -> row.at(58, map));
            text.append(row.line());
        }
        text.append("  Maximum path: " + bgp.maximumPaths() + "\n")
                .append("  Routing Information Sources:\n")
                .append("    Gateway         Distance      Last Update\n");
        for (Gateway gateway : bgp.gateways()) {
            text.append(
                    new Row()
                            .at(4, gateway.address())
                            .endingAt(27, gateway.distance())
                            .at(34, Ages.age(gateway.lastUpdate()))
                            .line());
        }
        text.append(
                "  Distance: external %d internal %d local %d\n\n"
                        .formatted(
                                RouteSource.EBGP.distance(),
                                RouteSource.IBGP.distance(),
                                RouteSource.IBGP.distance()));
    }
}
