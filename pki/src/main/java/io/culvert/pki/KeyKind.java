package io.culvert.pki;

import java.util.List;
import java.util.Optional;

/// What kind of key a certificate is made for.
public sealed interface KeyKind {
    record Rsa(int bits) implements KeyKind {
        public Rsa {
            if (bits < Trustpoint.RsaKeyPair.BITS_MIN || bits > Trustpoint.RsaKeyPair.BITS_MAX) {
                throw new IllegalArgumentException("RSA key of " + bits + " bits");
            }
        }
    }

    /// One of the curves P-256, P-384 and P-521.
    record Ec(int bits) implements KeyKind {
        public static final List<Integer> SIZES = List.of(256, 384, 521);

        public Ec {
            if (!SIZES.contains(bits)) {
                throw new IllegalArgumentException("EC key of " + bits + " bits");
            }
        }
    }

    record Ed25519() implements KeyKind {}

    /// Where no configuration asks for a shorter one.
    int RSA_BITS_MIN = 1024;

    /// `rsa:BITS`, `ec:256`, `ec:384`, `ec:521` or `ed25519`.
    static Optional<KeyKind> parse(String text) {
        if (text.equals("ed25519")) {
            return Optional.of(new Ed25519());
        }
        if (!text.matches("(rsa|ec):[0-9]{3,5}")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(text.indexOf(':') + 1));
        if (text.startsWith("ec")) {
            return Ec.SIZES.contains(bits) ? Optional.of(new Ec(bits)) : Optional.empty();
        }
        return bits >= RSA_BITS_MIN && bits <= Trustpoint.RsaKeyPair.BITS_MAX
                ? Optional.of(new Rsa(bits))
                : Optional.empty();
    }
}
