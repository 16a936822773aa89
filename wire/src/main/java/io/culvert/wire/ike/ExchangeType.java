package io.culvert.wire.ike;

/// The exchange that a message belongs to, RFC 7296 section 3.1.
public record ExchangeType(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final ExchangeType IKE_SA_INIT = named(34, "IKE_SA_INIT");
    public static final ExchangeType IKE_AUTH = named(35, "IKE_AUTH");
    public static final ExchangeType CREATE_CHILD_SA = named(36, "CREATE_CHILD_SA");
    public static final ExchangeType INFORMATIONAL = named(37, "INFORMATIONAL");
    public static final ExchangeType IKE_SESSION_RESUME = named(38, "IKE_SESSION_RESUME");
    public static final ExchangeType IKE_INTERMEDIATE = named(43, "IKE_INTERMEDIATE");
    public static final ExchangeType IKE_FOLLOWUP_KE = named(44, "IKE_FOLLOWUP_KE");

    private static ExchangeType named(int code, String name) {
        return new ExchangeType(NAMES.name(code, name));
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
