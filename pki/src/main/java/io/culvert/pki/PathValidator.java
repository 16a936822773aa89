package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.pki.Validation.Reason;
import io.culvert.pki.Validation.Refused;
import io.culvert.pki.Validation.Valid;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Validates the certificates of an IKE peer: RFC 5280 section 6 with the rules of RFC 4945 section 5. The rules with a reason
/// of their own are checked here, the first that fails is told; the rest (name constraints, path lengths, policies, unknown
/// critical extensions) is the JDK's.
public final class PathValidator {
    /// Certificates taken from one peer; what follows is ignored.
    public static final int CERTIFICATES_MAX = 10;

    /// Certificates between the peer's and the authority's, both included.
    public static final int PATH_MAX = 8;

    public static final int RSA_BITS_MIN = 2048;
    private static final int EC_BITS_MIN = 256;
    private static final String EXTENDED_USAGE = "2.5.29.37";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final String IPSEC_IKE = "1.3.6.1.5.5.7.3.17";

    private final Trust trust;
    private final Instant wallTime;
    private final String provider;
    private final List<String> warnings = new ArrayList<>();

    private PathValidator(Trust trust, Instant wallTime, String provider) {
        this.trust = trust;
        this.wallTime = wallTime;
        this.provider = provider;
    }

    /// @param chain DER as received: first the peer's own certificate (RFC 7296 section 3.6), then any others in any order
    /// @param provider of `java.security` that checks signatures, by its name; empty for the JDK's choice
    public static Validation validate(
            List<Bytes> chain, Trust trust, Instant wallTime, String provider) {
        return new PathValidator(trust, wallTime, provider).validate(chain);
    }

    private Validation validate(List<Bytes> chain) {
        if (chain.isEmpty()
                || !(Certificate.parse(chain.getFirst())
                        instanceof Parse.Ok<Certificate>(var leaf))) {
            return new Refused(Reason.MALFORMED, "the peer sent no certificate that can be read");
        }
        List<Certificate> others =
                chain.stream()
                        .skip(1)
                        .limit(CERTIFICATES_MAX - 1)
                        .flatMap(der -> Certificate.parse(der).toOptional().stream())
                        .toList();
        var path = new ArrayList<Certificate>(List.of(leaf));
        while (path.size() < PATH_MAX) {
            Certificate last = path.getLast();
            Optional<Certificate> anchor = issuerOf(last, trust.anchors());
            if (anchor.isPresent()) {
                return check(leaf, path, anchor.get());
            }
            Optional<Certificate> next = issuerOf(last, others);
            if (next.isEmpty() || path.contains(next.get())) {
                break;
            }
            path.add(next.get());
        }
        return refuse(
                Reason.UNKNOWN_AUTHORITY,
                path.getLast(),
                "its issuer " + path.getLast().issuer() + " is not trusted");
    }

    private Optional<Certificate> issuerOf(Certificate certificate, List<Certificate> among) {
        return among.stream()
                .filter(authority -> certificate.isSignedBy(authority, provider))
                .findFirst();
    }

    private static Refused refuse(Reason reason, Certificate about, String why) {
        return new Refused(reason, about + ": " + why);
    }

    private Validation check(Certificate leaf, List<Certificate> path, Certificate anchor) {
        var whole = new ArrayList<>(path);
        if (!path.getLast().equals(anchor)) {
            whole.add(anchor);
        }
        for (Certificate certificate : whole) {
            Optional<Refused> refused = checkOne(certificate, certificate.equals(anchor));
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        return checkUsage(leaf)
                .or(() -> checkPath(path, anchor))
                .or(() -> checkRevocation(path, anchor))
                .<Validation>map(refused -> refused)
                .orElseGet(() -> new Valid(leaf, List.copyOf(path), anchor, List.copyOf(warnings)));
    }

    private Optional<Refused> checkOne(Certificate certificate, boolean isAnchor) {
        if (wallTime.isBefore(certificate.notBefore())) {
            return Optional.of(
                    refuse(
                            Reason.NOT_YET_VALID,
                            certificate,
                            "not valid before " + certificate.notBefore()));
        }
        if (wallTime.isAfter(certificate.notAfter())) {
            return Optional.of(
                    refuse(Reason.EXPIRED, certificate, "expired at " + certificate.notAfter()));
        }
        if (isTooShort(certificate.publicKey())) {
            return Optional.of(refuse(Reason.WEAK_KEY, certificate, "its key is too short"));
        }
        return isAnchor ? Optional.empty() : checkSignature(certificate);
    }

    private static boolean isTooShort(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() < RSA_BITS_MIN;
            case ECPublicKey ec ->
                    ec.getParams().getCurve().getField().getFieldSize() < EC_BITS_MIN;
            default -> false;
        };
    }

    private Optional<Refused> checkSignature(Certificate certificate) {
        String algorithm = certificate.signatureAlgorithm().toUpperCase(Locale.ROOT);
        if (algorithm.startsWith("MD")) {
            return Optional.of(
                    refuse(Reason.WEAK_SIGNATURE, certificate, "signed with " + algorithm));
        }
        if (algorithm.startsWith("SHA1")) {
            warnings.add(certificate + " is signed with SHA-1, which is legacy");
        }
        return Optional.empty();
    }

    /// RFC 4945 section 5.1.3.2: the key must be allowed to sign. Extended key usage is not supported, as section 5.1.3.12
    /// allows and other implementations do, since the certificates of real peers are mostly set aside for TLS; where it is
    /// critical, that section has it count.
    private static Optional<Refused> checkUsage(Certificate leaf) {
        boolean[] usage = leaf.x509().getKeyUsage();
        if (usage != null && !usage[0] && !usage[1]) {
            return Optional.of(
                    refuse(
                            Reason.USAGE,
                            leaf,
                            "key usage allows neither digital signature nor non-repudiation"));
        }
        try {
            List<String> extended = leaf.x509().getExtendedKeyUsage();
            if (extended != null
                    && leaf.x509().getCriticalExtensionOIDs().contains(EXTENDED_USAGE)
                    && !extended.contains(ANY_USAGE)
                    && !extended.contains(IPSEC_IKE)) {
                return Optional.of(
                        refuse(Reason.USAGE, leaf, "extended key usage does not allow IKE"));
            }
        } catch (CertificateParsingException e) {
            return Optional.of(refuse(Reason.MALFORMED, leaf, "extended key usage makes no sense"));
        }
        return Optional.empty();
    }

    private Optional<Refused> checkPath(List<Certificate> path, Certificate anchor) {
        try {
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor.x509(), null)));
            parameters.setDate(Date.from(wallTime));
            parameters.setRevocationEnabled(false);
            if (!provider.isEmpty()) {
                parameters.setSigProvider(provider);
            }
            var x509 = path.stream().map(Certificate::x509).toList();
            var certPath = CertificateFactory.getInstance("X.509").generateCertPath(x509);
            CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            Certificate about = e.getIndex() >= 0 ? path.get(e.getIndex()) : path.getFirst();
            return Optional.of(refuse(Reason.PATH, about, String.valueOf(e.getMessage())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK validates paths", e);
        }
    }

    private Optional<Refused> checkRevocation(List<Certificate> path, Certificate anchor) {
        for (int i = 0; i < path.size(); i++) {
            Certificate certificate = path.get(i);
            Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : anchor;
            Optional<Refused> refused = checkRevocation(certificate, issuer);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    /// The methods in order until one has an answer. A list that is out of date still refuses what it lists, since nobody is taken
    /// off a list; it gives no leave to others.
    private Optional<Refused> checkRevocation(Certificate certificate, Certificate issuer) {
        for (RevocationMethod method : trust.revocationCheck()) {
            switch (method) {
                case NONE -> {
                    return Optional.empty();
                }
                case OCSP -> {}
                case CRL -> {
                    boolean hasAnswer = false;
                    for (RevocationList list : trust.revocationLists()) {
                        if (list.isSignedBy(issuer, provider)) {
                            if (list.lists(certificate.serial())) {
                                return Optional.of(
                                        refuse(
                                                Reason.REVOKED,
                                                certificate,
                                                "revoked by its authority"));
                            }
                            hasAnswer |= list.speaksAt(wallTime);
                        }
                    }
                    if (hasAnswer) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.of(
                refuse(
                        Reason.REVOCATION_UNKNOWN,
                        certificate,
                        "no method of revocation-check has an answer"));
    }
}
