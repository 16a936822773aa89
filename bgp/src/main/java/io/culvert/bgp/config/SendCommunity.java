package io.culvert.bgp.config;

/// `send-community`: which communities go to a neighbour. Extended ones hold the route targets of VPN routes.
public enum SendCommunity {
    STANDARD(true, false),
    EXTENDED(false, true),
    BOTH(true, true);

    private final boolean standard;
    private final boolean extended;

    SendCommunity(boolean standard, boolean extended) {
        this.standard = standard;
        this.extended = extended;
    }

    /// Whether communities (RFC 1997) and large communities (RFC 8092) are sent.
    public boolean standard() {
        return standard;
    }

    /// Whether extended communities (RFC 4360) are sent.
    public boolean extended() {
        return extended;
    }
}
