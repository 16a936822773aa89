package io.culvert.ike.v2.config;

/// `dpd INTERVAL RETRY on-demand|periodic`.
///
/// @param intervalSeconds silence that makes us ask
/// @param retrySeconds time between the repetitions of a question without answer
/// @param isOnDemand ask only when we have sent traffic and nothing came back
public record Dpd(int intervalSeconds, int retrySeconds, boolean isOnDemand) {
    public Dpd {
        if (intervalSeconds < 1 || retrySeconds < 1) {
            throw new IllegalArgumentException("dpd " + intervalSeconds + " " + retrySeconds);
        }
    }
}
