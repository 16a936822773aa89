package io.culvert.rib;

import io.culvert.base.InterfaceName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Prefixes that an interface leads to.
final class PlacesByInterface {
    private final Map<InterfaceName, TreeSet<Place>> places = new TreeMap<>();

    void add(InterfaceName out, Place place) {
        places.computeIfAbsent(out, _ -> new TreeSet<>()).add(place);
    }

    void remove(InterfaceName out, Place place) {
        places.computeIfPresent(
                out,
                (_, here) -> {
                    here.remove(place);
                    return here.isEmpty() ? null : here;
                });
    }

    /// A copy, in order.
    List<Place> of(InterfaceName out) {
        return List.copyOf(places.getOrDefault(out, new TreeSet<>()));
    }
}
