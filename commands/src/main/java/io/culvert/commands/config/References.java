package io.culvert.commands.config;

import io.culvert.base.InterfaceName;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.DefaultOriginate;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.bgp.policy.RouteMatch;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.ike.v2.config.RouteSet;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelSource;
import io.culvert.router.config.VrfConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.Function;

/// Which lines of a configuration name something that stands elsewhere in it. What is named by another cannot be removed; a
/// name that leads nowhere from the start is a matter of [Warnings].
final class References {
    /// What can be named, with the words of its own line and how to list what there is.
    private enum Kind {
        VRF("VRF", config -> config.vrfs().keys()),
        INTERFACE("", config -> config.interfaces().keys()),
        IKE_PROFILE("crypto ikev2 profile", config -> config.ike().profiles().keys()),
        IKE_PROPOSAL("crypto ikev2 proposal", config -> config.ike().proposals().keys()),
        KEYRING("crypto ikev2 keyring", config -> config.ike().keyrings().keys()),
        AUTHORIZATION_POLICY(
                "crypto ikev2 authorization policy",
                config -> config.ike().authorizationPolicies().keys()),
        POOL("ip local pool", config -> config.ike().pools().keys()),
        TRANSFORM_SET("crypto ipsec transform-set", config -> config.ike().transformSets().keys()),
        IPSEC_PROFILE("crypto ipsec profile", config -> config.ike().ipsecProfiles().keys()),
        TRUSTPOINT("crypto pki trustpoint", config -> config.pki().trustpoints().keys()),
        CERTIFICATE_MAP("crypto pki certificate map", config -> config.pki().maps().keys()),
        ROUTE_MAP("route-map", config -> config.policies().routeMaps().keySet()),
        PREFIX_LIST("prefix-list", config -> config.policies().prefixLists().keySet()),
        ACCESS_LIST("access-list", config -> config.accessLists().keys()),
        COMMUNITY_LIST("community-list", config -> config.policies().communityLists().keySet()),
        EXTENDED_COMMUNITY_LIST(
                "extcommunity-list", config -> config.policies().extendedCommunityLists().keySet()),
        AS_PATH_LIST("as-path access-list", config -> config.policies().asPathLists().keySet()),
        PEER_GROUP(
                "peer-group",
                config ->
                        config.bgp().map(bgp -> bgp.peerGroups().keySet()).orElse(References.NONE));

        final String words;
        final Function<RouterConfig, Collection<?>> all;

        Kind(String words, Function<RouterConfig, Collection<?>> all) {
            this.words = words;
            this.all = all;
        }

        String sentence(Object name) {
            return words.isEmpty() ? name.toString() : words + " " + name;
        }
    }

    private static final NavigableSet<String> NONE = Collections.emptyNavigableSet();

    /// @param user the line that names it, as an operator would say
    private record Reference(Kind kind, Object name, String user) {}

    private final List<Reference> found = new ArrayList<>();

    private References() {}

    /// A sentence about something that was there, is gone, and is still named.
    static Optional<String> conflict(RouterConfig before, RouterConfig after) {
        for (Kind kind : Kind.values()) {
            Collection<?> left = kind.all.apply(after);
            for (Object name : kind.all.apply(before)) {
                if (!left.contains(name)) {
                    Optional<String> user = userOf(after, kind, name);
                    if (user.isPresent()) {
                        return Optional.of(
                                "% "
                                        + kind.sentence(name)
                                        + " is in use by "
                                        + user.get()
                                        + "; remove that first");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> userOf(RouterConfig config, Kind kind, Object name) {
        return in(config).stream()
                .filter(each -> each.kind() == kind && each.name().equals(name))
                .map(Reference::user)
                .findFirst();
    }

    /// How many lines name a prefix list.
    static long toPrefixList(RouterConfig config, String name) {
        return in(config).stream()
                .filter(each -> each.kind() == Kind.PREFIX_LIST && each.name().equals(name))
                .count();
    }

    private static List<Reference> in(RouterConfig config) {
        var references = new References();
        config.interfaces().forEach(references::port);
        config.staticRoutes()
                .forEach(
                        route -> {
                            String user = "the static route to " + route.prefix();
                            references.add(Kind.VRF, route.vrf(), user);
                            references.add(Kind.INTERFACE, route.out(), user);
                        });
        config.vrfs().forEach(references::vrf);
        config.ike().ipsecProfiles().forEach(references::ipsecProfile);
        config.ike().profiles().forEach(references::ikeProfile);
        config.ike()
                .policies()
                .forEach(
                        policy ->
                                references.add(
                                        Kind.IKE_PROPOSAL,
                                        policy.proposals(),
                                        "crypto ikev2 policy " + policy.name()));
        config.ike()
                .authorizationPolicies()
                .forEach(
                        policy -> {
                            String user = "crypto ikev2 authorization policy " + policy.name();
                            references.add(Kind.POOL, policy.pool(), user);
                            for (RouteSet set : policy.routeSet()) {
                                if (set instanceof RouteSet.AccessList(var list)) {
                                    references.add(Kind.ACCESS_LIST, list, user);
                                }
                            }
                        });
        config.bgp().ifPresent(references::bgp);
        config.policies()
                .routeMaps()
                .forEach(
                        (name, map) ->
                                map.entries().stream()
                                        .flatMap(entry -> entry.matches().stream())
                                        .forEach(
                                                match ->
                                                        references.match(
                                                                match, "route-map " + name)));
        return references.found;
    }

    private void add(Kind kind, Object name, String user) {
        found.add(new Reference(kind, name, user));
    }

    private void add(Kind kind, Optional<?> name, String user) {
        name.ifPresent(named -> add(kind, named, user));
    }

    private void add(Kind kind, Collection<?> names, String user) {
        names.forEach(name -> add(kind, name, user));
    }

    private void port(InterfaceConfig port) {
        String user = "interface " + port.name();
        add(Kind.VRF, port.vrf(), user);
        add(Kind.VRF, port.tunnel().vrf(), user);
        if (port.ipv4().address() instanceof Ipv4Source.Unnumbered(var lender)) {
            add(Kind.INTERFACE, lender, user);
        }
        if (port.tunnel().source().orElse(null) instanceof TunnelSource.FromInterface(var source)) {
            add(Kind.INTERFACE, source, user);
        }
        add(Kind.IPSEC_PROFILE, port.tunnel().protectionProfile(), user);
        add(Kind.ACCESS_LIST, port.tunnel().protectionPolicy(), user);
        add(Kind.ACCESS_LIST, port.ipv4().accessIn(), user);
        add(Kind.ACCESS_LIST, port.ipv4().accessOut(), user);
    }

    private void vrf(VrfConfig vrf) {
        String user = "VRF " + vrf.vrf().name();
        vrfMaps(vrf.common().importMap(), vrf.common().exportMap(), user);
        vrf.families().forEach(family -> vrfMaps(family.importMap(), family.exportMap(), user));
    }

    private void vrfMaps(Optional<String> importMap, Optional<String> exportMap, String user) {
        add(Kind.ROUTE_MAP, importMap, user);
        add(Kind.ROUTE_MAP, exportMap, user);
    }

    private void ipsecProfile(IpsecProfile profile) {
        String user = "crypto ipsec profile " + profile.name();
        add(Kind.IKE_PROFILE, profile.ikev2Profile(), user);
        add(Kind.TRANSFORM_SET, profile.transformSets(), user);
    }

    private void ikeProfile(Ikev2Profile profile) {
        String user = "crypto ikev2 profile " + profile.name();
        add(Kind.CERTIFICATE_MAP, profile.certificateMaps(), user);
        add(Kind.KEYRING, profile.keyring(), user);
        profile.trustpoints().forEach(use -> add(Kind.TRUSTPOINT, use.name(), user));
        profile.groupAuthorizations()
                .forEach(each -> add(Kind.AUTHORIZATION_POLICY, each.policy(), user));
        profile.virtualTemplate()
                .ifPresent(
                        number ->
                                add(
                                        Kind.INTERFACE,
                                        InterfaceName.of("Virtual-Template" + number),
                                        user));
    }

    private void bgp(BgpConfig bgp) {
        bgp.listenRanges()
                .forEach(
                        range ->
                                add(
                                        Kind.PEER_GROUP,
                                        range.peerGroup(),
                                        "bgp listen range " + range.range()));
        bgp.peerGroups().forEach((name, group) -> peer(group, name));
        bgp.neighbors()
                .forEach(
                        (key, neighbor) -> {
                            peer(neighbor.settings(), key.toString());
                            add(
                                    Kind.PEER_GROUP,
                                    neighbor.peerGroup(),
                                    "neighbor " + key + " of router bgp");
                        });
        bgp.families().forEach(this::family);
    }

    private void peer(PeerSettings settings, String name) {
        add(Kind.INTERFACE, settings.updateSource(), "neighbor " + name + " of router bgp");
    }

    private void family(FamilyId id, FamilySettings family) {
        String user = "address-family " + id + " of router bgp";
        add(Kind.VRF, id.vrf(), user);
        family.redistributions().forEach(each -> add(Kind.ROUTE_MAP, each.routeMap(), user));
        family.networks().forEach(each -> add(Kind.ROUTE_MAP, each.routeMap(), user));
        family.peers().forEach((key, peer) -> familyPeer(peer, "neighbor " + key + " in " + user));
    }

    private void familyPeer(PeerFamilySettings peer, String user) {
        add(Kind.ROUTE_MAP, peer.routeMapIn(), user);
        add(Kind.ROUTE_MAP, peer.routeMapOut(), user);
        add(Kind.ROUTE_MAP, peer.defaultOriginate().flatMap(DefaultOriginate::routeMap), user);
        add(Kind.PREFIX_LIST, peer.prefixListIn(), user);
        add(Kind.PREFIX_LIST, peer.prefixListOut(), user);
    }

    private void match(RouteMatch match, String user) {
        switch (match) {
            case RouteMatch.PrefixLists(var names) -> add(Kind.PREFIX_LIST, names, user);
            case RouteMatch.NextHopPrefixLists(var names) -> add(Kind.PREFIX_LIST, names, user);
            case RouteMatch.AccessLists(var names) -> add(Kind.ACCESS_LIST, names, user);
            case RouteMatch.NextHopAccessLists(var names) -> add(Kind.ACCESS_LIST, names, user);
            case RouteMatch.Communities(var lists, _) -> add(Kind.COMMUNITY_LIST, lists, user);
            case RouteMatch.ExtendedCommunities(var lists) ->
                    add(Kind.EXTENDED_COMMUNITY_LIST, lists, user);
            case RouteMatch.AsPaths(var lists) -> add(Kind.AS_PATH_LIST, lists, user);
            case RouteMatch.Tag _, RouteMatch.Metric _, RouteMatch.LocalPreference _ -> {
                // these name nothing
            }
        }
    }
}
