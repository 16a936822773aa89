package io.culvert.wire.ike;

/// The protocol that a proposal, a notification or a deletion is about, RFC 7296 section 3.3.1.
public record ProtocolId(int code) {
    private static final CodeNames NAMES = new CodeNames();

    /// In a notification that is about no particular SA.
    public static final ProtocolId NONE = named(0, "none");

    public static final ProtocolId IKE = named(1, "IKE");
    public static final ProtocolId AH = named(2, "AH");
    public static final ProtocolId ESP = named(3, "ESP");

    private static ProtocolId named(int code, String name) {
        return new ProtocolId(NAMES.name(code, name));
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
