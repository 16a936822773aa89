package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.crypto.EntropyRandom;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.engine.Entropy;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/// How AUTH is signed: RFC 7296 section 3.8, RFC 4754, RFC 7427 and RFC 8420. What says on the wire which it is belongs to IKE.
public enum SignatureAlgorithm {
    RSA_SHA1(Family.RSA, "SHA1withRSA"),
    RSA_SHA2_256(Family.RSA, "SHA256withRSA"),
    RSA_SHA2_384(Family.RSA, "SHA384withRSA"),
    RSA_SHA2_512(Family.RSA, "SHA512withRSA"),
    RSA_PSS_SHA2_256(Family.RSA_PSS, "SHA-256"),
    RSA_PSS_SHA2_384(Family.RSA_PSS, "SHA-384"),
    RSA_PSS_SHA2_512(Family.RSA_PSS, "SHA-512"),
    ECDSA_SHA2_256(Family.ECDSA, "SHA256withECDSA"),
    ECDSA_SHA2_384(Family.ECDSA, "SHA384withECDSA"),
    ECDSA_SHA2_512(Family.ECDSA, "SHA512withECDSA"),
    /// RFC 8420: the message is signed as it is, which the hash Identity stands for.
    ED25519(Family.ED25519, "Ed25519"),
    ED448(Family.ED448, "Ed448"),
    /// The methods 9 to 11, which write r and s one behind the other (RFC 4754 section 7).
    ECDSA_P256(Family.ECDSA, "SHA256withECDSAinP1363Format"),
    ECDSA_P384(Family.ECDSA, "SHA384withECDSAinP1363Format"),
    ECDSA_P521(Family.ECDSA, "SHA512withECDSAinP1363Format");

    /// What kind of key an algorithm takes.
    enum Family {
        RSA,
        RSA_PSS,
        ECDSA,
        ED25519,
        ED448;

        boolean takes(Key key) {
            String name =
                    key instanceof EdECKey edKey ? edKey.getParams().getName() : key.getAlgorithm();
            return switch (this) {
                case RSA -> name.equals("RSA");
                case RSA_PSS -> name.equals("RSA") || name.equals("RSASSA-PSS");
                case ECDSA -> name.equals("EC");
                case ED25519 -> name.equals("Ed25519");
                case ED448 -> name.equals("Ed448");
            };
        }
    }

    private final Family family;
    private final String jdkName;

    SignatureAlgorithm(Family family, String jdkName) {
        this.family = family;
        this.jdkName = jdkName;
    }

    /// Whether the algorithm goes with this key.
    boolean takes(Key key) {
        return family.takes(key);
    }

    private PublicKeys.Algorithm algorithm() {
        if (family != Family.RSA_PSS) {
            return new PublicKeys.Algorithm(jdkName, Optional.empty());
        }
        // RFC 7427 appendix A.4: one hash for message and mask, and a salt as long as the hash.
        int saltOctets = Integer.parseInt(jdkName.substring(jdkName.length() - 3)) / 8;
        return new PublicKeys.Algorithm(
                "RSASSA-PSS",
                Optional.of(
                        new PSSParameterSpec(
                                jdkName, "MGF1", new MGF1ParameterSpec(jdkName), saltOctets, 1)));
    }

    /// The bare signature, without an AlgorithmIdentifier.
    ///
    /// @param by does the work
    public Bytes sign(PublicKeys by, PrivateKey key, Bytes octets, Entropy entropy) {
        try {
            Signature signature = by.signer(algorithm(), key, new EntropyRandom(entropy));
            signature.update(octets.toArray());
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with " + this, e);
        }
    }

    /// Whether the bare signature is right. A signature or a key of the wrong shape verifies nothing.
    ///
    /// @param by does the work
    public boolean verifies(PublicKeys by, PublicKey key, Bytes octets, Bytes signed) {
        return by.verifies(algorithm(), key, octets, signed);
    }
}
