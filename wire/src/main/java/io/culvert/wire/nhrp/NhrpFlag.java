package io.culvert.wire.nhrp;

/// Bits of the flags field: RFC 2332 sections 5.2.1 (resolution), 5.2.3 (registration) and 5.2.5 (purge).
public final class NhrpFlag {
    public static final int REQUESTER_IS_ROUTER = 0x8000;
    public static final int AUTHORITATIVE = 0x4000;
    public static final int DESTINATION_STABLE = 0x2000;
    public static final int UNIQUE = 0x1000;
    public static final int SOURCE_STABLE = 0x0800;

    /// De facto: the sender knows the NAT extension.
    public static final int NAT = 0x0002;

    /// In a registration, where it has another place than in a resolution.
    public static final int REGISTRATION_UNIQUE = 0x8000;

    /// In a purge.
    public static final int NO_REPLY = 0x8000;

    private NhrpFlag() {}
}
