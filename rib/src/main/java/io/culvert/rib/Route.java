package io.culvert.rib;

import io.culvert.base.Prefix;
import java.util.List;

/// A route as its owner offers it.
///
/// @param distance administrative distance, 1 to 255; 255 is never used
/// @param tag for route-maps; 0 is none
/// @param nextHops at least one; several share the load
public record Route(
        Prefix prefix,
        RouteOwner owner,
        int distance,
        long metric,
        long tag,
        List<NextHop> nextHops) {
    public static final int DISTANCE_UNUSABLE = 255;

    public Route {
        if (distance < 0 || distance > DISTANCE_UNUSABLE) {
            throw new IllegalArgumentException("distance " + distance);
        }
        if (nextHops.isEmpty()) {
            throw new IllegalArgumentException("a route has a next hop");
        }
        nextHops = List.copyOf(nextHops);
    }

    /// A route with the usual distance of its source, without metric and tag.
    public static Route of(Prefix prefix, RouteOwner owner, NextHop nextHop) {
        return new Route(prefix, owner, owner.source().distance(), 0, 0, List.of(nextHop));
    }

    public RouteSource source() {
        return owner.source();
    }
}
