package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import java.util.List;
import java.util.Optional;

/// The certificates that IKE works with. The methods answer at once; what takes long hides in [Own] and [Validator], which
/// are called only inside [IkeEffect.Compute] and must not change any more once they were handed out.
public interface Credentials {
    /// Our certificate under a trustpoint, if there is one.
    Optional<Own> own(String trustpoint);

    /// For CERTREQ: SHA-1 of the SubjectPublicKeyInfo of the authorities of these trustpoints, RFC 7296 section 3.7.
    List<Bytes> authorityKeyHashes(List<String> trustpoints);

    /// A distinguished name as IOS prints it: `cn=R1-HUB.cisco.com,ou=FLEX,...`.
    String text(Bytes distinguishedName);

    /// Whether the certificate map holds for the certificate; a map that does not exist holds for none.
    boolean matches(String certificateMap, PeerCertificate certificate);

    /// A validator that trusts the authorities of these trustpoints, with their revocation lists of now.
    Validator validator(List<String> trustpoints);

    /// Our certificate and its key.
    interface Own {
        /// Subject in DER, the body of ID_DER_ASN1_DN.
        Bytes subject();

        /// Certificates in DER: ours, then towards the authority, without a self-signed one.
        List<Bytes> chain();

        KeyType keyType();

        /// The issuers' key hashes of the chain, to be compared with the CERTREQ of a peer.
        List<Bytes> issuerKeyHashes();

        Bytes sign(SignatureScheme scheme, Bytes octets);
    }

    /// Slow checks of a peer's certificate.
    interface Validator {
        /// Builds a path from the first certificate to an authority and checks it, RFC 4945 and RFC 5280.
        ///
        /// @param certificates as they came: the peer's first, then others in any order
        Verdict validate(List<Bytes> certificates);
    }

    /// Checks what was signed with the key of a certificate, which is read once for that and its path.
    interface Verifier {
        boolean verify(SignatureScheme scheme, Bytes octets, Bytes signature);
    }

    enum KeyType {
        RSA,
        ECDSA_256,
        ECDSA_384,
        ECDSA_521,
        ED25519,
        ED448
    }

    /// What came of a path.
    sealed interface Verdict {
        record Trusted(PeerCertificate certificate, Verifier verifier) implements Verdict {}

        /// @param reason one sentence: which check failed, on which certificate
        /// @param remedy what to change, with the line of configuration where there is one
        record Refused(String reason, String remedy) implements Verdict {}
    }
}
