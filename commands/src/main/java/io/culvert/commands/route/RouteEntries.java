package io.culvert.commands.route;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.rib.Forwarding;
import io.culvert.rib.NextHop;
import io.culvert.rib.Path;
import io.culvert.rib.Route;
import io.culvert.rib.RouteSource;
import io.culvert.router.RouterView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the routes of one VRF off a router.
final class RouteEntries {
    private final RouterView view;
    private final Vrf vrf;
    private final Instant now;

    RouteEntries(RouterView view, Vrf vrf, Instant now) {
        this.view = view;
        this.vrf = vrf;
        this.now = now;
    }

    /// The routes in force of a family, in prefix order.
    List<RouteEntry> all(AddressFamily family) {
        return view.routes(vrf).stream()
                .filter(forwarding -> forwarding.route().prefix().family() == family)
                .map(this::entry)
                .toList();
    }

    RouteEntry entry(Forwarding forwarding) {
        var route = forwarding.route();
        Duration age =
                view.since(vrf, route.prefix())
                        .map(since -> Duration.between(since, now))
                        .orElse(Duration.ZERO);
        return new RouteEntry(
                route.prefix(),
                route.source(),
                route.distance(),
                route.metric(),
                route.tag(),
                age.isNegative() ? Duration.ZERO : age,
                ways(forwarding.route(), forwarding.own()),
                forwarding
                        .override()
                        .map(shortcut -> ways(shortcut.route(), shortcut.paths()))
                        .orElse(List.of()));
    }

    /// The next hops that the owner named and that are usable. Offers of several owners may share the load; those of the
    /// others are known by their paths alone.
    private List<RouteEntry.Way> ways(Route route, List<Path> usable) {
        var ways = new ArrayList<RouteEntry.Way>();
        var told = new ArrayList<Path>();
        boolean recursive = false;
        for (NextHop hop : route.nextHops()) {
            List<Path> paths = pathsOf(hop).stream().filter(usable::contains).toList();
            if (!paths.isEmpty()) {
                ways.addAll(ways(hop, paths, route.source() == RouteSource.NHRP));
                told.addAll(paths);
                recursive |= hop instanceof NextHop.Recursive;
            }
        }
        for (Path path : usable) {
            if (!told.contains(path)) {
                ways.add(way(path, Optional.empty(), !recursive));
            }
        }
        return ways;
    }

    private List<Path> pathsOf(NextHop hop) {
        return switch (hop) {
            case NextHop.Receive(var on) -> List.of(new Path.Receive(on));
            case NextHop.Attached(var out) -> List.of(new Path.Attached(out));
            case NextHop.Neighbor(var out, var gateway) -> List.of(new Path.Neighbor(out, gateway));
            case NextHop.Discard() -> List.of(new Path.Discard());
            case NextHop.Leaked(var from, var prefix) ->
                    view.find(from, prefix).map(Forwarding::paths).orElse(List.of());
            case NextHop.Recursive(var in, var gateway) ->
                    view.resolve(in, gateway)
                            .<Path>map(
                                    found ->
                                            new Path.Neighbor(
                                                    found.out(), found.gateway().orElse(gateway)))
                            .map(List::of)
                            .orElse(List.of());
            case NextHop.MustBeLabelled(var in, var gateway, var label) ->
                    view.resolve(in, gateway)
                            .filter(found -> found.transport().isPresent())
                            .<Path>map(
                                    found ->
                                            new Path.Labelled(
                                                    label,
                                                    found.transport().orElseThrow(),
                                                    gateway,
                                                    found.via(),
                                                    found.out(),
                                                    found.gateway()))
                            .map(List::of)
                            .orElse(List.of());
        };
    }

    /// @param named whether the interface is part of what the owner said, as NHRP knows it, whose next hops are peers
    private List<RouteEntry.Way> ways(NextHop hop, List<Path> paths, boolean named) {
        return switch (hop) {
            case NextHop.Recursive(var in, var gateway) ->
                    List.of(
                            new RouteEntry.Way.Via(
                                    gateway, foreign(in), Optional.empty(), Optional.empty()));
            case NextHop.MustBeLabelled(var in, var gateway, var label) ->
                    List.of(
                            new RouteEntry.Way.Via(
                                    gateway,
                                    foreign(in),
                                    named ? out(paths.getFirst()) : Optional.empty(),
                                    Optional.of(label)));
            case NextHop.Leaked(var from, _) ->
                    paths.stream().map(path -> way(path, Optional.of(from), true)).toList();
            case NextHop.Receive _, NextHop.Attached _, NextHop.Neighbor _, NextHop.Discard _ ->
                    paths.stream().map(path -> way(path, Optional.empty(), true)).toList();
        };
    }

    private Optional<Vrf> foreign(Vrf in) {
        return Optional.of(in).filter(each -> !each.equals(vrf));
    }

    private static Optional<InterfaceName> out(Path path) {
        return path instanceof Path.Labelled labelled
                ? Optional.of(labelled.out())
                : Optional.empty();
    }

    private static RouteEntry.Way way(Path path, Optional<Vrf> from, boolean named) {
        return switch (path) {
            case Path.Receive(var on) -> new RouteEntry.Way.Connected(on, from);
            case Path.Attached(var out) -> new RouteEntry.Way.Connected(out, from);
            case Path.Neighbor(var out, var gateway) ->
                    new RouteEntry.Way.Via(
                            gateway, from, Optional.of(out).filter(_ -> named), Optional.empty());
            case Path.Labelled labelled ->
                    new RouteEntry.Way.Via(
                            labelled.nextHop(),
                            from,
                            Optional.empty(),
                            Optional.of(labelled.vpnLabel()));
            case Path.Discard() -> new RouteEntry.Way.Discard();
        };
    }
}
