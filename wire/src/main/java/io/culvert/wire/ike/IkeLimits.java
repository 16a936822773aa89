package io.culvert.wire.ike;

/// The most that a message of a stranger may hold.
public final class IkeLimits {
    /// Octets of one message, after reassembly.
    public static final int MESSAGE_MAX = 65_535;

    /// Payloads in one chain.
    public static final int PAYLOADS_MAX = 256;

    public static final int PROPOSALS_MAX = 32;
    public static final int TRANSFORMS_MAX = 64;
    public static final int TRANSFORM_ATTRIBUTES_MAX = 8;
    public static final int SELECTORS_MAX = 64;
    public static final int CERTIFICATES_MAX = 10;
    public static final int CONFIG_ATTRIBUTES_MAX = 2048;

    /// Nonces have 16 to 256 octets, RFC 7296 section 3.9.
    public static final int NONCE_MIN = 16;

    public static final int NONCE_MAX = 256;

    private IkeLimits() {}
}
