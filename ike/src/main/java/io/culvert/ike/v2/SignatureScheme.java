package io.culvert.ike.v2;

import io.culvert.base.Bytes;
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
    ED448(Credentials.KeyType.ED448, 5, "300506032b6571");

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

    /// The scheme of an AlgorithmIdentifier, octet for octet. SHA-1 is deliberately not among them.
    static Optional<SignatureScheme> ofIdentifier(Bytes algorithmIdentifier) {
        return Stream.of(values())
                .filter(scheme -> scheme != RSA_SHA1)
                .filter(scheme -> scheme.algorithmIdentifier.equals(algorithmIdentifier))
                .findFirst();
    }
}
