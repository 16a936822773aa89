package io.culvert.wire.ike;

/// What a transform decides, RFC 7296 section 3.3.2; names of types 4 and 5 after RFC 9370 and RFC 9827.
public record TransformType(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final TransformType ENCRYPTION = named(1, "ENCR");
    public static final TransformType PRF = named(2, "PRF");
    public static final TransformType INTEGRITY = named(3, "INTEG");
    public static final TransformType KEY_EXCHANGE = named(4, "KE");
    public static final TransformType SEQUENCE_NUMBERS = named(5, "SN");

    private static TransformType named(int code, String name) {
        return new TransformType(NAMES.name(code, name));
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
