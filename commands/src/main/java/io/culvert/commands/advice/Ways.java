package io.culvert.commands.advice;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.PortChoice;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.StaticRoute;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where lines alone send what goes to an address in one VRF: connected subnets and static routes, whose gateways are looked up as
/// the routing table does.
final class Ways {
    private static final int GATEWAYS_MAX = 8;

    /// The best route that lines make.
    ///
    /// @param line of a static route; empty for a connected subnet
    /// @param exits interfaces that it leaves by
    record Way(Prefix prefix, Optional<StaticRoute> line, List<InterfaceName> exits) {}

    private record Rank(int length, int distance) implements Comparable<Rank> {
        private static final Comparator<Rank> BEST_FIRST =
                Comparator.comparingInt(Rank::length).reversed().thenComparingInt(Rank::distance);

        @Override
        public int compareTo(Rank other) {
            return BEST_FIRST.compare(this, other);
        }
    }

    private final RouterConfig config;
    private final Vrf vrf;

    Ways(RouterConfig config, Vrf vrf) {
        this.config = config;
        this.vrf = vrf;
    }

    Optional<Way> to(IpAddress address) {
        return to(address, GATEWAYS_MAX);
    }

    private Optional<Way> to(IpAddress address, int gatewaysLeft) {
        var ranked = new TreeMap<Rank, Way>();
        connected(address)
                .forEach(way -> ranked.merge(new Rank(way.prefix().length(), 0), way, Ways::join));
        config.staticRoutes().stream()
                .filter(route -> route.vrf().equals(vrf) && route.prefix().contains(address))
                .forEach(
                        route ->
                                exits(route, gatewaysLeft)
                                        .ifPresent(
                                                exits ->
                                                        ranked.merge(
                                                                new Rank(
                                                                        route.prefix().length(),
                                                                        route.distance()),
                                                                new Way(
                                                                        route.prefix(),
                                                                        Optional.of(route),
                                                                        exits),
                                                                Ways::join)));
        return ranked.values().stream().findFirst();
    }

    private static Way join(Way one, Way other) {
        var exits = new TreeSet<InterfaceName>(one.exits());
        exits.addAll(other.exits());
        return new Way(one.prefix(), one.line(), List.copyOf(exits));
    }

    private Stream<Way> connected(IpAddress address) {
        return ports().flatMap(
                        port ->
                                TunnelEnd.configured(port)
                                        .map(each -> each.subnet())
                                        .filter(subnet -> subnet.contains(address))
                                        .map(
                                                subnet ->
                                                        new Way(
                                                                subnet,
                                                                Optional.empty(),
                                                                List.of(port.name()))));
    }

    /// Empty where the route is not in force.
    private Optional<List<InterfaceName>> exits(StaticRoute route, int gatewaysLeft) {
        if (route.out().isPresent()) {
            InterfaceName out = route.out().get();
            return route.isDiscard() || config.interfaces().get(out).filter(this::isOn).isPresent()
                    ? Optional.of(List.of(out))
                    : Optional.empty();
        }
        Vrf where = route.gatewayIsGlobal() ? Vrf.GLOBAL : vrf;
        return gatewaysLeft == 0
                ? Optional.empty()
                : new Ways(config, where)
                        .to(route.gateway().orElseThrow(), gatewaysLeft - 1)
                        .map(Way::exits);
    }

    private Stream<InterfaceConfig> ports() {
        return config.interfaces().values().stream()
                .filter(port -> port.vrf().equals(vrf) && isOn(port));
    }

    private boolean isOn(InterfaceConfig port) {
        return !port.shutdown()
                && config.interfaces()
                        .get(port.name().parent())
                        .filter(InterfaceConfig::shutdown)
                        .isEmpty();
    }

    /// Whether a link is there at all; a file without any is a part of one.
    boolean hasLink() {
        return ports().anyMatch(
                        port ->
                                !port.isTunnel()
                                        && port.name().kind() != InterfaceKind.LOOPBACK
                                        && TunnelEnd.configured(port).findAny().isPresent());
    }

    /// Whether routes may come from anybody else than lines: by BGP from beyond the tunnel, from other VRFs, with an address that is learnt,
    /// through another tunnel, or from the machine.
    ///
    /// @param tunnel whose own routes do not count
    boolean mayLearn(AddressFamily family, InterfaceConfig tunnel) {
        boolean byPort =
                ports().filter(port -> !port.name().equals(tunnel.name()))
                        .anyMatch(
                                port ->
                                        port.isTunnel()
                                                || port.link().port() instanceof PortChoice.Host
                                                || TunnelSourceAdvice.learns(port, family));
        return byPort || config.bgp().filter(bgp -> mayLearn(bgp, tunnel)).isPresent();
    }

    private boolean mayLearn(BgpConfig bgp, InterfaceConfig tunnel) {
        boolean imports =
                !vrf.isGlobal() && bgp.families().keySet().stream().anyMatch(each -> each.vpn());
        boolean hears =
                bgp.neighbors().keySet().stream()
                                .filter(key -> key.vrf().equals(vrf))
                                .anyMatch(key -> !isBehind(tunnel, Prefix.host(key.address())))
                        || bgp.listenRanges().stream()
                                .filter(range -> range.vrf().equals(vrf))
                                .anyMatch(range -> !isBehind(tunnel, range.range()));
        return imports || hears;
    }

    private boolean isBehind(InterfaceConfig tunnel, Prefix peers) {
        return tunnel.vrf().equals(vrf)
                && TunnelEnd.addresses(config, tunnel.name())
                        .anyMatch(each -> each.subnet().covers(peers));
    }
}
