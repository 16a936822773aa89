package io.culvert.commands.advice;

import io.culvert.base.IpAddress;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.NeighborConfig;
import io.culvert.bgp.config.PeerKey;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether the BGP sessions between the two ends of a tunnel can come up. A neighbour counts as the far end's only where no other router
/// that is reached by a tunnel has its address.
final class BgpAdvice {
    private BgpAdvice() {}

    static Stream<Finding> of(Map<String, RouterConfig> configs, List<TunnelPair> pairs) {
        List<TunnelPair> certain = pairs.stream().filter(pair -> pair.isOnlyOne(configs)).toList();
        var sides = new LinkedHashMap<List<String>, BgpSide>();
        for (TunnelPair pair : certain) {
            Stream.of(new BgpSide(pair.spoke(), pair.hub()), new BgpSide(pair.hub(), pair.spoke()))
                    .forEach(side -> sides.putIfAbsent(side.key(), side));
        }
        var findings = new ArrayList<Finding>();
        sides.values().stream()
                .flatMap(
                        side ->
                                side.neighbors()
                                        .filter(each -> isTheirs(sides, side, each))
                                        .map(each -> new BgpSessionCheck(side, each)))
                .flatMap(BgpSessionCheck::check)
                .forEach(findings::add);
        certain.stream()
                .map(TunnelPair::spoke)
                .distinct()
                .flatMap(spoke -> nobody(configs, spoke, sides))
                .forEach(findings::add);
        return findings.stream();
    }

    private static boolean isTheirs(
            Map<List<String>, BgpSide> sides, BgpSide side, PeerKey.Neighbor neighbor) {
        return side.far().has(neighbor.address())
                && sides.values().stream()
                        .filter(other -> other.near().router().equals(side.near().router()))
                        .filter(other -> !other.far().router().equals(side.far().router()))
                        .noneMatch(other -> other.far().has(neighbor.address()));
    }

    /// A spoke that speaks BGP with no hub of its own, but with an address in the tunnel that none of the routers has.
    private static Stream<Finding> nobody(
            Map<String, RouterConfig> configs, TunnelEnd spoke, Map<List<String>, BgpSide> sides) {
        List<BgpSide> hubs =
                sides.values().stream()
                        .filter(side -> side.nearEnd().equals(spoke))
                        .filter(side -> side.far().config().bgp().isPresent())
                        .toList();
        boolean hasHub =
                hubs.stream()
                        .anyMatch(
                                side ->
                                        side.neighbors()
                                                .anyMatch(each -> side.far().has(each.address())));
        if (hubs.isEmpty() || hasHub) {
            return Stream.empty();
        }
        return hubs.getFirst()
                .neighbors()
                .filter(each -> isInTunnel(spoke.port(), each.address()))
                .filter(
                        each ->
                                configs.values().stream()
                                        .noneMatch(config -> TunnelEnd.has(config, each.address())))
                .flatMap(
                        each ->
                                hubs.getFirst().far().overlay(each.address().family()).stream()
                                        .map(
                                                hub ->
                                                        new Finding(
                                                                spoke.router(),
                                                                place(each),
                                                                "neighbor %s lies in the subnet of %s, but none of these routers has that address; enter neighbor %s if the hub %s is meant"
                                                                        .formatted(
                                                                                each.address(),
                                                                                spoke.port().name(),
                                                                                hub,
                                                                                hubs.getFirst()
                                                                                        .far()
                                                                                        .router()))));
    }

    private static boolean isInTunnel(InterfaceConfig port, IpAddress address) {
        return TunnelEnd.configured(port)
                .map(InterfaceAddress::subnet)
                .anyMatch(subnet -> !subnet.isHost() && subnet.contains(address));
    }

    static Finding.Place place(PeerKey.Neighbor neighbor) {
        return Finding.Place.of(
                config -> neighbor(config, neighbor), config -> config.bgp().map(BgpConfig::as));
    }

    private static Optional<NeighborConfig> neighbor(
            RouterConfig config, PeerKey.Neighbor neighbor) {
        return config.bgp().flatMap(bgp -> Optional.ofNullable(bgp.neighbors().get(neighbor)));
    }
}
