package io.culvert.ike.v2;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.wire.ike.AuthMethod;
import java.util.Optional;
import java.util.stream.Stream;

/// How an AUTH payload was signed: the older methods of RFC 7296 section 3.8, and those of RFC 7427, which say by an
/// AlgorithmIdentifier in DER (RFC 7427 appendix A, RFC 8420 section 3) what they are.
public enum SignatureScheme {
    /// Method 1. RFC 7296 section 3.8 has senders use SHA-1 there, and everyone does.
    RSA_SHA1(Credentials.KeyType.RSA, 1, ""),
    RSA_SHA2_256(Credentials.KeyType.RSA, 2, "300d06092a864886f70d01010b0500"),
    RSA_SHA2_384(Credentials.KeyType.RSA, 3, "300d06092a864886f70d01010c0500"),
    RSA_SHA2_512(Credentials.KeyType.RSA, 4, "300d06092a864886f70d01010d0500"),
    RSA_PSS_SHA2_256(
            Credentials.KeyType.RSA,
            2,
            "304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
                    + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120"),
    RSA_PSS_SHA2_384(
            Credentials.KeyType.RSA,
            3,
            "304106092a864886f70d01010a3034a00f300d06096086480165030402020500"
                    + "a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130"),
    RSA_PSS_SHA2_512(
            Credentials.KeyType.RSA,
            4,
            "304106092a864886f70d01010a3034a00f300d06096086480165030402030500"
                    + "a11c301a06092a864886f70d010108300d06096086480165030402030500a203020140"),
    ECDSA_SHA2_256(Credentials.KeyType.ECDSA_256, 2, "300a06082a8648ce3d040302"),
    ECDSA_SHA2_384(Credentials.KeyType.ECDSA_384, 3, "300a06082a8648ce3d040303"),
    ECDSA_SHA2_512(Credentials.KeyType.ECDSA_521, 4, "300a06082a8648ce3d040304"),
    ED25519(Credentials.KeyType.ED25519, 5, "300506032b6570"),
    ED448(Credentials.KeyType.ED448, 5, "300506032b6571"),
    /// Methods 9 to 11: curve and hash in one, RFC 4754 section 7.
    ECDSA_P256(Credentials.KeyType.ECDSA_256, 2, ""),
    ECDSA_P384(Credentials.KeyType.ECDSA_384, 3, ""),
    ECDSA_P521(Credentials.KeyType.ECDSA_521, 4, "");

    private final Credentials.KeyType keyType;
    private final int hashId;
    private final Bytes algorithmIdentifier;

    SignatureScheme(Credentials.KeyType keyType, int hashId, String algorithmIdentifier) {
        this.keyType = keyType;
        this.hashId = hashId;
        this.algorithmIdentifier = Bytes.hex(algorithmIdentifier);
    }

    public Credentials.KeyType keyType() {
        return keyType;
    }

    /// The hash in the registry of SIGNATURE_HASH_ALGORITHMS, RFC 7427 section 7; 5 is "Identity", RFC 8420.
    public int hashId() {
        return hashId;
    }

    public Bytes algorithmIdentifier() {
        return algorithmIdentifier;
    }

    /// Whether it is told by an AlgorithmIdentifier under method 14, and not by a method of its own.
    public boolean isIdentified() {
        return !algorithmIdentifier.isEmpty();
    }

    boolean isPss() {
        return this == RSA_PSS_SHA2_256 || this == RSA_PSS_SHA2_384 || this == RSA_PSS_SHA2_512;
    }

    /// The method of an AUTH payload.
    AuthMethod method() {
        return switch (this) {
            case RSA_SHA1 -> AuthMethod.RSA_SIGNATURE;
            case ECDSA_P256 -> AuthMethod.ECDSA_256;
            case ECDSA_P384 -> AuthMethod.ECDSA_384;
            case ECDSA_P521 -> AuthMethod.ECDSA_521;
            default -> AuthMethod.DIGITAL_SIGNATURE;
        };
    }

    /// Whether a key of this kind may sign so. Under method 14 the hash of an ECDSA signature need not have the size of the
    /// curve (RFC 7427 section 3).
    boolean takes(Credentials.KeyType key) {
        return key == keyType || isIdentified() && isEcdsa(key) && isEcdsa(keyType);
    }

    private static boolean isEcdsa(Credentials.KeyType key) {
        return key == Credentials.KeyType.ECDSA_256
                || key == Credentials.KeyType.ECDSA_384
                || key == Credentials.KeyType.ECDSA_521;
    }

    /// The scheme of an AlgorithmIdentifier. Of RSA the parameters may be absent instead of NULL, wherever they stand (RFC 4055
    /// sections 2.1 and 5 ask for leniency). SHA-1 is deliberately not among them.
    static Optional<SignatureScheme> ofIdentifier(Bytes algorithmIdentifier) {
        Bytes bare = bare(algorithmIdentifier);
        return Stream.of(values())
                .filter(SignatureScheme::isIdentified)
                .filter(scheme -> bare(scheme.algorithmIdentifier).equals(bare))
                .findFirst();
    }

    /// DER without the NULLs at the ends of sequences and without lengths of sequences, which differ with them. What is compared
    /// so is still told apart by its object identifiers and the salt.
    private static Bytes bare(Bytes der) {
        var out = new ByteWriter(der.size());
        bare(der.reader(), out);
        return out.toBytes();
    }

    private static void bare(ByteReader in, ByteWriter out) {
        while (in.left() > 0 && !in.failed()) {
            int tag = in.u8();
            Bytes body = in.bytes(in.u8());
            boolean isConstructed = (tag & 0x20) != 0;
            if (isConstructed) {
                out.u8(tag);
                bare(body.reader(), out);
                out.u8(0);
            } else if (tag != 5) {
                out.u8(tag).u8(body.size()).bytes(body);
            }
        }
    }
}
