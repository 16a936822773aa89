package io.culvert.rib;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.Comparator;

/// A prefix of one table.
record Place(Vrf vrf, Prefix prefix) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::vrf).thenComparing(Place::prefix);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
