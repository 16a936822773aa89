package io.culvert.dataplane;

/// A rate limit: so many a second, and so many at once.
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final long nanosPerToken;
    private final long fullNanos;

    /// When the bucket would be full again.
    private long fullAt = Long.MIN_VALUE;

    TokenBucket(int perSecond, int burst) {
        nanosPerToken = SECOND / perSecond;
        fullNanos = nanosPerToken * burst;
    }

    boolean take(long now) {
        long base = Math.max(fullAt, now);
        if (base - now > fullNanos - nanosPerToken) {
            return false;
        }
        fullAt = base + nanosPerToken;
        return true;
    }
}
