package io.culvert.bgp.policy;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.bgp.route.PathAttributes;
import java.util.Optional;

/// A route as a policy sees and changes it.
///
/// @param nextHop empty for a route without one, such as a discard route
/// @param tag the tag of the routing table; zero if none
/// @param weight local to this router
public record PolicyRoute(
        Prefix prefix,
        Optional<IpAddress> nextHop,
        PathAttributes attributes,
        long tag,
        int weight) {
    public PolicyRoute with(PathAttributes value) {
        return new PolicyRoute(prefix, nextHop, value, tag, weight);
    }

    public PolicyRoute withNextHop(Optional<IpAddress> value) {
        return new PolicyRoute(prefix, value, attributes, tag, weight);
    }

    public PolicyRoute withTag(long value) {
        return new PolicyRoute(prefix, nextHop, attributes, value, weight);
    }

    public PolicyRoute withWeight(int value) {
        return new PolicyRoute(prefix, nextHop, attributes, tag, value);
    }
}
