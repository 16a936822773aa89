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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
        }
        return List.copyOf(advice.sentences);
    }

    /// About routers that reach each other.
    ///
    /// @param configs by the name that sentences call them
    public static List<String> together(Map<String, RouterConfig> configs) {
        var advice = new ShortcutAdvice();
        configs.forEach(
                (name, config) ->
                        spokeTunnels(config)
                                .forEach(tunnel -> advice.hubOf(configs, name, tunnel)));
        return List.copyOf(advice.sentences);
    }

    private static Stream<InterfaceConfig> interfaces(RouterConfig config) {
        return StreamSupport.stream(config.interfaces().spliterator(), false);
    }

    private static Stream<InterfaceConfig> spokeTunnels(RouterConfig config) {
        return interfaces(config)
                .filter(port -> port.name().kind() == InterfaceKind.TUNNEL)
                .filter(port -> port.tunnel().destination().isPresent())
                .filter(port -> shortcutOf(port).isPresent());
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

    /// What the hub at the far end of a spoke's tunnel lacks.
    private void hubOf(Map<String, RouterConfig> configs, String spoke, InterfaceConfig tunnel) {
        IpAddress far = tunnel.tunnel().destination().orElseThrow();
        configs.forEach(
                (hub, config) -> {
                    if (!hub.equals(spoke) && hasAddress(config, far)) {
                        hub(hub, config, spoke, tunnel);
                    }
                });
    }

    private static boolean hasAddress(RouterConfig config, IpAddress address) {
        return interfaces(config)
                .flatMap(
                        port ->
                                Stream.concat(
                                        port.ipv4().addresses().stream(),
                                        port.ipv6().addresses().stream()))
                .map(InterfaceAddress::address)
                .anyMatch(address::equals);
    }

    private void hub(String hub, RouterConfig config, String spoke, InterfaceConfig tunnel) {
        List<InterfaceConfig> ends =
                interfaces(config)
                        .filter(port -> port.isTunnel() && networkOf(port).isPresent())
                        .toList();
        String shortcut =
                "%s: %s has ip nhrp shortcut, but at its hub %s "
                        .formatted(spoke, tunnel.name(), hub);
        if (ends.isEmpty()) {
            sentences.add(
                    shortcut
                            + "no tunnel or template has ip nhrp network-id: the hub speaks no NHRP, and no shortcut forms");
            return;
        }
        if (ends.stream()
                .flatMap(ShortcutAdvice::settings)
                .allMatch(each -> each.redirect().isEmpty())) {
            sentences.add(
                    shortcut
                            + "nothing redirects: no shortcut is ever asked for; enter ip nhrp redirect on "
                            + ends.getFirst().name());
        }
        boolean labels = ends.stream().anyMatch(port -> port.mpls().nhrp());
        if (tunnel.mpls().nhrp() != labels) {
            sentences.add(
                    "%s: %s has %smpls nhrp, and at its hub %s %s has %s: VRFs get no shortcut; enter mpls nhrp on both"
                            .formatted(
                                    spoke,
                                    tunnel.name(),
                                    tunnel.mpls().nhrp() ? "" : "no ",
                                    hub,
                                    ends.getFirst().name(),
                                    labels ? "it" : "it not"));
        }
    }
}
