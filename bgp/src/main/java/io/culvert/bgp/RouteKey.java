package io.culvert.bgp;

import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import java.util.Comparator;

/// A destination within a family; outside of VPN families the route distinguisher is zero.
record RouteKey(RouteDistinguisher rd, Prefix prefix) implements Comparable<RouteKey> {
    static final RouteDistinguisher NO_RD = new RouteDistinguisher(0);
    private static final Comparator<RouteKey> ORDER =
            Comparator.comparing(RouteKey::rd).thenComparing(RouteKey::prefix);

    @Override
    public int compareTo(RouteKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return rd.equals(NO_RD) ? prefix.toString() : rd + ":" + prefix;
    }
}
