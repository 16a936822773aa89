package io.culvert.nhrp;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;

/// A prefix in a table.
record Place(Vrf vrf, Prefix prefix) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::vrf).thenComparing(Place::prefix);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /// What a map holds for places that cover `prefix`, or lie within it.
    static <V> List<V> overlapping(NavigableMap<Place, V> map, Vrf vrf, Prefix prefix) {
        var found = new ArrayList<V>();
        for (int length = 0; length < prefix.length(); length++) {
            V covering = map.get(new Place(vrf, Prefix.containing(prefix.address(), length)));
            if (covering != null) {
                found.add(covering);
            }
        }
        var first = new Place(vrf, prefix);
        var last = new Place(vrf, Prefix.host(prefix.last()));
        found.addAll(map.subMap(first, true, last, true).values());
        return found;
    }

    @Override
    public String toString() {
        return vrf.isGlobal() ? prefix.toString() : prefix + " (" + vrf + ")";
    }
}
