package io.culvert.commands.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.policy.RouteMatch;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.management.ManagementConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a whole configuration makes one wonder about although each of its lines is good: names that lead nowhere, doors that
/// stand wide open. Each sentence says what follows.
public final class Warnings {
    private final RouterConfig config;
    private final List<String> sentences = new ArrayList<>();
    private final List<String> leadNowhere = new ArrayList<>();

    private Warnings(RouterConfig config) {
        this.config = config;
    }

    public static List<String> of(RouterConfig config) {
        return List.copyOf(about(config).sentences);
    }

    /// What an operator is told at once: names that lead nowhere since the line just typed.
    public static List<String> arisen(RouterConfig before, RouterConfig after) {
        var arisen = new ArrayList<>(about(after).leadNowhere);
        arisen.removeAll(about(before).leadNowhere);
        return arisen;
    }

    private static Warnings about(RouterConfig config) {
        var warnings = new Warnings(config);
        warnings.management();
        config.bgp().ifPresent(warnings::bgp);
        config.policies()
                .routeMaps()
                .values()
                .forEach(
                        map ->
                                map.entries()
                                        .forEach(
                                                entry ->
                                                        entry.matches()
                                                                .forEach(
                                                                        match ->
                                                                                warnings.match(
                                                                                        map.name(),
                                                                                        match))));
        config.ike().profiles().values().forEach(warnings::profile);
        config.ike()
                .ipsecProfiles()
                .values()
                .forEach(
                        profile -> {
                            profile.ikev2Profile()
                                    .filter(name -> !config.ike().profiles().has(name))
                                    .ifPresent(
                                            name ->
                                                    warnings.nowhere(
                                                            "crypto ipsec profile "
                                                                    + profile.name()
                                                                    + " names the IKEv2 profile "
                                                                    + name
                                                                    + ", which does not exist: its tunnels stay down"));
                            profile.transformSets().stream()
                                    .filter(name -> config.ike().transformSet(name).isEmpty())
                                    .forEach(
                                            name ->
                                                    warnings.nowhere(
                                                            "crypto ipsec profile "
                                                                    + profile.name()
                                                                    + " names the transform set "
                                                                    + name
                                                                    + ", which does not exist and is not offered"));
                        });
        config.ike()
                .authorizationPolicies()
                .values()
                .forEach(
                        policy ->
                                policy.pool()
                                        .filter(pool -> !config.ike().pools().has(pool))
                                        .ifPresent(
                                                pool ->
                                                        warnings.nowhere(
                                                                "authorization policy "
                                                                        + policy.name()
                                                                        + " names the pool "
                                                                        + pool
                                                                        + ", which does not exist: peers get no address")));
        config.interfaces().values().forEach(warnings::port);
        config.interfaces().values().forEach(warnings::protection);
        return warnings;
    }

    private void nowhere(String sentence) {
        leadNowhere.add(sentence);
        say(sentence);
    }

    private void say(String sentence) {
        if (!sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    private void bgp(BgpConfig bgp) {
        bgp.listenRanges().stream()
                .filter(range -> range.range().isDefault())
                .forEach(
                        range ->
                                say(
                                        "bgp listen range "
                                                + range.range()
                                                + " takes a session from any address; only tunnels are listened on, but a narrower range is better"));
        bgp.listenRanges().stream()
                .filter(range -> !bgp.peerGroups().containsKey(range.peerGroup()))
                .forEach(
                        range ->
                                nowhere(
                                        "bgp listen range "
                                                + range.range()
                                                + " names the peer-group "
                                                + range.peerGroup()
                                                + ", which does not exist: nobody is taken"));
        bgp.families()
                .forEach(
                        (id, family) -> {
                            if (!id.vrf().isGlobal() && !config.vrfs().has(id.vrf())) {
                                nowhere(
                                        "address-family "
                                                + id
                                                + " stands for a VRF that does not exist and stays inactive");
                            } else if (config.vrfs()
                                    .get(id.vrf())
                                    .filter(vrf -> vrf.rd().isEmpty())
                                    .isPresent()) {
                                say(
                                        "VRF "
                                                + id.vrf().name()
                                                + " has no route distinguisher, so BGP has no table for it");
                            }
                            family.redistributions()
                                    .forEach(
                                            each ->
                                                    each.routeMap()
                                                            .ifPresent(
                                                                    map ->
                                                                            routeMap(
                                                                                    map,
                                                                                    "redistribute "
                                                                                            + each.source()
                                                                                                    .name()
                                                                                                    .toLowerCase(
                                                                                                            java
                                                                                                                    .util
                                                                                                                    .Locale
                                                                                                                    .ROOT)
                                                                                            + " in address-family "
                                                                                            + id)));
                            family.networks()
                                    .forEach(
                                            each ->
                                                    each.routeMap()
                                                            .ifPresent(
                                                                    map ->
                                                                            routeMap(
                                                                                    map,
                                                                                    "network "
                                                                                            + each
                                                                                                    .prefix())));
                            family.peers()
                                    .forEach((key, peer) -> peer(id + " neighbor " + key, peer));
                        });
        Stream.concat(
                        bgp.peerGroups().entrySet().stream()
                                .flatMap(group -> group.getValue().updateSource().stream()),
                        bgp.neighbors().values().stream()
                                .flatMap(peer -> peer.settings().updateSource().stream()))
                .forEach(name -> exists(name, "update-source"));
    }

    private void peer(String where, PeerFamilySettings peer) {
        peer.routeMapIn().ifPresent(map -> routeMap(map, where + " in"));
        peer.routeMapOut().ifPresent(map -> routeMap(map, where + " out"));
        Stream.of(peer.prefixListIn(), peer.prefixListOut())
                .flatMap(Optional::stream)
                .filter(list -> !config.policies().prefixLists().containsKey(list))
                .forEach(
                        list ->
                                nowhere(
                                        where
                                                + " names the prefix-list "
                                                + list
                                                + ", which does not exist and permits nothing"));
    }

    private void routeMap(String name, String where) {
        if (!config.policies().routeMaps().containsKey(name)) {
            nowhere(
                    where
                            + " names the route-map "
                            + name
                            + ", which does not exist: it matches nothing, so no route passes");
        }
    }

    private void match(String map, RouteMatch match) {
        List<String> missing =
                switch (match) {
                    case RouteMatch.PrefixLists(var names) ->
                            names.stream()
                                    .filter(
                                            name ->
                                                    !config.policies()
                                                            .prefixLists()
                                                            .containsKey(name))
                                    .toList();
                    case RouteMatch.AccessLists(var names) ->
                            names.stream().filter(name -> !config.accessLists().has(name)).toList();
                    case RouteMatch.Communities(var names, _) ->
                            missing(names, config.policies().communityLists().keySet());
                    case RouteMatch.ExtendedCommunities(var names) ->
                            missing(names, config.policies().extendedCommunityLists().keySet());
                    case RouteMatch.AsPaths(var names) ->
                            missing(names, config.policies().asPathLists().keySet());
                    default -> List.of();
                };
        missing.forEach(
                name ->
                        nowhere(
                                "route-map "
                                        + map
                                        + " matches by the list "
                                        + name
                                        + ", which does not exist and permits nothing"));
    }

    private static List<String> missing(List<String> names, Collection<String> known) {
        return names.stream().filter(name -> !known.contains(name)).toList();
    }

    private void profile(Ikev2Profile profile) {
        String name = "crypto ikev2 profile " + profile.name();
        if (profile.certificateMaps().isEmpty() && profile.identities().isEmpty()) {
            say(name + " has no match line, so no peer selects it");
        }
        profile.certificateMaps().stream()
                .filter(map -> !config.pki().maps().has(map))
                .forEach(
                        map ->
                                nowhere(
                                        name
                                                + " matches by the certificate map "
                                                + map
                                                + ", which does not exist and matches nobody"));
        profile.verifyingTrustpoints().stream()
                .filter(point -> !config.pki().trustpoints().has(point))
                .forEach(
                        point ->
                                nowhere(
                                        name
                                                + " names the trustpoint "
                                                + point
                                                + ", which does not exist"));
        profile.keyring()
                .filter(ring -> !config.ike().keyrings().has(ring))
                .ifPresent(
                        ring ->
                                nowhere(
                                        name
                                                + " names the keyring "
                                                + ring
                                                + ", which does not exist"));
        if (profile.virtualTemplate().isEmpty()) {
            if (!servesMultipoint(profile)) {
                say(
                        name
                                + " has no virtual-template: it serves as initiator, and as responder only for tunnels that are configured");
            }
        } else if (!config.interfaces()
                .has(InterfaceName.of("Virtual-Template" + profile.virtualTemplate().getAsInt()))) {
            nowhere(
                    name
                            + " names Virtual-Template"
                            + profile.virtualTemplate().getAsInt()
                            + ", which does not exist: as responder it serves configured tunnels alone");
        }
        boolean byCertificate =
                profile.authenticationRemote().stream()
                        .map(Authentication::method)
                        .anyMatch(Authentication.Method::usesCertificate);
        if (byCertificate && !profile.isBindingStrict()) {
            say(
                    name
                            + " takes any identity from a peer with a good certificate, as on IOS; identity binding strict demands that the certificate names it");
        }
    }

    /// Whoever matches the profile of a multipoint tunnel gets a tunnel there.
    private boolean servesMultipoint(Ikev2Profile profile) {
        return config.interfaces().values().stream()
                .filter(port -> port.tunnel().mode().isMultipoint())
                .anyMatch(port -> ikev2Profile(port).equals(Optional.of(profile.name())));
    }

    private Optional<String> ikev2Profile(InterfaceConfig port) {
        return port.tunnel()
                .protectionProfile()
                .flatMap(config.ike()::ipsecProfile)
                .map(ipsec -> ipsec.ikev2Profile().orElse(IkeConfig.SMART_NAME));
    }

    private void protection(InterfaceConfig port) {
        port.tunnel()
                .protectionProfile()
                .filter(name -> config.ike().ipsecProfile(name).isPresent())
                .filter(_ -> ikev2Profile(port).filter(this::isMissing).isPresent())
                .filter(this::namesNoIkev2Profile)
                .ifPresent(
                        name ->
                                say(
                                        "crypto ipsec profile "
                                                + name
                                                + " has no set ikev2-profile, and IKEv1 is not spoken: its tunnels stay down; enter set ikev2-profile there"));
    }

    private boolean isMissing(String ikev2Profile) {
        return !config.ike().profiles().has(ikev2Profile);
    }

    private boolean namesNoIkev2Profile(String ipsecProfile) {
        return config.ike()
                .ipsecProfile(ipsecProfile)
                .flatMap(IpsecProfile::ikev2Profile)
                .isEmpty();
    }

    private void management() {
        ManagementConfig management = config.management();
        boolean forSsh =
                management.lines().vty().stream()
                        .anyMatch(line -> line.transports().contains("ssh"));
        if (forSsh && management.ssh().listens().isEmpty()) {
            nowhere(
                    "SSH is not spoken at the router's own addresses: it waits at the loopback address of the machine, or where ip ssh listen says");
        }
        management.lines().vty().stream()
                .flatMap(line -> line.accessClass().stream())
                .distinct()
                .filter(list -> !config.accessLists().has(list))
                .forEach(
                        list ->
                                nowhere(
                                        "line vty names the access list "
                                                + list
                                                + ", which does not exist and permits everybody, as on IOS"));
        management.ssh().keys().keys().stream()
                .filter(name -> !management.users().has(name))
                .forEach(
                        name ->
                                nowhere(
                                        "ip ssh pubkey-chain has keys of "
                                                + name
                                                + ", who is no username: the level is that of the line"));
    }

    private void multipoint(InterfaceConfig port) {
        config.interfaces().values().stream()
                .filter(other -> other.tunnel().mode().isMultipoint())
                .filter(other -> other.name().compareTo(port.name()) < 0)
                .filter(other -> other.tunnel().source().equals(port.tunnel().source()))
                .filter(other -> other.tunnel().vrf().equals(port.tunnel().vrf()))
                .filter(other -> ikev2Profile(other).isPresent())
                .filter(other -> ikev2Profile(other).equals(ikev2Profile(port)))
                .findFirst()
                .ifPresent(
                        other ->
                                sentences.add(
                                        "%s and %s are multipoint from the same source with the same IKEv2 profile: sessions that peers begin all belong to %s; give each an IPsec profile with an IKEv2 profile of its own"
                                                .formatted(
                                                        other.name(), port.name(), other.name())));
        if (Stream.of(port.nhrp().ipv4(), port.nhrp().ipv6()).noneMatch(NhrpSettings::isOn)) {
            sentences.add(
                    port.name()
                            + " has tunnel mode gre multipoint without ip nhrp network-id: nothing finds its peers; enter ip nhrp network-id");
        }
        if (port.tunnel().source().isEmpty()) {
            sentences.add(
                    port.name()
                            + " has tunnel mode gre multipoint without tunnel source: it stays down");
        }
        for (NhrpSettings settings : List.of(port.nhrp().ipv4(), port.nhrp().ipv6())) {
            settings.servers().stream()
                    .filter(server -> server.nbma().isEmpty())
                    .forEach(server -> nowhere(port, settings, server));
        }
    }

    private void nowhere(InterfaceConfig port, NhrpSettings settings, NextHopServer server) {
        if (server.host().isPresent()) {
            AddressFamily outer = port.tunnel().outer();
            if (config.system().host(server.host().get(), outer).isEmpty()) {
                nowhere(
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
            nowhere(
                    "%s has the next-hop server %s, but no nbma address or ip nhrp map says where that is: it cannot be reached"
                            .formatted(port.name(), server.name()));
        }
    }

    private void tunnelMode(InterfaceConfig port) {
        TunnelConfig tunnel = port.tunnel();
        if (tunnel.mode().isMultipoint()) {
            multipoint(port);
        }
        if (tunnel.mode().isIpsec() && tunnel.protectionProfile().isEmpty()) {
            sentences.add(
                    port.name()
                            + " has tunnel mode ipsec without tunnel protection ipsec profile: it stays down");
        }
        if (tunnel.mode().isIpsec() && port.mpls().carriesLabels()) {
            sentences.add(
                    port.name()
                            + " has tunnel mode ipsec, which carries IP alone: labelled packets are dropped; a GRE tunnel between loopbacks inside it carries them");
        }
        if (!tunnel.mode().isIpsec() && tunnel.protectionPolicy().isPresent()) {
            sentences.add(
                    port.name()
                            + " has tunnel protection ipsec policy, which counts in tunnel mode ipsec alone");
        }
        tunnel.protectionPolicy()
                .filter(list -> !config.accessLists().has(list))
                .ifPresent(
                        list ->
                                nowhere(
                                        port.name()
                                                + " names the access list "
                                                + list
                                                + " as its policy, which does not exist: the tunnel stays down"));
    }

    private void port(InterfaceConfig port) {
        if (port.ipv4().address() instanceof Ipv4Source.Unnumbered(var lender)
                && !config.interfaces().has(lender)) {
            nowhere(port.name() + " borrows the address of " + lender + ", which does not exist");
        }
        port.tunnel()
                .protectionProfile()
                .filter(profile -> config.ike().ipsecProfile(profile).isEmpty())
                .ifPresent(
                        profile ->
                                nowhere(
                                        port.name()
                                                + " names the IPsec profile "
                                                + profile
                                                + ", which does not exist: the tunnel stays down and sends nothing"));
        tunnelMode(port);
        Stream.of(port.ipv4().accessIn(), port.ipv4().accessOut())
                .flatMap(Optional::stream)
                .filter(list -> !config.accessLists().has(list))
                .forEach(
                        list ->
                                nowhere(
                                        port.name()
                                                + " names the access list "
                                                + list
                                                + ", which does not exist and permits everything, as on IOS"));
        if (port.name().isSubinterface() && port.vlan().isEmpty()) {
            say(port.name() + " has no encapsulation dot1Q line, so it carries nothing");
        }
    }

    private void exists(InterfaceName name, String where) {
        if (!config.interfaces().has(name)) {
            nowhere(
                    where
                            + " "
                            + name
                            + " names an interface that does not exist: the session stays down");
        }
    }
}
