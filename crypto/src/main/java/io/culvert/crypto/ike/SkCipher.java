package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;

/// Protects the Encrypted payload of one direction of an IKE SA (RFC 7296 section 3.14) or its fragments (RFC 7383 section
/// 2.5).
///
/// What stands before the IV in the message is handed in as `prefix`: the IKE header, any payloads in the clear, and the
/// generic header of the Encrypted payload with, for a fragment, its two numbers. It must be final, lengths included;
/// [#sealedOctets] says how long the rest will be. Make one sealing object per direction and SA and keep it: the counter that
/// keeps nonces apart lives in it.
public interface SkCipher {
    /// Octets of IV, ciphertext and tag for inner payloads of this length.
    int sealedOctets(int innerOctets);

    /// IV, ciphertext and tag for the inner payloads.
    Bytes seal(Bytes prefix, Bytes inner);

    /// The inner payloads, or why they cannot be had. A wrong tag and a wrong pad are one and the same answer.
    ///
    /// @param sealed all that follows the prefix
    Parse<Bytes> open(Bytes prefix, Bytes sealed);

    /// @param encryptionKey SK_ei or SK_er, for a combined-mode cipher with its salt
    /// @param integrityKey SK_ai or SK_ar
    static SkCipher of(IkeSuite suite, Secret encryptionKey, Secret integrityKey, Entropy entropy) {
        return suite.encryption().isAead()
                ? new SkAead(suite.encryption(), encryptionKey)
                : new SkCbcHmac(
                        suite.encryption(),
                        suite.integrity(),
                        encryptionKey,
                        integrityKey,
                        entropy);
    }

    /// What the initiator seals and the responder opens.
    static SkCipher fromInitiator(IkeSuite suite, IkeKeys keys, Entropy entropy) {
        return of(suite, keys.ei(), keys.ai(), entropy);
    }

    /// What the responder seals and the initiator opens.
    static SkCipher fromResponder(IkeSuite suite, IkeKeys keys, Entropy entropy) {
        return of(suite, keys.er(), keys.ar(), entropy);
    }
}
