package io.culvert.wire.ike;

/// The kind of an identity, RFC 7296 section 3.5.
public record IdType(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final IdType IPV4_ADDR = named(1, "ID_IPV4_ADDR");
    public static final IdType FQDN = named(2, "ID_FQDN");
    public static final IdType RFC822_ADDR = named(3, "ID_RFC822_ADDR");
    public static final IdType IPV6_ADDR = named(5, "ID_IPV6_ADDR");
    public static final IdType DER_ASN1_DN = named(9, "ID_DER_ASN1_DN");
    public static final IdType DER_ASN1_GN = named(10, "ID_DER_ASN1_GN");
    public static final IdType KEY_ID = named(11, "ID_KEY_ID");
    public static final IdType NULL = named(13, "ID_NULL");

    private static IdType named(int code, String name) {
        return new IdType(NAMES.name(code, name));
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
