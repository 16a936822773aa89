package io.culvert.dataplane;

/// How often a router does what others can make it do. All its planes take from the same, so that more workers do not make it do more.
final class RateLimits {
    /// ICMP errors a second, and in one burst (RFC 1812 section 4.3.2.8 asks for a limit).
    static final int ICMP_ERRORS_PER_SECOND = 1000;

    static final int ICMP_ERRORS_BURST = 100;

    /// Reports of unknown SPIs to the control side.
    static final int SPI_REPORTS_PER_SECOND = 10;

    final TokenBucket icmpErrors = new TokenBucket(ICMP_ERRORS_PER_SECOND, ICMP_ERRORS_BURST);
    final TokenBucket spiReports = new TokenBucket(SPI_REPORTS_PER_SECOND, SPI_REPORTS_PER_SECOND);
    final TokenBucket endpoints =
            new TokenBucket(Redirects.ENDPOINTS_PER_SECOND, Redirects.ENDPOINTS_PER_SECOND);
    final WindowLimit redirects = new WindowLimit(Redirects.TOLD_MAX, Redirects.WINDOW_NANOS);
}
