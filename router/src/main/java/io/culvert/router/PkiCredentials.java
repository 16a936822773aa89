package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.engine.Entropy;
import io.culvert.ike.v2.Credentials;
import io.culvert.ike.v2.PeerCertificate;
import io.culvert.ike.v2.SignatureScheme;
import io.culvert.pki.AlternativeName;
import io.culvert.pki.Certificate;
import io.culvert.pki.CertificateMatcher;
import io.culvert.pki.Credential;
import io.culvert.pki.DistinguishedName;
import io.culvert.pki.PathValidator;
import io.culvert.pki.SignatureAlgorithm;
import io.culvert.pki.Trust;
import io.culvert.pki.Validation;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Shows IKE the certificates of the trustpoints, in IKE's own terms.
final class PkiCredentials implements Credentials {
    private final Works works;

    PkiCredentials(Works works) {
        this.works = works;
    }

    @Override
    public Optional<Own> own(String trustpoint) {
        return works.setup
                .certificates()
                .credential(trustpoint)
                .map(
                        credential ->
                                new OwnCertificate(
                                        credential,
                                        trusts(List.of(trustpoint)),
                                        works.setup.entropy(),
                                        works.publicKeys()));
    }

    private List<Trust> trusts(List<String> trustpoints) {
        var trusts = new ArrayList<Trust>();
        for (String name : trustpoints) {
            works.config
                    .pki()
                    .trustpoints()
                    .get(name)
                    .flatMap(works.setup.certificates()::trust)
                    .ifPresent(trusts::add);
        }
        return trusts;
    }

    @Override
    public List<Bytes> authorityKeyHashes(List<String> trustpoints) {
        return trusts(trustpoints).stream()
                .flatMap(trust -> trust.anchors().stream())
                .map(Certificate::keyHash)
                .distinct()
                .toList();
    }

    @Override
    public String text(Bytes distinguishedName) {
        return DistinguishedName.parseDer(distinguishedName)
                .toOptional()
                .map(DistinguishedName::toString)
                .orElseGet(distinguishedName::toHex);
    }

    @Override
    public boolean matches(String certificateMap, PeerCertificate peer) {
        return works.config
                .pki()
                .maps()
                .get(certificateMap)
                .filter(
                        map ->
                                Certificate.parse(peer.der())
                                        .toOptional()
                                        .filter(
                                                certificate ->
                                                        CertificateMatcher.matches(
                                                                map, certificate))
                                        .isPresent())
                .isPresent();
    }

    @Override
    public Validator validator(List<String> trustpoints) {
        List<Trust> trusts = trusts(trustpoints);
        Instant wall = works.setup.wallClock(works.pump.now());
        String names = String.join(", ", trustpoints);
        return new PathCheck(trusts, wall, names, works.publicKeys());
    }

    private record OwnCertificate(
            Credential credential, List<Trust> trusts, Entropy entropy, PublicKeys publicKeys)
            implements Own {
        @Override
        public Bytes subject() {
            return credential.certificate().subject().der();
        }

        @Override
        public List<Bytes> chain() {
            return credential.chain().stream().map(Certificate::der).toList();
        }

        @Override
        public KeyType keyType() {
            return typeOf(credential.key()).orElse(KeyType.RSA);
        }

        @Override
        public List<Bytes> issuerKeyHashes() {
            return trusts.stream()
                    .flatMap(trust -> trust.anchors().stream())
                    .filter(
                            anchor ->
                                    credential.chain().stream()
                                            .anyMatch(
                                                    each ->
                                                            anchor.subject()
                                                                    .matches(each.issuer())))
                    .map(Certificate::keyHash)
                    .toList();
        }

        @Override
        public Bytes sign(SignatureScheme scheme, Bytes octets) {
            return SignatureAlgorithm.valueOf(scheme.name())
                    .sign(publicKeys, credential.key(), octets, entropy);
        }
    }

    /// Tries each trustpoint; when none trusts the peer, the reason of the one that came furthest is told.
    private record PathCheck(List<Trust> trusts, Instant wall, String names, PublicKeys publicKeys)
            implements Validator {
        @Override
        public Verdict validate(List<Bytes> certificates) {
            Optional<Validation.Refused> refusal = Optional.empty();
            for (Trust trust : trusts) {
                switch (PathValidator.validate(
                        certificates, trust, wall, publicKeys.pathProvider())) {
                    case Validation.Valid valid -> {
                        return peer(valid.leaf())
                                .<Verdict>map(
                                        peer ->
                                                new Verdict.Trusted(
                                                        peer,
                                                        new LeafKey(
                                                                valid.leaf().publicKey(),
                                                                publicKeys)))
                                .orElse(
                                        new Verdict.Refused(
                                                "the key of "
                                                        + valid.leaf().subject()
                                                        + " is of no kind that IKE uses here",
                                                "give the peer an RSA, ECDSA or EdDSA certificate"));
                    }
                    case Validation.Refused refused -> {
                        if (refusal.isEmpty()
                                || refusal.get().reason() == Validation.Reason.UNKNOWN_AUTHORITY) {
                            refusal = Optional.of(refused);
                        }
                    }
                }
            }
            return refusal.map(this::explain)
                    .orElse(
                            new Verdict.Refused(
                                    "trustpoint " + names + " has no certificate of an authority",
                                    "authenticate the trustpoint, or put the authority's certificate into pki/ca.pem"));
        }

        private Verdict.Refused explain(Validation.Refused refused) {
            return new Verdict.Refused(
                    refused.sentence(),
                    switch (refused.reason()) {
                        case UNKNOWN_AUTHORITY ->
                                "have the peer enrol with an authority of trustpoint "
                                        + names
                                        + ", or name its trustpoint in the profile's 'pki trustpoint' line";
                        case EXPIRED ->
                                "renew the peer's certificate; check the clock of this router";
                        case NOT_YET_VALID -> "check the clock of this router and of the authority";
                        case REVOKED -> "the authority revoked it: enrol the peer anew";
                        case REVOCATION_UNKNOWN ->
                                "make the revocation list available, or add 'none' to 'revocation-check' of trustpoint "
                                        + names;
                        case WEAK_KEY, WEAK_SIGNATURE ->
                                "issue the peer a certificate with an RSA key of 2048 bits or more and SHA-2";
                        case USAGE ->
                                "issue the peer a certificate whose key usage allows digital signatures";
                        case MALFORMED, PATH -> "have the peer send its whole certificate chain";
                    });
        }
    }

    private record LeafKey(PublicKey key, PublicKeys publicKeys) implements Verifier {
        @Override
        public boolean verify(SignatureScheme scheme, Bytes octets, Bytes signature) {
            return SignatureAlgorithm.valueOf(scheme.name())
                    .verifies(publicKeys, key, octets, signature);
        }
    }

    private static Optional<PeerCertificate> peer(Certificate leaf) {
        return typeOf(leaf.publicKey())
                .map(
                        type ->
                                new PeerCertificate(
                                        leaf.der(),
                                        leaf.subject().der(),
                                        leaf.issuer().der(),
                                        leaf.subject().toString(),
                                        leaf.issuer().toString(),
                                        type,
                                        names(leaf, AlternativeName.Kind.DNS),
                                        names(leaf, AlternativeName.Kind.EMAIL),
                                        names(leaf, AlternativeName.Kind.IP_ADDRESS).stream()
                                                .flatMap(text -> IpAddress.parse(text).stream())
                                                .toList()));
    }

    private static List<String> names(Certificate leaf, AlternativeName.Kind kind) {
        return leaf.alternativeNames().stream()
                .filter(name -> name.kind() == kind)
                .map(AlternativeName::text)
                .toList();
    }

    private static Optional<KeyType> typeOf(Key key) {
        return switch (key) {
            case ECKey ec ->
                    switch (ec.getParams().getCurve().getField().getFieldSize()) {
                        case 256 -> Optional.of(KeyType.ECDSA_256);
                        case 384 -> Optional.of(KeyType.ECDSA_384);
                        case 521 -> Optional.of(KeyType.ECDSA_521);
                        default -> Optional.empty();
                    };
            case EdECKey ed ->
                    switch (ed.getParams().getName()) {
                        case "Ed25519" -> Optional.of(KeyType.ED25519);
                        case "Ed448" -> Optional.of(KeyType.ED448);
                        default -> Optional.empty();
                    };
            default ->
                    key.getAlgorithm().equals("RSA") ? Optional.of(KeyType.RSA) : Optional.empty();
        };
    }
}
