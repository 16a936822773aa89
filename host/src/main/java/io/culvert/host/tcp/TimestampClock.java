package io.culvert.host.tcp;

import io.culvert.wire.tcp.TcpOption;
import io.culvert.wire.tcp.TcpSegment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The timestamps option of one connection, RFC 7323 sections 3 to 5: what to send, what to echo, and which segments are
/// older than what was seen.
final class TimestampClock {
    private static final int OPTION_SIZE = 12;

    /// RFC 7323 section 5.5: a value this old says nothing any more.
    private static final Duration VALUE_AGE_MAX = Duration.ofDays(24);

    private boolean enabled;
    private boolean peerOffers;
    private int recent;
    private Instant recentAt = Instant.EPOCH;
    private int lastAcknowledged;

    TimestampClock(boolean enabled) {
        this.enabled = enabled;
    }

    /// The peer's SYN has the option.
    void offered(Instant now, int value) {
        peerOffers = true;
        recent = value;
        recentAt = now;
    }

    /// The peer's SYN was read: both want it or nobody.
    void negotiated() {
        enabled = enabled && peerOffers;
    }

    int optionSize() {
        return enabled ? OPTION_SIZE : 0;
    }

    private static int value(Instant now) {
        return (int) now.toEpochMilli();
    }

    List<TcpOption> synOption(Instant now) {
        return enabled ? List.of(new TcpOption.Timestamps(value(now), recent)) : List.of();
    }

    List<TcpOption> option(Instant now) {
        return synOption(now);
    }

    private static TcpOption.@Nullable Timestamps of(TcpSegment segment) {
        for (TcpOption option : segment.options()) {
            if (option instanceof TcpOption.Timestamps timestamps) {
                return timestamps;
            }
        }
        return null;
    }

    /// Protection against wrapped sequence numbers, section 5.3, and section 3.2: no segment is without the option.
    boolean accepts(Instant now, TcpSegment segment) {
        if (!enabled) {
            return true;
        }
        TcpOption.Timestamps timestamps = of(segment);
        boolean stale = now.isAfter(recentAt.plus(VALUE_AGE_MAX));
        return timestamps != null && (stale || !Sequence.before(timestamps.value(), recent));
    }

    /// Section 4.3: the value to echo is that of the segment at the edge of what was acknowledged.
    void seen(Instant now, TcpSegment segment) {
        TcpOption.Timestamps timestamps = of(segment);
        if (enabled
                && timestamps != null
                && Sequence.atOrBefore(segment.sequence(), lastAcknowledged)) {
            recent = timestamps.value();
            recentAt = now;
        }
    }

    void acknowledged(int upTo) {
        lastAcknowledged = upTo;
    }

    /// How long ago the segment left whose timestamp this one echoes; null without timestamps.
    @Nullable Duration echoed(Instant now, TcpSegment segment) {
        TcpOption.Timestamps timestamps = of(segment);
        if (!enabled || timestamps == null) {
            return null;
        }
        int milliseconds = value(now) - timestamps.echo();
        return milliseconds >= 0 ? Duration.ofMillis(milliseconds) : null;
    }
}
