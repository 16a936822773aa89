package io.culvert.crypto.ike;

import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import java.util.Optional;

/// What was agreed for an IKE SA. A combined-mode cipher stands without an integrity algorithm (RFC 5282 section 8).
public record IkeSuite(
        Encryption encryption, Prf prf, Integrity integrity, KeyExchangeMethod keyExchange) {
    public IkeSuite {
        if (!fit(encryption, integrity)) {
            throw new IllegalArgumentException(encryption + " with " + integrity);
        }
    }

    private static boolean fit(Encryption encryption, Integrity integrity) {
        return encryption.isForIke() && encryption.isAead() == (integrity == Integrity.NONE);
    }

    /// The suite of four algorithms; empty where cipher and integrity do not go together.
    public static Optional<IkeSuite> of(
            Encryption encryption, Prf prf, Integrity integrity, KeyExchangeMethod keyExchange) {
        return fit(encryption, integrity)
                ? Optional.of(new IkeSuite(encryption, prf, integrity, keyExchange))
                : Optional.empty();
    }

    /// Octets of the tag that ends the Encrypted payload.
    public int icvOctets() {
        return encryption.isAead() ? encryption.tagOctets() : integrity.icvOctets();
    }

    /// Octets of SK_ei and of SK_er: the key and, for a combined-mode cipher, the salt (RFC 5282 section 7.1).
    public int encryptionKeyOctets() {
        return encryption.keyOctets() + encryption.saltOctets();
    }
}
