package io.culvert.rib;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.engine.Engine;
import io.culvert.engine.Notice;
import io.culvert.rib.Gateways.Gateway;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All routing tables of one router. Offers come in; what is in force goes out, prefix by prefix, and again whenever
/// the resolution of a next hop changes.
///
/// A change is worked off to a fixed point: a prefix whose forwarding changed makes the next hops below it resolve
/// anew, and with them the prefixes that use these. Routes that resolve through each other would never settle; after
/// [#EVALUATIONS_MAX] evaluations in one event such a prefix is taken out of force and named in a notice.
public final class Rib implements Engine<RibEvent, RibEffect> {
    static final int EVALUATIONS_MAX = 16;

    private final Map<Vrf, RoutingTable> tables = new TreeMap<>();
    private final Gateways gateways = new Gateways(this::resolve);
    private final PlacesByInterface attached = new PlacesByInterface();
    private final Map<Place, TreeSet<Place>> leaks = new TreeMap<>();
    private final TreeSet<InterfaceName> up = new TreeSet<>();
    private final RemoteLabels remoteLabels = new RemoteLabels();

    private final LinkedHashSet<Place> pending = new LinkedHashSet<>();
    private final Map<Place, Integer> evaluations = new LinkedHashMap<>();

    @Override
    public void on(Instant now, RibEvent event, Consumer<? super RibEffect> effects) {
        switch (event) {
            case RibEvent.Offered(var vrf, var route) -> offer(vrf, route);
            case RibEvent.Revoked(var vrf, var owner, var prefix) -> revoke(vrf, owner, prefix);
            case RibEvent.OwnerGone(var owner) ->
                    tables.forEach(
                            (vrf, table) -> {
                                for (Prefix prefix : table.prefixes()) {
                                    revoke(vrf, owner, prefix);
                                }
                            });
            case RibEvent.VrfGone(var vrf) -> {
                for (Prefix prefix : table(vrf).prefixes()) {
                    table(vrf).make(prefix).offers.clear();
                    pending.add(new Place(vrf, prefix));
                }
            }
            case RibEvent.InterfaceChanged(var name, var isUp, var bgpForwarding) -> {
                if (isUp) {
                    up.add(name);
                } else {
                    up.remove(name);
                }
                remoteLabels.setBgpForwarding(name, isUp && bgpForwarding);
                pending.addAll(attached.of(name));
                refresh(gateways.beyond(name), effects);
            }
            case RibEvent.RemoteLabelBound(var owner, var prefix, var out, var label) -> {
                remoteLabels.bind(owner, prefix, out, label);
                // A label is bound on an interface, whatever VRF that is in.
                refresh(gateways.below(prefix), effects);
            }
            case RibEvent.RemoteLabelReleased(var owner, var prefix, var out) -> {
                remoteLabels.release(owner, prefix, out);
                refresh(gateways.below(prefix), effects);
            }
            case RibEvent.Watched(var vrf, var address) -> {
                Gateway gateway = gateways.get(vrf, address);
                gateway.watchers++;
                gateway.told = false;
                refresh(List.of(gateway), effects);
            }
            case RibEvent.Unwatched(var vrf, var address) -> {
                Gateway gateway = gateways.get(vrf, address);
                gateway.watchers = Math.max(0, gateway.watchers - 1);
                gateways.forgetIfUnused(gateway);
            }
        }
        settle(effects);
    }

    @Override
    public void onTime(Instant now, Consumer<? super RibEffect> effects) {}

    @Override
    public Optional<Instant> wakeAt() {
        return Optional.empty();
    }

    /// The route that a packet to `address` would take.
    public Optional<Forwarding> lookup(Vrf vrf, IpAddress address) {
        RoutingTable table = tables.get(vrf);
        return table == null ? Optional.empty() : table.longestMatch(address, _ -> true);
    }

    /// The route that a packet to `address` would take without what this source offers.
    public Optional<Forwarding> lookupWithout(RouteSource source, Vrf vrf, IpAddress address) {
        RoutingTable table = tables.get(vrf);
        return table == null
                ? Optional.empty()
                : table.longestMatch(address, found -> found.route().source() != source)
                        .map(found -> new Forwarding(found.route(), found.own()));
    }

    /// The route in force for exactly this prefix.
    public Optional<Forwarding> find(Vrf vrf, Prefix prefix) {
        RoutingTable table = tables.get(vrf);
        RoutingTable.Entry entry = table == null ? null : table.get(prefix);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.inForce);
    }

    /// Everything in force in one table, in prefix order.
    public List<Forwarding> routes(Vrf vrf) {
        RoutingTable table = tables.get(vrf);
        return table == null ? List.of() : table.inForce();
    }

    /// Names every prefix that may have a route out of an interface, by itself, by its next hop, or as it was taken from another VRF.
    public void behind(InterfaceName out, BiConsumer<Vrf, Prefix> each) {
        var found = new LinkedHashSet<>(attached.of(out));
        gateways.beyond(out).forEach(hop -> found.addAll(hop.users));
        var open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (Place taken : leaks.getOrDefault(open.poll(), new TreeSet<>())) {
                if (found.add(taken)) {
                    open.add(taken);
                }
            }
        }
        found.forEach(place -> each.accept(place.vrf(), place.prefix()));
    }

    /// What is in force for a prefix and for longer ones within it, in order.
    public List<Forwarding> routesWithin(Vrf vrf, Prefix prefix) {
        RoutingTable table = tables.get(vrf);
        return table == null ? List.of() : table.inForceWithin(prefix);
    }

    /// How an address resolves now, for a next hop or a session.
    public Optional<Resolution> resolve(Vrf vrf, IpAddress address) {
        return resolve(vrf, address, null);
    }

    private RoutingTable table(Vrf vrf) {
        return tables.computeIfAbsent(vrf, _ -> new RoutingTable());
    }

    private void offer(Vrf vrf, Route route) {
        var place = new Place(vrf, route.prefix());
        RoutingTable.Entry entry = table(vrf).make(route.prefix());
        Route old = entry.offers.put(route.owner(), route);
        if (old != null) {
            unregister(place, entry, old);
        }
        register(place, route);
        pending.add(place);
    }

    private void revoke(Vrf vrf, RouteOwner owner, Prefix prefix) {
        RoutingTable.Entry entry = table(vrf).get(prefix);
        Route old = entry == null ? null : entry.offers.remove(owner);
        if (entry != null && old != null) {
            var place = new Place(vrf, prefix);
            unregister(place, entry, old);
            pending.add(place);
        }
    }

    private void register(Place place, Route route) {
        for (NextHop hop : route.nextHops()) {
            switch (hop) {
                case NextHop.Leaked(var from, var prefix) ->
                        leaks.computeIfAbsent(new Place(from, prefix), _ -> new TreeSet<>())
                                .add(place);
                case NextHop.Attached(var out) -> attached.add(out, place);
                case NextHop.Neighbor(var out, _) -> attached.add(out, place);
                case NextHop.Recursive(var vrf, var address) ->
                        gateways.get(vrf, address).users.add(place);
                case NextHop.MustBeLabelled(var vrf, var address, _) ->
                        gateways.get(vrf, address).users.add(place);
                case NextHop.Receive _, NextHop.Discard _ -> {}
            }
        }
    }

    /// Takes back what `old` registered, and registers again what the remaining offers share with it.
    private void unregister(Place place, RoutingTable.Entry entry, Route old) {
        for (NextHop hop : old.nextHops()) {
            switch (hop) {
                case NextHop.Leaked(var from, var prefix) ->
                        leaks.getOrDefault(new Place(from, prefix), new TreeSet<>()).remove(place);
                case NextHop.Attached(var out) -> attached.remove(out, place);
                case NextHop.Neighbor(var out, _) -> attached.remove(out, place);
                case NextHop.Recursive(var vrf, var address) -> unregister(place, vrf, address);
                case NextHop.MustBeLabelled(var vrf, var address, _) ->
                        unregister(place, vrf, address);
                case NextHop.Receive _, NextHop.Discard _ -> {}
            }
        }
        for (Route other : entry.offers.values()) {
            register(place, other);
        }
    }

    private void unregister(Place place, Vrf vrf, IpAddress address) {
        Gateway gateway = gateways.get(vrf, address);
        gateway.users.remove(place);
        gateways.forgetIfUnused(gateway);
    }

    private void settle(Consumer<? super RibEffect> effects) {
        evaluations.clear();
        var round = new ArrayDeque<Place>();
        while (!pending.isEmpty()) {
            round.addAll(pending);
            pending.clear();
            while (!round.isEmpty()) {
                evaluate(round.poll(), effects);
            }
        }
    }

    private void evaluate(Place place, Consumer<? super RibEffect> effects) {
        RoutingTable table = table(place.vrf());
        RoutingTable.Entry entry = table.get(place.prefix());
        if (entry == null) {
            return;
        }
        int times = evaluations.merge(place, 1, Integer::sum);
        if (times > EVALUATIONS_MAX + 1) {
            return;
        }
        Forwarding chosen = times > EVALUATIONS_MAX ? null : choose(place, entry);
        if (times > EVALUATIONS_MAX) {
            effects.accept(
                    new RibEffect.Notify(
                            new Notice(
                                    "RT",
                                    4,
                                    "RECURSION",
                                    "route "
                                            + place.prefix()
                                            + " in VRF "
                                            + place.vrf()
                                            + " resolves through itself; it is not used. Name an interface in its ip route line")));
        }
        if (Objects.equals(chosen, entry.inForce)) {
            table.dropIfEmpty(place.prefix());
            return;
        }
        entry.inForce = chosen;
        effects.accept(
                new RibEffect.ForwardingChanged(
                        place.vrf(), place.prefix(), Optional.ofNullable(chosen)));
        table.dropIfEmpty(place.prefix());
        refresh(gateways.below(place.vrf(), place.prefix()), effects);
        pending.addAll(leaks.getOrDefault(place, new TreeSet<>()));
    }

    /// The usable paths of the most preferred offers; offers of equal distance and metric from one source share the load.
    private @Nullable Forwarding choose(Place place, RoutingTable.Entry entry) {
        Route best = null;
        var paths = new ArrayList<Path>();
        List<Route> routes = entry.byPreference();
        for (Route route : routes) {
            if (best != null
                    && (route.distance() != best.distance()
                            || route.metric() != best.metric()
                            || route.source() != best.source())) {
                break;
            }
            for (Path path : paths(place, route)) {
                if (!paths.contains(path)) {
                    paths.add(path);
                }
            }
            if (best == null && !paths.isEmpty()) {
                best = route;
            }
        }
        return best == null
                ? null
                : new Forwarding(best, paths, override(place, best, paths, routes));
    }

    /// The shortcut for a prefix that another source has a better route for, if it leads another way. What is connected is never
    /// overridden.
    private Optional<Forwarding.NextHopOverride> override(
            Place place, Route best, List<Path> own, List<Route> routes) {
        return switch (best.source()) {
            case NHRP, LOCAL, CONNECTED -> Optional.empty();
            case STATIC, IKEV2, EBGP, IBGP ->
                    routes.stream()
                            .filter(route -> route.source() == RouteSource.NHRP)
                            .map(
                                    route ->
                                            new Forwarding.NextHopOverride(
                                                    route, paths(place, route)))
                            .filter(shortcut -> !shortcut.paths().isEmpty())
                            .filter(shortcut -> !shortcut.paths().equals(own))
                            .findFirst();
        };
    }

    private List<Path> paths(Place place, Route route) {
        return route.nextHops().stream().flatMap(hop -> paths(place, hop).stream()).toList();
    }

    private List<Path> paths(Place place, NextHop hop) {
        if (hop instanceof NextHop.Leaked(var from, var prefix)) {
            return find(from, prefix).map(Forwarding::paths).orElse(List.of());
        }
        return path(place, hop).map(List::of).orElse(List.of());
    }

    private Optional<Path> path(Place place, NextHop hop) {
        return switch (hop) {
            case NextHop.Leaked _ -> Optional.empty();
            case NextHop.Receive(var on) -> Optional.of(new Path.Receive(on));
            case NextHop.Discard() -> Optional.of(new Path.Discard());
            case NextHop.Attached(var out) ->
                    Optional.<Path>of(new Path.Attached(out)).filter(_ -> up.contains(out));
            case NextHop.Neighbor(var out, var gateway) ->
                    Optional.<Path>of(new Path.Neighbor(out, gateway))
                            .filter(_ -> up.contains(out));
            case NextHop.Recursive(var vrf, var gateway) ->
                    resolve(vrf, gateway, place)
                            .map(
                                    found ->
                                            new Path.Neighbor(
                                                    found.out(), found.gateway().orElse(gateway)));
            case NextHop.MustBeLabelled(var vrf, var gateway, var label) ->
                    resolve(vrf, gateway, place)
                            .filter(found -> found.transport().isPresent())
                            .map(
                                    found ->
                                            new Path.Labelled(
                                                    label,
                                                    found.transport().orElseThrow(),
                                                    gateway,
                                                    found.via(),
                                                    found.out(),
                                                    found.gateway()));
        };
    }

    /// Follows recursive routes to an interface. A route never resolves through its own prefix (`asking`).
    private Optional<Resolution> resolve(Vrf vrf, IpAddress address, @Nullable Place asking) {
        RoutingTable table = tables.get(vrf);
        if (table == null) {
            return Optional.empty();
        }
        var match = table.longestMatch(address, forwarding -> true);
        if (match.isEmpty()
                || (asking != null
                        && asking.vrf().equals(vrf)
                        && asking.prefix().equals(match.get().route().prefix()))) {
            return Optional.empty();
        }
        Route route = match.get().route();
        return switch (match.get().paths().getFirst()) {
            case Path.Receive(var on) -> Optional.of(resolution(route, on, Optional.empty(), true));
            case Path.Attached(var out) ->
                    Optional.of(resolution(route, out, Optional.empty(), true));
            case Path.Neighbor(var out, var gateway) ->
                    Optional.of(
                            resolution(route, out, Optional.of(gateway), gateway.equals(address)));
            case Path.Labelled labelled ->
                    Optional.of(
                            new Resolution(
                                    route.prefix(),
                                    route.source(),
                                    labelled.out(),
                                    labelled.gateway(),
                                    false,
                                    route.metric(),
                                    Optional.empty()));
            case Path.Discard _ -> Optional.empty();
        };
    }

    private Resolution resolution(
            Route route, InterfaceName out, Optional<IpAddress> gateway, boolean connected) {
        return new Resolution(
                route.prefix(),
                route.source(),
                out,
                gateway,
                connected,
                route.metric(),
                remoteLabels.find(route.prefix(), out, connected));
    }

    private void refresh(List<Gateway> changed, Consumer<? super RibEffect> effects) {
        for (Gateway gateway : changed) {
            if (gateways.refresh(gateway)) {
                pending.addAll(gateway.users);
            }
            if (!gateway.told && gateway.watchers > 0) {
                gateway.told = true;
                effects.accept(
                        new RibEffect.NextHopChanged(gateway.vrf, gateway.address, gateway.last));
            }
        }
    }
}
