package io.culvert.bgp;

import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.VrfRoutes;
import io.culvert.bgp.policy.PolicyRoute;
import io.culvert.wire.bgp.ExtendedCommunity;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which VRFs take which VPN routes, RFC 4364 section 4.3.1: those whose import targets meet the route's. A route under
/// the VRF's own route distinguisher is in its table already; of any other the best path is copied.
final class Imports {
    private final Speaker speaker;
    private final Rib rib;
    private final NavigableMap<RouteTarget, TreeSet<Vrf>> importers = new TreeMap<>();

    Imports(Speaker speaker, Rib rib) {
        this.speaker = speaker;
        this.rib = rib;
    }

    void configure() {
        importers.clear();
        speaker.settings()
                .vrfs()
                .forEach(
                        (vrf, config) ->
                                config.families().values().stream()
                                        .flatMap(routes -> routes.importTargets().stream())
                                        .forEach(
                                                target ->
                                                        importers
                                                                .computeIfAbsent(
                                                                        target,
                                                                        _ -> new TreeSet<>())
                                                                .add(vrf)));
    }

    /// Whether a path in a VRF's own table is one that the VRF uses.
    boolean takes(Table table, Path path) {
        boolean remote =
                path.peer().filter(peer -> peer.key().vrf().isGlobal()).isPresent()
                        && !path.isImported();
        return !remote || table.owner().filter(vrf -> imports(vrf, table, path)).isPresent();
    }

    private Optional<VrfRoutes> routes(Vrf vrf, Table table) {
        return Optional.ofNullable(speaker.settings().vrfs().get(vrf))
                .map(config -> config.families().get(table.ip()));
    }

    private boolean imports(Vrf vrf, Table table, Path path) {
        return routes(vrf, table)
                .filter(
                        routes ->
                                path.attributes.extendedCommunities().stream()
                                        .filter(ExtendedCommunity::isRouteTarget)
                                        .anyMatch(
                                                community ->
                                                        routes.importTargets()
                                                                .contains(
                                                                        community.toRouteTarget())))
                .isPresent();
    }

    /// Whether any VRF imports a route with these targets.
    boolean isWanted(Iterable<ExtendedCommunity> communities) {
        for (ExtendedCommunity community : communities) {
            if (community.isRouteTarget() && importers.containsKey(community.toRouteTarget())) {
                return true;
            }
        }
        return false;
    }

    /// Brings the copies of the best path of `net` that packets can go by up to date.
    void update(Net net) {
        boolean idle = importers.isEmpty() && net.importedInto().isEmpty();
        if (!net.table().vpn() || idle) {
            return;
        }
        var targets = new ArrayList<Table>();
        net.carrier()
                .filter(best -> !best.isImported())
                .ifPresent(
                        best -> {
                            for (Vrf vrf : wanting(best)) {
                                rib.tables()
                                        .ofVrf(vrf, net.table().ip())
                                        .filter(
                                                table ->
                                                        table != net.table()
                                                                && imports(vrf, table, best))
                                        .filter(table -> copy(net, best, vrf, table))
                                        .ifPresent(targets::add);
                            }
                        });
        for (Table old : net.importedInto()) {
            if (!targets.contains(old)) {
                old.find(net.prefix()).ifPresent(copy -> removeCopy(net, copy));
            }
        }
        net.importedInto(targets);
    }

    private void removeCopy(Net net, Net copy) {
        for (Path path : copy.paths()) {
            if (path.origination instanceof Path.Origination.Imported(var from, _) && from == net) {
                rib.remove(copy, path.origination);
                return;
            }
        }
    }

    private NavigableSet<Vrf> wanting(Path best) {
        var all = new TreeSet<Vrf>();
        for (ExtendedCommunity community : best.attributes.extendedCommunities()) {
            if (community.isRouteTarget()) {
                all.addAll(importers.getOrDefault(community.toRouteTarget(), new TreeSet<>()));
            }
        }
        return all;
    }

    /// Puts a copy into the table of a VRF; false if its import map refuses.
    private boolean copy(Net net, Path best, Vrf vrf, Table table) {
        var attributes = Optional.of(best.attributes);
        var map = routes(vrf, table).flatMap(VrfRoutes::importMap);
        if (map.isPresent()) {
            var book = speaker.settings().policies();
            var route =
                    new PolicyRoute(
                            net.prefix(), best.nextHop(), best.attributes, best.tag, best.weight);
            attributes = book.routeMap(map.get()).apply(route, book).map(PolicyRoute::attributes);
        }
        if (attributes.isEmpty()) {
            return false;
        }
        Net target = table.net(net.prefix());
        Path copy = Path.imported(net, best, attributes.get());
        boolean same = target.path(copy.origination).filter(copy::sameAs).isPresent();
        if (!same) {
            rib.put(target, copy);
        } else {
            rib.touch(target);
        }
        return true;
    }
}
