package io.culvert.rib;

import java.util.Comparator;

/// One contributor of routes: the source and, within it, whose they are (a session, a configuration line). An owner
/// has at most one route per prefix and table.
public record RouteOwner(RouteSource source, String name) implements Comparable<RouteOwner> {
    private static final Comparator<RouteOwner> ORDER =
            Comparator.comparing(RouteOwner::source).thenComparing(RouteOwner::name);

    public static RouteOwner of(RouteSource source) {
        return new RouteOwner(source, "");
    }

    @Override
    public int compareTo(RouteOwner other) {
        return ORDER.compare(this, other);
    }
}
