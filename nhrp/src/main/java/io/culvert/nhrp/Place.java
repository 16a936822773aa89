package io.culvert.nhrp;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.Comparator;

/// A prefix in a table.
record Place(Vrf vrf, Prefix prefix) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::vrf).thenComparing(Place::prefix);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    boolean overlaps(Vrf otherVrf, Prefix other) {
        return vrf.equals(otherVrf) && prefix.overlaps(other);
    }

    @Override
    public String toString() {
        return vrf.isGlobal() ? prefix.toString() : prefix + " (" + vrf + ")";
    }
}
