package io.culvert.commands.config;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.NhrpSettings.Shortcut;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Why spokes will never find each other: what one router's configuration says, and what those of a hub and its spokes say
/// together. Each sentence names the line to change.
public final class ShortcutAdvice {
    private final List<String> sentences = new ArrayList<>();

    private ShortcutAdvice() {}

    /// About one router by itself.
    public static List<String> of(RouterConfig config) {
        var advice = new ShortcutAdvice();
        advice.networks(config);
        for (InterfaceConfig port : config.interfaces()) {
            advice.shortcut(config, port);
            advice.registration(port);
        }
        return List.copyOf(advice.sentences);
    }

    /// About routers that reach each other.
    ///
    /// @param configs by the name that sentences call them
    public static List<String> together(Map<String, RouterConfig> configs) {
        var advice = new ShortcutAdvice();
        var pairs = new ArrayList<TunnelPair>();
        List<TunnelEnd> ends =
                configs.entrySet().stream()
                        .flatMap(each -> TunnelEnd.all(each.getKey(), each.getValue()))
                        .toList();
        for (TunnelEnd spoke : ends) {
            TunnelPair.uplinks(spoke)
                    .forEach(
                            uplink -> {
                                Optional<TunnelPair> pair = likeliest(configs, spoke, uplink);
                                pair.ifPresentOrElse(
                                        pairs::add, () -> advice.noHub(configs, spoke, uplink));
                            });
        }
        pairs.forEach(pair -> advice.sentences.addAll(PairChecks.of(pair)));
        advice.strangers(ends, pairs);
        advice.duplicates(pairs);
        return advice.sentences.stream().distinct().toList();
    }

    /// Several may be meant where a hub has many tunnels from one address, or several networks are read at once: the one that fits
    /// best.
    private static Optional<TunnelPair> likeliest(
            Map<String, RouterConfig> configs, TunnelEnd spoke, TunnelPair.Uplink uplink) {
        return TunnelPair.candidates(configs, spoke, uplink).stream()
                .min(
                        Comparator.comparing((TunnelPair pair) -> !pair.hub().port().nhrp().isOn())
                                .thenComparing(pair -> PairChecks.of(pair).size()));
    }

    /// The router that a spoke looks for is there, but no tunnel on it.
    private void noHub(
            Map<String, RouterConfig> configs, TunnelEnd spoke, TunnelPair.Uplink uplink) {
        configs.forEach(
                (hub, config) -> {
                    if (!hub.equals(spoke.router())
                            && uplink.nbma().isPresent()
                            && TunnelEnd.has(config, uplink.nbma().get())) {
                        sentences.add(
                                "%s: %s looks for its hub at %s, which is an address of %s, but no tunnel or template there can be meant; give one of them that address as tunnel source"
                                        .formatted(
                                                spoke.router(),
                                                spoke.port().name(),
                                                uplink.nbma().get(),
                                                hub));
                    }
                });
    }

    /// A multipoint tunnel that is nobody's hub, and knows none.
    private void strangers(List<TunnelEnd> ends, List<TunnelPair> pairs) {
        ends.stream()
                .filter(end -> end.isMultipoint() && end.hasShortcut() && !end.redirects())
                .filter(end -> end.port().nhrp().isOn() && !end.hasServers())
                .filter(end -> end.nhrp().allMatch(each -> each.mappings().isEmpty()))
                .filter(end -> pairs.stream().noneMatch(pair -> pair.hub().equals(end)))
                .forEach(
                        end ->
                                sentences.add(
                                        "%s: %s has ip nhrp shortcut, but knows no hub, and none of these routers knows it; enter ip nhrp nhs there"
                                                .formatted(end.router(), end.port().name())));
    }

    /// Who registers an address that another has takes it over, or is refused.
    private void duplicates(List<TunnelPair> pairs) {
        var owners = new LinkedHashMap<TunnelEnd, Map<IpAddress, TunnelEnd>>();
        for (TunnelPair pair : pairs) {
            Map<IpAddress, TunnelEnd> known =
                    owners.computeIfAbsent(pair.hub(), _ -> new TreeMap<>());
            Stream.of(pair.hub(), pair.spoke()).forEach(end -> duplicates(known, end));
        }
    }

    private void duplicates(Map<IpAddress, TunnelEnd> known, TunnelEnd end) {
        for (InterfaceAddress each : end.overlay()) {
            TunnelEnd owner = known.putIfAbsent(each.address(), end);
            if (owner != null && !owner.router().equals(end.router())) {
                sentences.add(
                        "%s: %s has the address %s, which %s has at %s too: only one of them is found; give each another ip address"
                                .formatted(
                                        end.router(),
                                        end.port().name(),
                                        each.address(),
                                        owner.port().name(),
                                        owner.router()));
            }
        }
    }

    private static Stream<NhrpSettings> settings(InterfaceConfig port) {
        return Stream.of(port.nhrp().ipv4(), port.nhrp().ipv6());
    }

    private static Optional<Shortcut> shortcutOf(InterfaceConfig port) {
        return settings(port).flatMap(each -> each.shortcut().stream()).findFirst();
    }

    private static Optional<Long> networkOf(InterfaceConfig port) {
        return settings(port).flatMap(each -> each.networkId().stream()).findFirst();
    }

    /// Packets between two networks are never redirected.
    private void networks(RouterConfig config) {
        var first = new TreeMap<Vrf, InterfaceConfig>();
        for (InterfaceConfig port : config.interfaces()) {
            if (networkOf(port).isEmpty()) {
                continue;
            }
            InterfaceConfig other = first.putIfAbsent(port.vrf(), port);
            if (other != null && !networkOf(other).equals(networkOf(port))) {
                sentences.add(
                        "ip nhrp network-id is %d on %s and %d on %s: nothing between the two is redirected, and no shortcut forms; give both the same"
                                .formatted(
                                        networkOf(other).orElseThrow(),
                                        other.name(),
                                        networkOf(port).orElseThrow(),
                                        port.name()));
            }
        }
    }

    private void shortcut(RouterConfig config, InterfaceConfig port) {
        Optional<Shortcut> shortcut = shortcutOf(port);
        if (shortcut.isEmpty()) {
            return;
        }
        if (networkOf(port).isEmpty()) {
            sentences.add(
                    "%s has ip nhrp shortcut but no ip nhrp network-id, so NHRP does not run there"
                            .formatted(port.name()));
            return;
        }
        if (settings(port).anyMatch(each -> each.shortcut().isPresent() && each.serverOnly())) {
            sentences.add(
                    "%s has ip nhrp shortcut, but ip nhrp server-only too, and so never asks; enter no ip nhrp server-only there"
                            .formatted(port.name()));
        }
        if (port.tunnel().mode().isMultipoint()) {
            return; // its peers are tunnels already
        }
        Optional<Integer> number = shortcut.get().virtualTemplate();
        if (number.isEmpty()) {
            sentences.add(
                    "%s is point to point, and its ip nhrp shortcut names no virtual-template to make tunnels to other spokes from"
                            .formatted(port.name()));
            return;
        }
        var template =
                new InterfaceName(InterfaceKind.VIRTUAL_TEMPLATE, Integer.toString(number.get()));
        Optional<InterfaceConfig> made = config.interfaces().get(template);
        if (made.isEmpty()) {
            sentences.add(
                    "%s has ip nhrp shortcut virtual-template %d, but there is no interface %s"
                            .formatted(port.name(), number.get(), template));
            return;
        }
        template(config, port, made.get());
    }

    /// RFC 2332 section 5.2.0.1: what is registered is forgotten with its holding time.
    private void registration(InterfaceConfig port) {
        settings(port)
                .filter(each -> each.isOn() && !each.servers().isEmpty())
                .forEach(
                        each ->
                                each.registration()
                                        .interval()
                                        .filter(
                                                interval ->
                                                        interval.compareTo(each.holdingTime()) >= 0)
                                        .ifPresent(
                                                interval ->
                                                        sentences.add(
                                                                "%s has ip nhrp registration timeout %d, and ip nhrp holdtime %d is not longer: its servers forget it in between; enter a shorter registration timeout there"
                                                                        .formatted(
                                                                                port.name(),
                                                                                interval
                                                                                        .toSeconds(),
                                                                                each.holdingTime()
                                                                                        .toSeconds()))));
    }

    private void template(RouterConfig config, InterfaceConfig port, InterfaceConfig template) {
        if (template.mpls().nhrp() != port.mpls().nhrp()) {
            InterfaceName without = port.mpls().nhrp() ? template.name() : port.name();
            InterfaceName with = port.mpls().nhrp() ? port.name() : template.name();
            sentences.add(
                    "%s has mpls nhrp and %s has not: VRFs get no shortcut; enter mpls nhrp on %s"
                            .formatted(with, without, without));
        }
        Optional<String> ipsec = template.tunnel().protectionProfile();
        if (ipsec.isEmpty()) {
            sentences.add(
                    "%s has no tunnel protection ipsec profile, so no tunnel to another spoke is made from it"
                            .formatted(template.name()));
            return;
        }
        Optional<Ikev2Profile> profile = ikev2Profile(config, ipsec.get());
        if (profile.isPresent() && profile.get().virtualTemplate().isEmpty()) {
            sentences.add(
                    "crypto ikev2 profile %s has no virtual-template, so tunnels that other spokes begin are refused; enter virtual-template %s there"
                            .formatted(profile.get().name(), template.name().number()));
        }
    }

    private static Optional<Ikev2Profile> ikev2Profile(RouterConfig config, String ipsecProfile) {
        return config.ike()
                .ipsecProfiles()
                .get(ipsecProfile)
                .flatMap(
                        profile ->
                                config.ike()
                                        .profiles()
                                        .get(profile.ikev2Profile().orElse("default")));
    }
}
