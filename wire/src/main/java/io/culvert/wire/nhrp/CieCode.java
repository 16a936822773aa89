package io.culvert.wire.nhrp;

/// Answers about one client information entry, RFC 2332 sections 5.2.0.1, 5.2.2 and 5.2.4. Codes that are not named here pass
/// as numbers.
public final class CieCode {
    public static final int SUCCESS = 0;
    public static final int PROHIBITED = 4;
    public static final int INSUFFICIENT_RESOURCES = 5;

    /// What some routers send where [#NO_BINDING] is meant.
    public static final int NO_BINDING_DE_FACTO = 11;

    public static final int NO_BINDING = 12;
    public static final int NOT_UNIQUE = 13;
    public static final int ALREADY_REGISTERED = 14;

    private CieCode() {}
}
