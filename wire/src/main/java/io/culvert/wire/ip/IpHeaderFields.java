package io.culvert.wire.ip;

/// What a sender chooses of an IP header besides addresses and protocol. IPv6 has no identification and never fragments
/// on the way, so it ignores the last two.
///
/// @param trafficClass DSCP and ECN, RFC 2474 section 3
/// @param hopLimit TTL or hop limit
/// @param identification RFC 791 section 3.2; RFC 6864 lets it be anything in a packet with DF
public record IpHeaderFields(
        int trafficClass, int hopLimit, boolean dontFragment, int identification) {
    /// Network control, class selector 6: what a router's own protocols carry (RFC 4594 section 3.1).
    public static final int NETWORK_CONTROL = 0xC0;

    public static final IpHeaderFields DEFAULT = new IpHeaderFields(0, 255, false, 0);

    public IpHeaderFields {
        if (trafficClass < 0
                || trafficClass > 255
                || hopLimit < 0
                || hopLimit > 255
                || identification < 0
                || identification > 0xFFFF) {
            throw new IllegalArgumentException(
                    "IP header fields: %d %d %d".formatted(trafficClass, hopLimit, identification));
        }
    }
}
