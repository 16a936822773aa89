package io.culvert.wire.ike;

/// What a payload is, RFC 7296 section 3.2.
public record PayloadType(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final PayloadType NONE = named(0, "none");
    public static final PayloadType SA = named(33, "SA");
    public static final PayloadType KE = named(34, "KE");
    public static final PayloadType ID_I = named(35, "IDi");
    public static final PayloadType ID_R = named(36, "IDr");
    public static final PayloadType CERT = named(37, "CERT");
    public static final PayloadType CERTREQ = named(38, "CERTREQ");
    public static final PayloadType AUTH = named(39, "AUTH");
    public static final PayloadType NONCE = named(40, "Nonce");
    public static final PayloadType NOTIFY = named(41, "N");
    public static final PayloadType DELETE = named(42, "D");
    public static final PayloadType VENDOR_ID = named(43, "V");
    public static final PayloadType TS_I = named(44, "TSi");
    public static final PayloadType TS_R = named(45, "TSr");
    public static final PayloadType SK = named(46, "SK");
    public static final PayloadType CP = named(47, "CP");
    public static final PayloadType EAP = named(48, "EAP");
    public static final PayloadType SKF = named(53, "SKF");

    private static PayloadType named(int code, String name) {
        return new PayloadType(NAMES.name(code, name));
    }

    /// Whether RFC 7296 section 3.2 or RFC 7383 defines the type, so that its critical bit means nothing.
    public boolean isKnown() {
        return code >= SA.code && code <= EAP.code || code == SKF.code;
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
