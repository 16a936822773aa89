package io.culvert.commands.config;

import io.culvert.base.InterfaceName;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.ListenRange;
import io.culvert.bgp.config.NeighborConfig;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.RouteMap;
import io.culvert.bgp.policy.RouteMatch;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// [Warnings] about BGP and its policies.
final class RoutingWarnings {
    private final RouterConfig config;
    private final PolicyBook policies;
    private final Doubts doubts;

    RoutingWarnings(RouterConfig config, Doubts doubts) {
        this.config = config;
        this.doubts = doubts;
        policies = config.policies();
    }

    void look() {
        config.bgp().ifPresent(this::bgp);
        policies.routeMaps().values().forEach(this::routeMap);
    }

    private void bgp(BgpConfig bgp) {
        for (ListenRange range : bgp.listenRanges()) {
            if (range.range().isDefault()) {
                doubts.say(
                        "bgp listen range %s takes a session from any address; only tunnels are listened on, but a narrower range is better"
                                .formatted(range.range()));
            }
            if (!bgp.peerGroups().containsKey(range.peerGroup())) {
                doubts.nowhere(
                        "bgp listen range %s names the peer-group %s, which does not exist: nobody is taken"
                                .formatted(range.range(), range.peerGroup()));
            }
        }
        bgp.families().forEach(this::family);
        Stream.concat(
                        bgp.peerGroups().values().stream(),
                        bgp.neighbors().values().stream().map(NeighborConfig::settings))
                .flatMap(settings -> settings.updateSource().stream())
                .forEach(this::updateSource);
    }

    private void updateSource(InterfaceName name) {
        if (!config.interfaces().has(name)) {
            doubts.nowhere(
                    "update-source %s names an interface that does not exist: the session stays down"
                            .formatted(name));
        }
    }

    private void family(FamilyId id, FamilySettings family) {
        if (!id.vrf().isGlobal() && !config.vrfs().has(id.vrf())) {
            doubts.nowhere(
                    "address-family %s stands for a VRF that does not exist and stays inactive"
                            .formatted(id));
        } else if (config.vrfs().get(id.vrf()).filter(vrf -> vrf.rd().isEmpty()).isPresent()) {
            doubts.say(
                    "VRF %s has no route distinguisher, so BGP has no table for it"
                            .formatted(id.vrf().name()));
        }
        for (var each : family.redistributions()) {
            String source = each.source().name().toLowerCase(Locale.ROOT);
            each.routeMap()
                    .ifPresent(
                            map ->
                                    wantRouteMap(
                                            map,
                                            "redistribute %s in address-family %s"
                                                    .formatted(source, id)));
        }
        for (var each : family.networks()) {
            each.routeMap().ifPresent(map -> wantRouteMap(map, "network " + each.prefix()));
        }
        family.peers().forEach((key, peer) -> peer(id + " neighbor " + key, peer));
    }

    private void peer(String where, PeerFamilySettings peer) {
        peer.routeMapIn().ifPresent(map -> wantRouteMap(map, where + " in"));
        peer.routeMapOut().ifPresent(map -> wantRouteMap(map, where + " out"));
        Stream.of(peer.prefixListIn(), peer.prefixListOut())
                .flatMap(Optional::stream)
                .filter(list -> !policies.prefixLists().containsKey(list))
                .forEach(
                        list ->
                                doubts.nowhere(
                                        "%s names the prefix-list %s, which does not exist and permits nothing"
                                                .formatted(where, list)));
    }

    private void wantRouteMap(String routeMap, String where) {
        if (!policies.routeMaps().containsKey(routeMap)) {
            doubts.nowhere(
                    "%s names the route-map %s, which does not exist: it matches nothing, so no route passes"
                            .formatted(where, routeMap));
        }
    }

    private void routeMap(RouteMap map) {
        map.entries().stream()
                .flatMap(entry -> entry.matches().stream())
                .flatMap(match -> missing(match).stream())
                .forEach(
                        list ->
                                doubts.nowhere(
                                        "route-map %s matches by the list %s, which does not exist and permits nothing"
                                                .formatted(map.name(), list)));
    }

    private List<String> missing(RouteMatch match) {
        return switch (match) {
            case RouteMatch.PrefixLists(var names) -> missing(names, policies.prefixLists());
            case RouteMatch.NextHopPrefixLists(var names) -> missing(names, policies.prefixLists());
            case RouteMatch.AccessLists(var names) -> missingAccessLists(names);
            case RouteMatch.NextHopAccessLists(var names) -> missingAccessLists(names);
            case RouteMatch.Communities(var names, _) -> missing(names, policies.communityLists());
            case RouteMatch.ExtendedCommunities(var names) ->
                    missing(names, policies.extendedCommunityLists());
            case RouteMatch.AsPaths(var names) -> missing(names, policies.asPathLists());
            case RouteMatch.Tag _, RouteMatch.Metric _, RouteMatch.LocalPreference _ -> List.of();
        };
    }

    private List<String> missingAccessLists(List<String> names) {
        return names.stream().filter(name -> !config.accessLists().has(name)).toList();
    }

    private static List<String> missing(List<String> names, Map<String, ?> known) {
        return names.stream().filter(name -> !known.containsKey(name)).toList();
    }
}
