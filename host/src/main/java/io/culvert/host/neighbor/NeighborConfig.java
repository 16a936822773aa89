package io.culvert.host.neighbor;

import java.time.Duration;

/// How an interface keeps its neighbours.
///
/// @param age of an unconfirmed entry before it is removed: `arp timeout`, 4 hours on IOS
/// @param refreshBefore how long before that the neighbour is asked again, by unicast
/// @param retryInterval between two requests for one address
/// @param requestsMax requests before an address counts as unresolvable
/// @param holdDown how long an unresolvable address is not asked for again
public record NeighborConfig(
        Duration age,
        Duration refreshBefore,
        Duration retryInterval,
        int requestsMax,
        Duration holdDown) {
    public static final NeighborConfig DEFAULT =
            new NeighborConfig(
                    Duration.ofHours(4),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    3,
                    Duration.ofSeconds(1));

    public NeighborConfig {
        if (requestsMax < 1
                || age.compareTo(Duration.ZERO) <= 0
                || retryInterval.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("neighbour timers must be positive");
        }
    }

    public NeighborConfig withAge(Duration value) {
        return new NeighborConfig(value, refreshBefore, retryInterval, requestsMax, holdDown);
    }
}
