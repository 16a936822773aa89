package io.culvert.host.neighbor;

import java.time.Duration;

/// How an interface keeps its neighbours.
///
/// @param age of an unconfirmed entry before it is removed: `arp timeout`, 4 hours on IOS
/// @param refreshBefore how long before that the neighbour is asked again, by unicast
/// @param retryInterval between two requests for one address
/// @param requestsMax requests before an address counts as unresolvable
/// @param holdDown how long an unresolvable address is not asked for again
/// @param checks solicitations that go unanswered before a tentative address is unique (RFC 4862 section 5.1)
public record NeighborConfig(
        Duration age,
        Duration refreshBefore,
        Duration retryInterval,
        int requestsMax,
        Duration holdDown,
        int checks) {
    public static final NeighborConfig DEFAULT =
            new NeighborConfig(
                    Duration.ofHours(4),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    3,
                    Duration.ofSeconds(1),
                    1);

    public NeighborConfig {
        if (requestsMax < 1
                || age.compareTo(Duration.ZERO) <= 0
                || retryInterval.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("neighbour timers must be positive");
        }
    }

    public NeighborConfig withAge(Duration value) {
        return new NeighborConfig(
                value, refreshBefore, retryInterval, requestsMax, holdDown, checks);
    }

    public NeighborConfig withChecks(int value) {
        return new NeighborConfig(age, refreshBefore, retryInterval, requestsMax, holdDown, value);
    }
}
