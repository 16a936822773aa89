package io.culvert.pki;

import java.util.List;

/// What came of validating a peer's certificate.
public sealed interface Validation {
    /// @param path from the peer's certificate up to, without, the authority
    /// @param warnings sentences about what is legacy and accepted all the same
    record Valid(
            Certificate leaf, List<Certificate> path, Certificate anchor, List<String> warnings)
            implements Validation {}

    /// @param sentence why, with the name of the certificate concerned
    record Refused(Reason reason, String sentence) implements Validation {}

    enum Reason {
        MALFORMED,
        UNKNOWN_AUTHORITY,
        EXPIRED,
        NOT_YET_VALID,
        REVOKED,
        REVOCATION_UNKNOWN,
        WEAK_KEY,
        WEAK_SIGNATURE,
        USAGE,
        PATH
    }
}
