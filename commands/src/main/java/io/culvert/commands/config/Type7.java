package io.culvert.commands.config;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import java.util.Locale;
import java.util.Optional;

/// Passwords of type 7, as `service password-encryption` writes them. They are hidden from a glance, not encrypted: each octet
/// is combined with the next character of a text that everybody knows, and the first two digits say where to begin in it.
final class Type7 {
    private static final String KEY = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";

    private Type7() {}

    static Optional<Secret> reveal(String text) {
        if (!text.matches("[0-9]{2}([0-9A-Fa-f]{2})+")) {
            return Optional.empty();
        }
        byte[] octets = Bytes.hex(text.substring(2)).toArray();
        combine(octets, offset(text));
        return Optional.of(Secret.of(Bytes.of(octets)));
    }

    /// Where a hidden password begins in the text that everybody knows.
    static int offset(String text) {
        return Integer.parseInt(text.substring(0, 2));
    }

    static String hide(Secret secret, int offset) {
        byte[] octets = secret.toArray();
        combine(octets, offset);
        return "%02d%s".formatted(offset, Bytes.of(octets).toString().toUpperCase(Locale.ROOT));
    }

    private static void combine(byte[] octets, int offset) {
        for (int i = 0; i < octets.length; i++) {
            octets[i] ^= (byte) KEY.charAt((offset + i) % KEY.length());
        }
    }
}
