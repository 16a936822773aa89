package io.culvert.commands.advice;

import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which tunnels of several routers lead to each other, and what of those does not fit.
final class Pairing {
    private final Map<String, RouterConfig> configs;
    private final List<TunnelEnd> ends;
    private final List<TunnelPair> pairs = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    Pairing(Map<String, RouterConfig> configs) {
        this.configs = configs;
        ends =
                configs.entrySet().stream()
                        .flatMap(each -> TunnelEnd.all(each.getKey(), each.getValue()))
                        .toList();
        for (TunnelEnd spoke : ends) {
            TunnelPair.uplinks(spoke).forEach(uplink -> pair(spoke, uplink));
        }
        pairs.forEach(pair -> findings.addAll(PairChecks.of(pair)));
        strangers();
    }

    /// One that is shut down is meant where none that is up fits.
    private void pair(TunnelEnd spoke, TunnelPair.Uplink uplink) {
        Optional<TunnelPair> open = likeliest(spoke, uplink, false);
        boolean fits = open.filter(pair -> PairChecks.of(pair).isEmpty()).isPresent();
        Optional<TunnelPair> shut =
                likeliest(spoke, uplink, true)
                        .filter(_ -> !fits)
                        .filter(pair -> pair.isOnlyOne(configs))
                        .filter(pair -> open.isEmpty() || PairChecks.of(pair).isEmpty());
        if (shut.isPresent()) {
            findings.add(shut(shut.get()));
        } else if (open.isPresent()) {
            add(open.get());
        } else {
            noHub(spoke, uplink);
        }
    }

    List<TunnelEnd> ends() {
        return ends;
    }

    List<TunnelPair> pairs() {
        return pairs;
    }

    Stream<Finding> findings() {
        return findings.stream();
    }

    /// Of two ends that are alike each leads to the other, which needs no second look.
    private void add(TunnelPair pair) {
        boolean areAlike = !pair.spoke().port().nhrp().isOn() && pair.hub().isPointToPoint();
        if (!areAlike || pairs.stream().noneMatch(pair::isMirrorOf)) {
            pairs.add(pair);
        }
    }

    /// Several may be meant where a hub has many tunnels from one address, or several networks are read at once: the one that fits
    /// best.
    private Optional<TunnelPair> likeliest(
            TunnelEnd spoke, TunnelPair.Uplink uplink, boolean areShut) {
        return TunnelPair.candidates(configs, spoke, uplink, areShut).stream()
                .min(
                        Comparator.comparing(
                                        (TunnelPair pair) ->
                                                spoke.port().nhrp().isOn()
                                                        && !pair.hub().port().nhrp().isOn())
                                .thenComparing(pair -> PairChecks.of(pair).size()));
    }

    /// The router that a spoke looks for is there, but no tunnel on it.
    private void noHub(TunnelEnd spoke, TunnelPair.Uplink uplink) {
        if (!spoke.port().nhrp().isOn()) {
            return; // its address may be another's, in another network
        }
        configs.forEach(
                (hub, config) -> {
                    if (!hub.equals(spoke.router())
                            && uplink.nbma().isPresent()
                            && TunnelEnd.has(config, uplink.nbma().get())) {
                        findings.add(
                                new Finding(
                                        spoke.router(),
                                        Finding.Place.in(
                                                spoke.port().name(),
                                                port ->
                                                        List.of(
                                                                port.tunnel().destination(),
                                                                NhrpChecks.servers(port))),
                                        "%s looks for its hub at %s, which is an address of %s, but no tunnel or template there can be meant; give one of them that address as tunnel source"
                                                .formatted(
                                                        spoke.port().name(),
                                                        uplink.nbma().get(),
                                                        hub)));
                    }
                });
    }

    private static Finding shut(TunnelPair pair) {
        return new Finding(
                pair.hub().router(),
                Finding.Place.in(pair.hub().port().name(), InterfaceConfig::shutdown),
                "%s is shut down, but %s at %s leads to it; enter no shutdown there"
                        .formatted(
                                pair.hub().port().name(),
                                pair.spoke().port().name(),
                                pair.spoke().router()));
    }

    /// A multipoint tunnel that is nobody's hub, and knows none.
    private void strangers() {
        ends.stream()
                .filter(end -> end.isMultipoint() && end.hasShortcut() && !end.redirects())
                .filter(end -> end.port().nhrp().isOn() && !end.hasServers())
                .filter(end -> end.nhrp().allMatch(each -> each.mappings().isEmpty()))
                .filter(end -> pairs.stream().noneMatch(pair -> pair.hub().equals(end)))
                .forEach(
                        end ->
                                findings.add(
                                        new Finding(
                                                end.router(),
                                                Finding.Place.in(
                                                        end.port().name(), InterfaceConfig::nhrp),
                                                "%s has ip nhrp shortcut, but knows no hub, and none of these routers knows it; enter ip nhrp nhs there"
                                                        .formatted(end.port().name()))));
    }
}
