package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.crypto.EntropyRandom;
import io.culvert.engine.Entropy;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/// How AUTH is signed under method 14, RFC 7427 section 3: an AlgorithmIdentifier (appendix A) that goes with the signature.
public enum SignatureAlgorithm {
    RSA_SHA1(Family.RSA, 1, "300d06092a864886f70d0101050500", "SHA1withRSA"),
    RSA_SHA2_256(Family.RSA, 2, "300d06092a864886f70d01010b0500", "SHA256withRSA"),
    RSA_SHA2_384(Family.RSA, 3, "300d06092a864886f70d01010c0500", "SHA384withRSA"),
    RSA_SHA2_512(Family.RSA, 4, "300d06092a864886f70d01010d0500", "SHA512withRSA"),
    RSA_PSS_SHA2_256(Family.RSA_PSS, 2, pss("01", "20"), "SHA-256"),
    RSA_PSS_SHA2_384(Family.RSA_PSS, 3, pss("02", "30"), "SHA-384"),
    RSA_PSS_SHA2_512(Family.RSA_PSS, 4, pss("03", "40"), "SHA-512"),
    ECDSA_SHA2_256(Family.ECDSA, 2, "300a06082a8648ce3d040302", "SHA256withECDSA"),
    ECDSA_SHA2_384(Family.ECDSA, 3, "300a06082a8648ce3d040303", "SHA384withECDSA"),
    ECDSA_SHA2_512(Family.ECDSA, 4, "300a06082a8648ce3d040304", "SHA512withECDSA"),
    /// RFC 8420: the message is signed as it is, which the hash Identity stands for.
    ED25519(Family.ED25519, 5, "300506032b6570", "Ed25519"),
    ED448(Family.ED448, 5, "300506032b6571", "Ed448");

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
    private final int hash;
    private final Bytes identifier;
    private final String jdkName;

    SignatureAlgorithm(Family family, int hash, String identifier, String jdkName) {
        this.family = family;
        this.hash = hash;
        this.identifier = Bytes.hex(identifier);
        this.jdkName = jdkName;
    }

    /// RSASSA-PSS with one hash for message and mask and the salt as long as the hash, RFC 7427 appendix A.4.
    private static String pss(String hash, String salt) {
        String digest = "300d06096086480165030402" + hash + "0500";
        return "304106092a864886f70d01010a3034a00f"
                + digest
                + "a11c301a06092a864886f70d010108"
                + digest
                + "a2030201"
                + salt;
    }

    /// The number of its hash in the notification SIGNATURE_HASH_ALGORITHMS.
    public int hash() {
        return hash;
    }

    /// The DER of its AlgorithmIdentifier.
    public Bytes identifier() {
        return identifier;
    }

    public boolean isLegacy() {
        return this == RSA_SHA1;
    }

    /// Whether the algorithm goes with this key.
    boolean takes(Key key) {
        return family.takes(key);
    }

    /// The algorithm of an AlgorithmIdentifier; RSA parameters may be absent instead of NULL (RFC 4055 section 5 asks for
    /// leniency).
    static Optional<SignatureAlgorithm> of(Bytes identifier) {
        for (SignatureAlgorithm algorithm : values()) {
            if (identifier.equals(algorithm.identifier)
                    || identifier.equals(algorithm.withoutParameters())) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    private Bytes withoutParameters() {
        return family == Family.RSA
                ? Bytes.hex("300b").plus(identifier.slice(2, identifier.size() - 2))
                : identifier;
    }

    private Signature signature() throws GeneralSecurityException {
        if (family != Family.RSA_PSS) {
            return Signature.getInstance(jdkName);
        }
        var signature = Signature.getInstance("RSASSA-PSS");
        int saltOctets =
                switch (hash) {
                    case 2 -> 32;
                    case 3 -> 48;
                    default -> 64;
                };
        signature.setParameter(
                new PSSParameterSpec(
                        jdkName, "MGF1", new MGF1ParameterSpec(jdkName), saltOctets, 1));
        return signature;
    }

    /// The bare signature, without an AlgorithmIdentifier.
    public Bytes sign(PrivateKey key, Bytes octets, Entropy entropy) {
        try {
            return sign(signature(), key, octets, entropy);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with " + this, e);
        }
    }

    static Bytes sign(Signature signature, PrivateKey key, Bytes octets, Entropy entropy)
            throws GeneralSecurityException {
        signature.initSign(key, new EntropyRandom(entropy));
        signature.update(octets.toArray());
        return Bytes.of(signature.sign());
    }

    /// Whether the bare signature is right.
    public boolean verifies(PublicKey key, Bytes octets, Bytes signed) {
        try {
            return verifies(signature(), key, octets, signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("verifying with " + this, e);
        }
    }

    /// A signature or a key of the wrong shape verifies nothing.
    static boolean verifies(Signature signature, PublicKey key, Bytes octets, Bytes signed)
            throws GeneralSecurityException {
        try {
            signature.initVerify(key);
            signature.update(octets.toArray());
            return signature.verify(signed.toArray());
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        }
    }
}
