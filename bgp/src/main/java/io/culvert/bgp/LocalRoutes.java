package io.culvert.bgp;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.NetworkStatement;
import io.culvert.bgp.config.Redistribution;
import io.culvert.bgp.config.RouteSource;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PolicyRoute;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.engine.Timers;
import io.culvert.wire.bgp.Origin;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Routes that begin here: redistribution and network statements (`bgp.md` section 5). Changes of the routing table are
/// gathered for a moment and taken over together, by VRF and prefix, so that labels come in that order whatever came
/// first, and a route that flaps is told once.
final class LocalRoutes {
    static final Duration GATHER = Duration.ofMillis(50);

    private record Destination(Vrf vrf, Prefix prefix) implements Comparable<Destination> {
        private static final Comparator<Destination> ORDER =
                Comparator.comparing(Destination::vrf).thenComparing(Destination::prefix);

        @Override
        public int compareTo(Destination other) {
            return ORDER.compare(this, other);
        }
    }

    private final Speaker speaker;
    private final Timers<TimerKey> timers;
    private final Rib rib;
    private final VrfExport exports;
    private final AttributePool pool;
    private final NavigableMap<Destination, Map<RouteSource, BgpEvent.RouteFacts>> facts =
            new TreeMap<>();
    private final NavigableMap<Destination, Net> told = new TreeMap<>();
    private final NavigableSet<Destination> changed = new TreeSet<>();

    LocalRoutes(
            Speaker speaker,
            Timers<TimerKey> timers,
            Rib rib,
            VrfExport exports,
            AttributePool pool) {
        this.exports = exports;
        this.speaker = speaker;
        this.timers = timers;
        this.rib = rib;
        this.pool = pool;
    }

    void on(BgpEvent.RedistributableChanged event) {
        var destination = new Destination(event.vrf(), event.prefix());
        var sources = facts.computeIfAbsent(destination, _ -> new EnumMap<>(RouteSource.class));
        event.route()
                .ifPresentOrElse(
                        route -> sources.put(event.source(), route),
                        () -> sources.remove(event.source()));
        if (sources.isEmpty()) {
            facts.remove(destination);
        }
        changed.add(destination);
        gather();
    }

    /// The configuration changed: everything is looked at again.
    void reconfigure() {
        changed.addAll(facts.keySet());
        changed.addAll(told.keySet());
        gather();
    }

    private void gather() {
        var key = new TimerKey.LocalRoutes();
        if (timers.at(key).isEmpty()) {
            timers.set(key, speaker.now().plus(GATHER));
        }
    }

    /// Takes over what was gathered.
    void apply() {
        for (Destination destination : List.copyOf(changed)) {
            apply(destination);
        }
        changed.clear();
    }

    private void apply(Destination destination) {
        var slot = new Path.Origination.Local(BgpEvent.RouteFacts.Kind.CONNECTED);
        var table = rib.tables().ofVrf(destination.vrf(), destination.prefix().family());
        Net before = told.get(destination);
        Optional<Path> path =
                speaker.isRunning() && table.isPresent() ? path(destination) : Optional.empty();
        if (before != null
                && (path.isEmpty() || table.filter(t -> t == before.table()).isEmpty())) {
            rib.remove(before, slot);
            told.remove(destination);
        }
        if (path.isPresent() && table.isPresent()) {
            Net net = table.get().net(destination.prefix());
            told.put(destination, net);
            if (net.path(slot).filter(path.get()::sameAs).isEmpty()) {
                rib.put(net, path.get());
            }
        }
    }

    private Optional<Path> path(Destination destination) {
        var sources = facts.getOrDefault(destination, new EnumMap<>(RouteSource.class));
        BgpConfig config = speaker.config();
        var id = FamilyId.unicast(destination.prefix().family(), destination.vrf());
        FamilySettings family = config.family(id);
        for (NetworkStatement network : family.networks()) {
            if (network.prefix().equals(destination.prefix()) && !sources.isEmpty()) {
                var route = sources.values().iterator().next();
                var path =
                        path(destination, route, Origin.IGP, Optional.empty(), network.routeMap());
                if (path.isPresent()) {
                    return path;
                }
            }
        }
        for (var source : sources.entrySet()) {
            for (Redistribution line : family.redistributions()) {
                boolean gated =
                        destination.prefix().isDefault() && !family.defaultInformationOriginate();
                if (line.source() == source.getKey() && !gated) {
                    var path =
                            path(
                                    destination,
                                    source.getValue(),
                                    Origin.INCOMPLETE,
                                    line.metric(),
                                    line.routeMap());
                    if (path.isPresent()) {
                        return path;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Path> path(
            Destination destination,
            BgpEvent.RouteFacts route,
            Origin origin,
            Optional<Long> metric,
            Optional<String> routeMap) {
        PolicyBook book = speaker.settings().policies();
        PathAttributes attributes =
                PathAttributes.local(origin).withMed(Optional.of(metric.orElse(route.metric())));
        var before =
                new PolicyRoute(
                        destination.prefix(),
                        route.nextHop(),
                        attributes,
                        route.tag(),
                        Path.LOCAL_WEIGHT);
        var after =
                routeMap.isPresent()
                        ? book.routeMap(routeMap.get()).apply(before, book)
                        : Optional.of(before);
        return after.map(changed -> exports.export(destination.vrf(), changed))
                .map(
                        changed ->
                                Path.local(
                                        route.kind(),
                                        pool.shared(changed.attributes()),
                                        changed.weight(),
                                        rib.nextAge(),
                                        changed.tag(),
                                        changed.nextHop()));
    }
}
