package io.culvert.bgp.policy;

import java.util.List;
import java.util.Optional;

/// A route-map: entries in order of sequence; the first whose matches all hold decides, and a route that none decides is
/// denied. An entry without matches holds for every route.
public record RouteMap(String name, List<Entry> entries) {
    /// @param matches all must hold
    /// @param sets what is changed if the entry permits, in order
    public record Entry(
            int sequence, boolean permits, List<RouteMatch> matches, List<RouteChange> sets) {
        public Entry {
            matches = List.copyOf(matches);
            sets = List.copyOf(sets);
        }
    }

    public RouteMap {
        entries =
                entries.stream()
                        .sorted((a, b) -> Integer.compare(a.sequence(), b.sequence()))
                        .toList();
    }

    /// Stands for a route-map that is named and not defined: it matches nothing (decision D6).
    public static RouteMap undefined(String name) {
        return new RouteMap(name, List.of());
    }

    /// What the map makes of `route`; empty if it is denied.
    public Optional<PolicyRoute> apply(PolicyRoute route, PolicyBook book) {
        for (Entry entry : entries) {
            if (entry.matches().stream().allMatch(match -> match.holds(route, book))) {
                return entry.permits() ? Optional.of(change(route, entry)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static PolicyRoute change(PolicyRoute route, Entry entry) {
        PolicyRoute changed = route;
        for (RouteChange set : entry.sets()) {
            changed = set.apply(changed);
        }
        return changed;
    }
}
