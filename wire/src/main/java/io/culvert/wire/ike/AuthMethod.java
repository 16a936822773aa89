package io.culvert.wire.ike;

/// How the AUTH payload proves an identity, RFC 7296 section 3.8 and RFC 7427.
public record AuthMethod(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final AuthMethod RSA_SIGNATURE = named(1, "RSA Digital Signature");
    public static final AuthMethod SHARED_KEY = named(2, "Shared Key Message Integrity Code");
    public static final AuthMethod ECDSA_256 = named(9, "ECDSA with SHA-256 on the P-256 curve");
    public static final AuthMethod ECDSA_384 = named(10, "ECDSA with SHA-384 on the P-384 curve");
    public static final AuthMethod ECDSA_521 = named(11, "ECDSA with SHA-512 on the P-521 curve");
    public static final AuthMethod NULL = named(13, "NULL Authentication");
    public static final AuthMethod DIGITAL_SIGNATURE = named(14, "Digital Signature");

    private static AuthMethod named(int code, String name) {
        return new AuthMethod(NAMES.name(code, name));
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
