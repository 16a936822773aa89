package io.culvert.wire.ike;

/// The four turns of the configuration payload, RFC 7296 section 3.15.
public record ConfigType(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final ConfigType REQUEST = named(1, "CFG_REQUEST");
    public static final ConfigType REPLY = named(2, "CFG_REPLY");
    public static final ConfigType SET = named(3, "CFG_SET");
    public static final ConfigType ACK = named(4, "CFG_ACK");

    private static ConfigType named(int code, String name) {
        return new ConfigType(NAMES.name(code, name));
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
