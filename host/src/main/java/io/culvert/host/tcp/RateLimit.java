package io.culvert.host.tcp;

import java.time.Duration;
import java.time.Instant;

/// So many of something in a second, counted from the first.
final class RateLimit {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final int perSecond;
    private Instant since = Instant.EPOCH;
    private int count;

    RateLimit(int perSecond) {
        this.perSecond = perSecond;
    }

    /// Counts one, and says whether it is within the limit.
    boolean allows(Instant now) {
        if (!now.isBefore(since.plus(SECOND))) {
            since = now;
            count = 0;
        }
        return count++ < perSecond;
    }
}
