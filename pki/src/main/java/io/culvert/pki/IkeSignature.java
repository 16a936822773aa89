package io.culvert.pki;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Invariant;
import io.culvert.engine.Entropy;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.util.List;
import java.util.Optional;

/// AUTH by signature: RFC 7296 section 2.15, RFC 4754, RFC 7427.
public final class IkeSignature {
    /// RSASSA-PKCS1-v1_5 with SHA-1 as everyone does it, RFC 7296 section 3.8.
    public static final int METHOD_RSA = 1;

    public static final int METHOD_ECDSA_256 = 9;
    public static final int METHOD_ECDSA_384 = 10;
    public static final int METHOD_ECDSA_521 = 11;
    public static final int METHOD_DIGITAL_SIGNATURE = 14;

    /// The hashes to announce in SIGNATURE_HASH_ALGORITHMS: SHA2-256, SHA2-384, SHA2-512, Identity.
    public static final List<Integer> HASHES = List.of(2, 3, 4, 5);

    private IkeSignature() {}

    /// The two parts of an AUTH payload.
    public record Auth(int method, Bytes data) {}

    public sealed interface Outcome {
        /// @param warning a sentence if the algorithm is legacy
        record Verified(String algorithm, Optional<String> warning) implements Outcome {}

        record Refused(String sentence) implements Outcome {}
    }

    /// Signs with method 14 if the peer announced a hash that goes with our key, and with the key's own older method if not;
    /// empty if the key has none.
    ///
    /// @param peerHashes the numbers of the peer's SIGNATURE_HASH_ALGORITHMS, empty if it sent none
    public static Optional<Auth> sign(
            PrivateKey key, List<Integer> peerHashes, Bytes octets, Entropy entropy) {
        Optional<SignatureAlgorithm> algorithm = choose(key, peerHashes);
        if (algorithm.isPresent()) {
            return Optional.of(sign(key, algorithm.get(), octets, entropy));
        }
        if (key.getAlgorithm().equals("RSA")) {
            return Optional.of(
                    new Auth(METHOD_RSA, SignatureAlgorithm.RSA_SHA1.sign(key, octets, entropy)));
        }
        return key instanceof ECKey ecKey
                ? signEcdsa(key, fieldBits(ecKey), octets, entropy)
                : Optional.empty();
    }

    /// The first algorithm that takes the key and whose hash the peer announced; for ECDSA the hash of the curve's size comes
    /// first, for the weaker of the two is all there is (RFC 7427 sections 4 and 6).
    static Optional<SignatureAlgorithm> choose(PrivateKey key, List<Integer> peerHashes) {
        if (!(key instanceof ECKey ecKey)) {
            return firstOf(key, peerHashes);
        }
        int fitting = fieldBits(ecKey) <= 256 ? 2 : fieldBits(ecKey) <= 384 ? 3 : 4;
        List<Integer> best = peerHashes.stream().filter(hash -> hash == fitting).toList();
        return firstOf(key, best).or(() -> firstOf(key, peerHashes));
    }

    private static Optional<SignatureAlgorithm> firstOf(PrivateKey key, List<Integer> peerHashes) {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (!algorithm.isLegacy()
                    && algorithm.takes(key)
                    && peerHashes.contains(algorithm.hash())) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /// Signs with method 14: length and octets of the AlgorithmIdentifier, then the signature (RFC 7427 section 3).
    public static Auth sign(
            PrivateKey key, SignatureAlgorithm algorithm, Bytes octets, Entropy entropy) {
        Invariant.hold(algorithm.takes(key), "the algorithm takes the key");
        Bytes identifier = algorithm.identifier();
        var data =
                new ByteWriter()
                        .u8(identifier.size())
                        .bytes(identifier)
                        .bytes(algorithm.sign(key, octets, entropy));
        return new Auth(METHOD_DIGITAL_SIGNATURE, data.toBytes());
    }

    /// Verifies a peer's AUTH and says which algorithm it was.
    public static Outcome verify(PublicKey key, Auth auth, Bytes octets) {
        return switch (auth.method()) {
            case METHOD_RSA -> verifyRsa(key, auth.data(), octets);
            case METHOD_ECDSA_256 -> verifyEcdsa(key, 256, auth.data(), octets);
            case METHOD_ECDSA_384 -> verifyEcdsa(key, 384, auth.data(), octets);
            case METHOD_ECDSA_521 -> verifyEcdsa(key, 521, auth.data(), octets);
            case METHOD_DIGITAL_SIGNATURE -> verifyDigital(key, auth.data(), octets);
            default -> new Outcome.Refused("AUTH method " + auth.method() + " is no signature");
        };
    }

    /// Method 1 names no hash. SHA-1 is what RFC 7296 section 3.8 asks of senders; the others are for peers that know better.
    private static Outcome verifyRsa(PublicKey key, Bytes signed, Bytes octets) {
        if (!key.getAlgorithm().equals("RSA")) {
            return new Outcome.Refused("AUTH method 1 with a key that is not RSA");
        }
        if (SignatureAlgorithm.RSA_SHA1.verifies(key, octets, signed)) {
            return new Outcome.Verified(
                    "RSA_SHA1",
                    Optional.of("the peer signed with RSA and SHA-1 (method 1), which is legacy"));
        }
        for (SignatureAlgorithm algorithm :
                List.of(
                        SignatureAlgorithm.RSA_SHA2_256,
                        SignatureAlgorithm.RSA_SHA2_384,
                        SignatureAlgorithm.RSA_SHA2_512)) {
            if (algorithm.verifies(key, octets, signed)) {
                return new Outcome.Verified(algorithm.name(), Optional.empty());
            }
        }
        return wrong("RSA");
    }

    private static Outcome.Refused wrong(String algorithm) {
        return new Outcome.Refused("the signature (" + algorithm + ") does not verify");
    }

    private static Outcome verifyDigital(PublicKey key, Bytes data, Bytes octets) {
        var in = data.reader();
        Bytes identifier = in.bytes(in.u8());
        Bytes signed = in.rest();
        if (in.failed()) {
            return new Outcome.Refused("AUTH data of method 14 is cut short");
        }
        Optional<SignatureAlgorithm> algorithm = SignatureAlgorithm.of(identifier);
        if (algorithm.isEmpty()) {
            return new Outcome.Refused("unknown signature algorithm " + identifier);
        }
        if (algorithm.get().isLegacy()) {
            return new Outcome.Refused("method 14 with SHA-1 (RFC 8247 section 3.2)");
        }
        if (!algorithm.get().takes(key)) {
            return new Outcome.Refused(
                    algorithm.get() + " with a key of kind " + key.getAlgorithm());
        }
        return algorithm.get().verifies(key, octets, signed)
                ? new Outcome.Verified(algorithm.get().name(), Optional.empty())
                : wrong(algorithm.get().name());
    }

    private static int fieldBits(ECKey key) {
        return key.getParams().getCurve().getField().getFieldSize();
    }

    /// Methods 9 to 11 fix curve and hash, and write r | s (RFC 4754 section 7).
    private static Signature ecdsa(int fieldBits) throws GeneralSecurityException {
        return Signature.getInstance(
                "SHA" + (fieldBits == 521 ? 512 : fieldBits) + "withECDSAinP1363Format");
    }

    private static Optional<Auth> signEcdsa(
            PrivateKey key, int fieldBits, Bytes octets, Entropy entropy) {
        int method =
                switch (fieldBits) {
                    case 256 -> METHOD_ECDSA_256;
                    case 384 -> METHOD_ECDSA_384;
                    case 521 -> METHOD_ECDSA_521;
                    default -> 0;
                };
        if (method == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Auth(
                            method,
                            SignatureAlgorithm.sign(ecdsa(fieldBits), key, octets, entropy)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with ECDSA", e);
        }
    }

    private static Outcome verifyEcdsa(PublicKey key, int fieldBits, Bytes signed, Bytes octets) {
        if (!(key instanceof ECKey ecKey) || fieldBits(ecKey) != fieldBits) {
            return new Outcome.Refused("ECDSA-" + fieldBits + " with a key of another kind");
        }
        try {
            return SignatureAlgorithm.verifies(ecdsa(fieldBits), key, octets, signed)
                    ? new Outcome.Verified("ECDSA_" + fieldBits, Optional.empty())
                    : wrong("ECDSA-" + fieldBits);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("verifying with ECDSA", e);
        }
    }
}
