package io.culvert.ike.v2.config;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;

/// A pre-shared key of a keyring. Its octets are what counts (RFC 7296 section 2.15); they need not be text, and then the
/// line writes their digits.
///
/// @param isHexadecimal whether the line does so
public record SharedKey(Secret octets, boolean isHexadecimal) {
    public static SharedKey ofText(String text) {
        return new SharedKey(Secret.of(Bytes.utf8(text)), false);
    }

    /// @param digits two for each octet
    public static SharedKey ofDigits(String digits) {
        return new SharedKey(Secret.of(Bytes.hex(digits)), true);
    }
}
