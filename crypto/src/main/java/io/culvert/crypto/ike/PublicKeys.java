package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;

/// Who does the public-key work of IKE. A peer never sees which library it was: values have the same form, and each
/// takes what the others made. The methods are called in jobs, by several threads at once.
public interface PublicKeys {
    /// @param operation what IKE calls it
    /// @param library what does it, with its version
    record Row(String operation, String library) {}

    /// How a signature is made, in the words of `java.security.Signature`.
    ///
    /// @param parameters of RSASSA-PSS
    record Algorithm(String name, Optional<PSSParameterSpec> parameters) {}

    /// Makes a fresh private value.
    KeyExchange generate(KeyExchangeMethod method, Entropy entropy);

    /// What whoever answers a key exchange comes to: our public value, and the shared secret or why the peer's value is refused.
    record Answer(Bytes publicValue, Parse<Secret> shared) {}

    /// Makes a fresh private value and uses it at once.
    default Answer answer(KeyExchangeMethod method, Entropy entropy, Bytes peer) {
        KeyExchange exchange = generate(method, entropy);
        return new Answer(exchange.publicValue(), exchange.agree(peer));
    }

    /// A signature that waits for the octets.
    ///
    /// @throws InvalidKeyException if no library takes the key for this algorithm
    Signature signer(Algorithm algorithm, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException;

    /// A verification that waits for the octets.
    ///
    /// @throws InvalidKeyException if no library takes the key for this algorithm
    Signature verifier(Algorithm algorithm, PublicKey key) throws GeneralSecurityException;

    /// Whether a signature is right. A signature or a key of the wrong shape verifies nothing, whichever library it is.
    default boolean verifies(Algorithm algorithm, PublicKey key, Bytes octets, Bytes signed) {
        if (!EcdsaShape.fits(algorithm, key, signed)) {
            return false;
        }
        try {
            Signature signature = verifier(algorithm, key);
            signature.update(octets.toArray());
            return signature.verify(signed.toArray());
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("verifying with " + algorithm.name(), e);
        }
    }

    /// The name of the provider that checks the signatures of certificates; empty for the JDK's own choice.
    String pathProvider();

    /// The same ladder with one library asked for. What that has not is done by the JDK.
    default PublicKeys on(PublicKeyLibrary library) {
        return this;
    }

    /// What was looked for on this machine, from the top of the ladder; none where there is only the JDK.
    default List<PublicKeyRung> rungs() {
        return List.of();
    }

    /// For `show crypto engine`.
    List<Row> rows();
}
