package io.culvert.bgp.config;

/// How often a session shows that it lives, RFC 4271 section 10.
///
/// @param keepaliveSeconds a third of the hold time if that is less; zero with a hold time of zero
/// @param holdSeconds offered in OPEN; zero, or three and more
public record BgpTimers(int keepaliveSeconds, int holdSeconds) {
    public static final BgpTimers DEFAULT = new BgpTimers(60, 180);

    public BgpTimers {
        if (holdSeconds < 0 || holdSeconds > 0xFFFF || holdSeconds == 1 || holdSeconds == 2) {
            throw new IllegalArgumentException("hold time " + holdSeconds);
        }
        if (keepaliveSeconds < 0 || keepaliveSeconds > 0xFFFF) {
            throw new IllegalArgumentException("keepalive " + keepaliveSeconds);
        }
    }

    public BgpTimers withKeepaliveSeconds(int value) {
        return new BgpTimers(value, holdSeconds);
    }

    public BgpTimers withHoldSeconds(int value) {
        return new BgpTimers(keepaliveSeconds, value);
    }
}
