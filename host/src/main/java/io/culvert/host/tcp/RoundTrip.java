package io.culvert.host.tcp;

import java.time.Duration;

/// The retransmission timeout, RFC 6298 section 2.
final class RoundTrip {
    /// Section 2.4 asks for no less than one second.
    static final Duration LEAST = Duration.ofSeconds(1);

    static final Duration MOST = Duration.ofSeconds(60);

    /// Section 5.7: what a connection whose SYN was sent again begins its data transfer with.
    private static final Duration AFTER_LOST_SYN = Duration.ofSeconds(3);

    private static final Duration GRANULARITY = Duration.ofMillis(1);

    private Duration smoothed = Duration.ZERO;
    private Duration variation = Duration.ZERO;
    private Duration timeout = LEAST;
    private boolean measured;

    /// Sections 2.2 and 2.3. A measurement also ends any back-off.
    void measured(Duration time) {
        if (measured) {
            Duration error = smoothed.minus(time).abs();
            variation = variation.multipliedBy(3).plus(error).dividedBy(4);
            smoothed = smoothed.multipliedBy(7).plus(time).dividedBy(8);
        } else {
            smoothed = time;
            variation = time.dividedBy(2);
            measured = true;
        }
        Duration margin = variation.multipliedBy(4);
        timeout = bounded(smoothed.plus(margin.compareTo(GRANULARITY) > 0 ? margin : GRANULARITY));
    }

    /// Section 5.5.
    void backOff() {
        timeout = bounded(timeout.multipliedBy(2));
    }

    void synWasLost() {
        if (!measured) {
            timeout = AFTER_LOST_SYN;
        }
    }

    Duration timeout() {
        return timeout;
    }

    Duration smoothed() {
        return smoothed;
    }

    private static Duration bounded(Duration time) {
        if (time.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return time.compareTo(MOST) > 0 ? MOST : time;
    }
}
