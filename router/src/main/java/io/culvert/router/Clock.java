package io.culvert.router;

import java.time.Duration;
import java.time.Instant;

/// Router time as the packet path counts it: nanoseconds since `Instant.EPOCH`.
final class Clock {
    private Clock() {}

    static long nanos(Instant now) {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    static Instant instant(long nanos) {
        return Instant.EPOCH.plusNanos(nanos);
    }
}
