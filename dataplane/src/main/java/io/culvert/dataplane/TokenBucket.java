package io.culvert.dataplane;

import java.util.concurrent.atomic.AtomicLong;

/// A rate limit: so many a second, and so many at once, of all planes of a router together. Who comes when it is empty only reads.
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final long nanosPerToken;
    private final long fullNanos;

    /// When the bucket would be full again.
    private final AtomicLong fullAt = new AtomicLong(Long.MIN_VALUE);

    TokenBucket(int perSecond, int burst) {
        nanosPerToken = SECOND / perSecond;
        fullNanos = nanosPerToken * burst;
    }

    boolean take(long now) {
        while (true) {
            long full = fullAt.get();
            long base = Math.max(full, now);
            if (base - now > fullNanos - nanosPerToken) {
                return false;
            }
            if (fullAt.compareAndSet(full, base + nanosPerToken)) {
                return true;
            }
        }
    }
}
