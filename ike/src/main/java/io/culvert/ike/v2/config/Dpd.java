package io.culvert.ike.v2.config;

/// `dpd INTERVAL RETRY on-demand|periodic`.
///
/// @param intervalSeconds silence that makes us ask
/// @param retrySeconds time between the repetitions of a question without answer
/// @param isOnDemand ask only when we have sent traffic and nothing came back
public record Dpd(int intervalSeconds, int retrySeconds, boolean isOnDemand) {
    /// Where nothing is configured. RFC 7296 section 2.4: with nothing but outgoing traffic it is essential to confirm that the
    /// other end lives, as it may be a black hole.
    public static final Dpd AGAINST_BLACK_HOLES = new Dpd(60, 10, true);

    public Dpd {
        if (intervalSeconds < 1 || retrySeconds < 1) {
            throw new IllegalArgumentException("dpd " + intervalSeconds + " " + retrySeconds);
        }
    }
}
