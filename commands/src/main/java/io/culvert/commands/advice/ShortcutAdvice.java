package io.culvert.commands.advice;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.NhrpSettings.Shortcut;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Why a router will never find its way to other spokes, or be found, by NHRP.
final class ShortcutAdvice {
    private final String router;
    private final RouterConfig config;
    private final List<Finding> findings = new ArrayList<>();

    private ShortcutAdvice(String router, RouterConfig config) {
        this.router = router;
        this.config = config;
    }

    static Stream<Finding> of(String router, RouterConfig config) {
        var advice = new ShortcutAdvice(router, config);
        advice.networks();
        for (InterfaceConfig port : config.interfaces()) {
            advice.shortcut(port);
            advice.registration(port);
            advice.clusters(port);
        }
        return advice.findings.stream();
    }

    private void say(InterfaceName port, Function<NhrpSettings, ?> line, String sentence) {
        findings.add(
                new Finding(
                        router,
                        Finding.Place.in(port, each -> settings(each).map(line).toList()),
                        sentence));
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
    private void networks() {
        var first = new TreeMap<Vrf, InterfaceConfig>();
        for (InterfaceConfig port : config.interfaces()) {
            if (networkOf(port).isEmpty()) {
                continue;
            }
            InterfaceConfig other = first.putIfAbsent(port.vrf(), port);
            if (other != null && !networkOf(other).equals(networkOf(port))) {
                say(
                        port.name(),
                        NhrpSettings::networkId,
                        "ip nhrp network-id is %d on %s and %d on %s: nothing between the two is redirected, and no shortcut forms; give both the same"
                                .formatted(
                                        networkOf(other).orElseThrow(),
                                        other.name(),
                                        networkOf(port).orElseThrow(),
                                        port.name()));
            }
        }
    }

    private void shortcut(InterfaceConfig port) {
        Optional<Shortcut> shortcut = shortcutOf(port);
        if (shortcut.isEmpty()) {
            return;
        }
        if (networkOf(port).isEmpty()) {
            say(
                    port.name(),
                    NhrpSettings::shortcut,
                    "%s has ip nhrp shortcut but no ip nhrp network-id, so NHRP does not run there; enter ip nhrp network-id"
                            .formatted(port.name()));
            return;
        }
        if (settings(port).anyMatch(each -> each.shortcut().isPresent() && each.serverOnly())) {
            say(
                    port.name(),
                    NhrpSettings::serverOnly,
                    "%s has ip nhrp shortcut, but ip nhrp server-only too, and so never asks; enter no ip nhrp server-only there"
                            .formatted(port.name()));
        }
        if (port.tunnel().mode().isMultipoint()) {
            return; // its peers are tunnels already
        }
        Optional<Integer> number = shortcut.get().virtualTemplate();
        if (number.isEmpty()) {
            say(
                    port.name(),
                    NhrpSettings::shortcut,
                    "%s is point to point, and its ip nhrp shortcut names no virtual-template to make tunnels to other spokes from; enter ip nhrp shortcut virtual-template N"
                            .formatted(port.name()));
            return;
        }
        var template =
                new InterfaceName(InterfaceKind.VIRTUAL_TEMPLATE, Integer.toString(number.get()));
        Optional<InterfaceConfig> made = config.interfaces().get(template);
        if (made.isEmpty()) {
            say(
                    port.name(),
                    NhrpSettings::shortcut,
                    "%s has ip nhrp shortcut virtual-template %d, but there is no interface %s; enter interface %s type tunnel"
                            .formatted(port.name(), number.get(), template, template));
            return;
        }
        template(port, made.get());
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
                                                        say(
                                                                port.name(),
                                                                NhrpSettings::registration,
                                                                "%s has ip nhrp registration timeout %d, and ip nhrp holdtime %d is not longer: its servers forget it in between; enter a shorter registration timeout there"
                                                                        .formatted(
                                                                                port.name(),
                                                                                interval
                                                                                        .toSeconds(),
                                                                                each.holdingTime()
                                                                                        .toSeconds()))));
    }

    /// Servers without a word about it are in cluster 0.
    private void clusters(InterfaceConfig port) {
        settings(port)
                .forEach(
                        each ->
                                each.redundancy()
                                        .connectionsMax()
                                        .forEach(
                                                (cluster, most) -> {
                                                    if (each.servers().stream()
                                                            .noneMatch(
                                                                    server ->
                                                                            server.cluster()
                                                                                    == cluster)) {
                                                        say(
                                                                port.name(),
                                                                NhrpSettings::redundancy,
                                                                "%s has ip nhrp nhs cluster %d max-connections %d, but no server is in cluster %d; enter ip nhrp nhs with cluster %d, or remove the line"
                                                                        .formatted(
                                                                                port.name(),
                                                                                cluster,
                                                                                most,
                                                                                cluster,
                                                                                cluster));
                                                    }
                                                }));
    }

    private void template(InterfaceConfig port, InterfaceConfig template) {
        if (template.mpls().nhrp() != port.mpls().nhrp()) {
            InterfaceName without = port.mpls().nhrp() ? template.name() : port.name();
            InterfaceName with = port.mpls().nhrp() ? port.name() : template.name();
            findings.add(
                    new Finding(
                            router,
                            Finding.Place.in(without, each -> each.mpls().nhrp()),
                            "%s has mpls nhrp and %s has not: VRFs get no shortcut; enter mpls nhrp on %s"
                                    .formatted(with, without, without)));
        }
        Optional<String> ipsec = template.tunnel().protectionProfile();
        if (ipsec.isEmpty()) {
            findings.add(
                    new Finding(
                            router,
                            Finding.Place.in(
                                    template.name(), each -> each.tunnel().protectionProfile()),
                            "%s has no tunnel protection ipsec profile, so no tunnel to another spoke is made from it; enter tunnel protection ipsec profile there"
                                    .formatted(template.name())));
            return;
        }
        Optional<Ikev2Profile> profile = ikev2Profile(config, ipsec.get());
        if (profile.isPresent() && profile.get().virtualTemplate().isEmpty()) {
            findings.add(
                    new Finding(
                            router,
                            Finding.Place.ikev2Profile(profile.get().name()),
                            "crypto ikev2 profile %s has no virtual-template, so tunnels that other spokes begin are refused; enter virtual-template %s there"
                                    .formatted(profile.get().name(), template.name().number())));
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
