package io.culvert.commands.advice;

import io.culvert.base.IpAddress;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Two routers with one address in one network. NHRP knows a peer by both its addresses: who registers what another has takes it over,
/// or is refused (RFC 2332 section 5.2.3, the U bit).
final class DuplicateAdvice {
    /// What all peers in one network have in common: the hub's tunnel, or where it is no part of this the way to it.
    private record Network(Optional<TunnelEnd> hub, Optional<TunnelPair.Uplink> uplink) {}

    private final Map<String, RouterConfig> configs;
    private final Map<Network, Map<IpAddress, TunnelEnd>> inside = new LinkedHashMap<>();
    private final Map<Network, Map<IpAddress, TunnelEnd>> outside = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private DuplicateAdvice(Map<String, RouterConfig> configs) {
        this.configs = configs;
    }

    static Stream<Finding> of(
            Map<String, RouterConfig> configs, List<TunnelPair> pairs, List<TunnelEnd> ends) {
        var advice = new DuplicateAdvice(configs);
        pairs.stream()
                .filter(pair -> pair.spoke().port().nhrp().isOn() || !pair.hub().isPointToPoint())
                .filter(pair -> pair.isOnlyOne(configs))
                .forEach(advice::member);
        ends.forEach(end -> advice.withoutHub(pairs, end));
        return advice.findings.stream();
    }

    private void member(TunnelPair pair) {
        var network = new Network(Optional.of(pair.hub()), Optional.empty());
        Stream.of(pair.hub(), pair.spoke()).forEach(end -> inside(network, end));
        pair.uplink().nbma().ifPresent(hub -> outside(network, hub, pair.spoke()));
    }

    /// Spokes of a hub whose configuration is not among these.
    private void withoutHub(List<TunnelPair> pairs, TunnelEnd end) {
        if (!end.port().nhrp().isOn()
                || pairs.stream().anyMatch(pair -> pair.spoke().equals(end))) {
            return;
        }
        TunnelPair.uplinks(end)
                .filter(
                        uplink ->
                                uplink.nbma().isPresent()
                                        && !SharedKeyCheck.isInside(uplink.nbma().get())
                                        && configs.values().stream()
                                                .noneMatch(
                                                        config ->
                                                                TunnelEnd.has(
                                                                        config,
                                                                        uplink.nbma().get())))
                .forEach(
                        uplink -> {
                            var network = new Network(Optional.empty(), Optional.of(uplink));
                            inside(network, end);
                            outside(network, uplink.nbma().orElseThrow(), end);
                        });
    }

    private void inside(Network network, TunnelEnd end) {
        Map<IpAddress, TunnelEnd> known = inside.computeIfAbsent(network, _ -> new TreeMap<>());
        for (InterfaceAddress each : end.overlay()) {
            other(known, each.address(), end)
                    .ifPresent(
                            owner ->
                                    findings.add(
                                            new Finding(
                                                    end.router(),
                                                    Finding.Place.in(
                                                            end.port().name(),
                                                            NhrpChecks::addresses),
                                                    "%s has the address %s, which %s has at %s too: only one of them is found; give each another ip address"
                                                            .formatted(
                                                                    end.port().name(),
                                                                    each.address(),
                                                                    owner.port().name(),
                                                                    owner.router()))));
        }
    }

    /// Behind translators many have the same address, and each is seen by another.
    private void outside(Network network, IpAddress hub, TunnelEnd end) {
        Map<IpAddress, TunnelEnd> known = outside.computeIfAbsent(network, _ -> new TreeMap<>());
        for (IpAddress source : end.sources()) {
            if (SharedKeyCheck.isTranslated(source, hub)) {
                continue;
            }
            other(known, source, end)
                    .ifPresent(
                            owner ->
                                    findings.add(
                                            new Finding(
                                                    end.router(),
                                                    Finding.Place.in(
                                                            end.port().name(),
                                                            port -> port.tunnel().source()),
                                                    "%s is at %s, where %s at %s is too: the hub takes only one of them; give each an outer address of its own"
                                                            .formatted(
                                                                    end.port().name(),
                                                                    source,
                                                                    owner.port().name(),
                                                                    owner.router()))));
        }
    }

    private static Optional<TunnelEnd> other(
            Map<IpAddress, TunnelEnd> known, IpAddress address, TunnelEnd end) {
        return Optional.ofNullable(known.putIfAbsent(address, end))
                .filter(owner -> !owner.router().equals(end.router()));
    }
}
