package io.culvert.commands.config;

import io.culvert.base.AddressFamily;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// [Warnings] about interfaces, tunnels above all.
final class PortWarnings {
    private final RouterConfig config;
    private final Doubts doubts;

    PortWarnings(RouterConfig config, Doubts doubts) {
        this.config = config;
        this.doubts = doubts;
    }

    void look() {
        config.interfaces().values().forEach(this::port);
        config.interfaces().values().forEach(this::protection);
    }

    private void port(InterfaceConfig port) {
        if (port.ipv4().address() instanceof Ipv4Source.Unnumbered(var lender)
                && !config.interfaces().has(lender)) {
            doubts.nowhere(
                    "%s borrows the address of %s, which does not exist"
                            .formatted(port.name(), lender));
        }
        port.tunnel()
                .protectionProfile()
                .filter(profile -> config.ike().ipsecProfile(profile).isEmpty())
                .ifPresent(
                        profile ->
                                doubts.nowhere(
                                        "%s names the IPsec profile %s, which does not exist: the tunnel stays down and sends nothing"
                                                .formatted(port.name(), profile)));
        tunnelMode(port);
        Stream.of(port.ipv4().accessIn(), port.ipv4().accessOut())
                .flatMap(Optional::stream)
                .filter(list -> !config.accessLists().has(list))
                .forEach(
                        list ->
                                doubts.nowhere(
                                        "%s names the access list %s, which does not exist and permits everything, as on IOS"
                                                .formatted(port.name(), list)));
        if (port.name().isSubinterface() && port.vlan().isEmpty()) {
            doubts.say(
                    "%s has no encapsulation dot1Q line, so it carries nothing"
                            .formatted(port.name()));
        }
    }

    private void tunnelMode(InterfaceConfig port) {
        TunnelConfig tunnel = port.tunnel();
        if (tunnel.mode().isMultipoint()) {
            multipoint(port);
        }
        if (tunnel.mode().isIpsec() && tunnel.protectionProfile().isEmpty()) {
            doubts.say(
                    "%s has tunnel mode ipsec without tunnel protection ipsec profile: it stays down"
                            .formatted(port.name()));
        }
        if (tunnel.mode().isIpsec() && port.mpls().carriesLabels()) {
            doubts.say(
                    "%s has tunnel mode ipsec, which carries IP alone: labelled packets are dropped; a GRE tunnel between loopbacks inside it carries them"
                            .formatted(port.name()));
        }
        if (!tunnel.mode().isIpsec() && tunnel.protectionPolicy().isPresent()) {
            doubts.say(
                    "%s has tunnel protection ipsec policy, which counts in tunnel mode ipsec alone"
                            .formatted(port.name()));
        }
        tunnel.protectionPolicy()
                .filter(list -> !config.accessLists().has(list))
                .ifPresent(
                        list ->
                                doubts.nowhere(
                                        "%s names the access list %s as its policy, which does not exist: the tunnel stays down"
                                                .formatted(port.name(), list)));
    }

    private void multipoint(InterfaceConfig port) {
        sharesSessions(port)
                .ifPresent(
                        first ->
                                doubts.say(
                                        "%s and %s are multipoint from the same source with the same IKEv2 profile: sessions that peers begin all belong to %s; give each an IPsec profile with an IKEv2 profile of its own"
                                                .formatted(
                                                        first.name(), port.name(), first.name())));
        if (Stream.of(port.nhrp().ipv4(), port.nhrp().ipv6()).noneMatch(NhrpSettings::isOn)) {
            doubts.say(
                    "%s has tunnel mode gre multipoint without ip nhrp network-id: nothing finds its peers; enter ip nhrp network-id"
                            .formatted(port.name()));
        }
        if (port.tunnel().source().isEmpty()) {
            doubts.say(
                    "%s has tunnel mode gre multipoint without tunnel source: it stays down"
                            .formatted(port.name()));
        }
        for (NhrpSettings settings : List.of(port.nhrp().ipv4(), port.nhrp().ipv6())) {
            settings.servers().stream()
                    .filter(server -> server.nbma().isEmpty())
                    .forEach(server -> unreachable(port, settings, server));
        }
    }

    private Optional<InterfaceConfig> sharesSessions(InterfaceConfig port) {
        Optional<String> profile = SecurityWarnings.ikev2Profile(config, port);
        return config.interfaces().values().stream()
                .filter(other -> other.tunnel().mode().isMultipoint())
                .filter(other -> other.name().compareTo(port.name()) < 0)
                .filter(other -> other.tunnel().source().equals(port.tunnel().source()))
                .filter(other -> other.tunnel().vrf().equals(port.tunnel().vrf()))
                .filter(_ -> profile.isPresent())
                .filter(other -> SecurityWarnings.ikev2Profile(config, other).equals(profile))
                .findFirst();
    }

    private void unreachable(InterfaceConfig port, NhrpSettings settings, NextHopServer server) {
        if (server.host().isPresent()) {
            AddressFamily outer = port.tunnel().outer();
            if (config.system().host(server.host().get(), outer).isEmpty()) {
                doubts.nowhere(
                        "%s has a next-hop server at %s, which no name service is asked about; enter %s host %s ADDRESS"
                                .formatted(
                                        port.name(),
                                        server.host().get(),
                                        outer == AddressFamily.IPV4 ? "ip" : "ipv6",
                                        server.host().get()));
            }
        } else if (server.address().isPresent()
                && settings.mappings().stream()
                        .noneMatch(each -> each.overlay().contains(server.address().get()))) {
            doubts.nowhere(
                    "%s has the next-hop server %s, but no nbma address or ip nhrp map says where that is: it cannot be reached"
                            .formatted(port.name(), server.name()));
        }
    }

    /// A profile without a line `set ikev2-profile` takes the profile `default`, which may not be there either.
    private void protection(InterfaceConfig port) {
        port.tunnel()
                .protectionProfile()
                .flatMap(config.ike()::ipsecProfile)
                .filter(profile -> profile.ikev2Profile().isEmpty())
                .filter(_ -> hasNoIkev2Profile(port))
                .map(IpsecProfile::name)
                .ifPresent(
                        name ->
                                doubts.say(
                                        "crypto ipsec profile %s has no set ikev2-profile, and IKEv1 is not spoken: its tunnels stay down; enter set ikev2-profile there"
                                                .formatted(name)));
    }

    private boolean hasNoIkev2Profile(InterfaceConfig port) {
        return SecurityWarnings.ikev2Profile(config, port)
                .filter(name -> !config.ike().profiles().has(name))
                .isPresent();
    }
}
