package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.dataplane.fib.Builder;
import io.culvert.rib.Resolution;
import io.culvert.rib.Rib;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The labels of the image, and which of them have to be made anew when a route or the way to a next hop changes.
final class ImageLabels {
    /// A next hop that labels are swapped towards.
    private static final class Towards {
        final Vrf vrf;
        final IpAddress nextHop;
        final TreeSet<Label> labels = new TreeSet<>();
        Optional<Resolution> way = Optional.empty();

        Towards(Vrf vrf, IpAddress nextHop) {
            this.vrf = vrf;
            this.nextHop = nextHop;
        }

        Optional<InterfaceName> out() {
            return way.map(Resolution::out);
        }
    }

    private final Works works;
    private final Builder image;
    private final ImageEntries entries;
    private final Map<Label, LabelBindings.Use> made = new TreeMap<>();
    private final Map<Vrf, Map<Prefix, TreeSet<Label>>> byRoute = new TreeMap<>();
    private final Map<Vrf, NavigableMap<IpAddress, Towards>> byNextHop = new TreeMap<>();

    /// Next hops by the interface that leads there, and those that none does.
    private final Map<Optional<InterfaceName>, LinkedHashSet<Towards>> byOut =
            new LinkedHashMap<>();

    /// Labels that are made anew whenever anything but a route changes.
    private final TreeSet<Label> passing = new TreeSet<>();

    private final TreeSet<Label> stale = new TreeSet<>();

    ImageLabels(Works works, Builder image, ImageEntries entries) {
        this.works = works;
        this.image = image;
        this.entries = entries;
    }

    /// A label has another use, or none.
    void changed(Label label) {
        stale.add(label);
    }

    void routeChanged(Vrf vrf, Prefix prefix) {
        stale.addAll(
                byRoute.getOrDefault(vrf, new TreeMap<>()).getOrDefault(prefix, new TreeSet<>()));
        NavigableMap<IpAddress, Towards> towards = byNextHop.get(vrf);
        if (towards != null) {
            towards.subMap(prefix.first(), true, prefix.last(), true)
                    .values()
                    .forEach(this::resolve);
        }
    }

    void nextHopChanged(Vrf vrf, IpAddress nextHop) {
        NavigableMap<IpAddress, Towards> towards = byNextHop.get(vrf);
        Towards known = towards == null ? null : towards.get(nextHop);
        if (known != null) {
            resolve(known);
        }
    }

    private void resolve(Towards towards) {
        Optional<Resolution> way = rib().resolve(towards.vrf, towards.nextHop);
        if (!way.equals(towards.way)) {
            leave(towards);
            enter(towards, way);
            stale.addAll(towards.labels);
        }
    }

    private void enter(Towards towards, Optional<Resolution> way) {
        towards.way = way;
        byOut.computeIfAbsent(towards.out(), _ -> new LinkedHashSet<>()).add(towards);
    }

    private void leave(Towards towards) {
        byOut.computeIfPresent(
                towards.out(),
                (_, same) -> {
                    same.remove(towards);
                    return same.isEmpty() ? null : same;
                });
    }

    /// Those that an interface leads to, or none does.
    private List<Towards> by(Optional<InterfaceName> out) {
        return List.copyOf(byOut.getOrDefault(out, new LinkedHashSet<>()));
    }

    private Rib rib() {
        return works.ribEngine;
    }

    /// Anything but a route may have changed.
    void surroundingsChanged() {
        byNextHop.values().forEach(towards -> towards.values().forEach(this::resolve));
    }

    /// These interfaces came, went or changed. A next hop that is reached by others is so still, until a route changes.
    void interfacesChanged(Set<InterfaceName> names) {
        stale.addAll(passing);
        by(Optional.empty()).forEach(this::resolve);
        for (InterfaceName name : names) {
            by(Optional.of(name)).forEach(this::resolve);
        }
    }

    /// Interfaces are gone to which next hops may still resolve.
    void interfacesLost(Set<InterfaceName> names) {
        for (InterfaceName name : names) {
            by(Optional.of(name)).forEach(each -> stale.addAll(each.labels));
        }
    }

    void allChanged() {
        stale.addAll(made.keySet());
        stale.addAll(works.labels.uses().keySet());
    }

    /// Brings the image up to date.
    void refresh() {
        for (Label label : stale) {
            LabelBindings.Use use = works.labels.uses().get(label);
            LabelBindings.Use before = use == null ? made.remove(label) : made.put(label, use);
            if (before != null && !before.equals(use)) {
                forget(label, before);
            }
            passing.remove(label);
            if (use == null) {
                image.unlabel(label);
                continue;
            }
            if (!use.equals(before)) {
                remember(label, use);
            }
            entries.takePassing();
            image.label(label, entries.action(use));
            if (entries.takePassing()) {
                passing.add(label);
            }
        }
        stale.clear();
    }

    private void remember(Label label, LabelBindings.Use use) {
        switch (use) {
            case LabelBindings.Use.Lookup _ -> {}
            case LabelBindings.Use.AsRoute(var vrf, var prefix) ->
                    byRoute.computeIfAbsent(vrf, _ -> new TreeMap<>())
                            .computeIfAbsent(prefix, _ -> new TreeSet<>())
                            .add(label);
            case LabelBindings.Use.Swap(var vrf, var nextHop, _, _, _) -> {
                Towards towards =
                        byNextHop
                                .computeIfAbsent(vrf, _ -> new TreeMap<>())
                                .computeIfAbsent(nextHop, _ -> new Towards(vrf, nextHop));
                if (towards.labels.isEmpty()) {
                    enter(towards, rib().resolve(vrf, nextHop));
                }
                towards.labels.add(label);
            }
        }
    }

    private void forget(Label label, LabelBindings.Use use) {
        switch (use) {
            case LabelBindings.Use.Lookup _ -> {}
            case LabelBindings.Use.AsRoute(var vrf, var prefix) ->
                    remove(
                            byRoute,
                            vrf,
                            prefix,
                            labels -> labels.remove(label) && labels.isEmpty());
            case LabelBindings.Use.Swap(var vrf, var nextHop, _, _, _) ->
                    remove(
                            byNextHop,
                            vrf,
                            nextHop,
                            towards -> {
                                boolean isLast =
                                        towards.labels.remove(label) && towards.labels.isEmpty();
                                if (isLast) {
                                    leave(towards);
                                }
                                return isLast;
                            });
        }
    }

    private static <K, V, M extends Map<K, V>> void remove(
            Map<Vrf, M> from, Vrf vrf, K key, Predicate<V> isEmptied) {
        @Nullable M here = from.get(vrf);
        @Nullable V value = here == null ? null : here.get(key);
        if (here != null && value != null && isEmptied.test(value)) {
            here.remove(key);
            if (here.isEmpty()) {
                from.remove(vrf);
            }
        }
    }
}
