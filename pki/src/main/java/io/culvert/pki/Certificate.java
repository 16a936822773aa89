package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// An X.509 certificate, RFC 5280 section 4. Two are equal if their octets are.
public final class Certificate {
    /// Longer ones are refused.
    public static final int DER_MAX = 32_768;

    private final Bytes der;
    private final X509Certificate x509;
    private final DistinguishedName subject;
    private final DistinguishedName issuer;

    private Certificate(
            Bytes der, X509Certificate x509, DistinguishedName subject, DistinguishedName issuer) {
        this.der = der;
        this.x509 = x509;
        this.subject = subject;
        this.issuer = issuer;
    }

    /// Reads the DER of a CERT payload of encoding 4 or of a file.
    public static Parse<Certificate> parse(Bytes der) {
        // The JDK would take text for PEM.
        if (der.size() > DER_MAX || der.isEmpty() || der.u8(0) != 0x30) {
            return Parse.malformed(0, "certificate");
        }
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var x509 =
                    (X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(der.toArray()));
            if (!Bytes.of(x509.getEncoded()).equals(der)) {
                return Parse.malformed(0, "octets behind the certificate");
            }
            Parse<DistinguishedName> subject = name(x509.getSubjectX500Principal().getEncoded());
            Parse<DistinguishedName> issuer = name(x509.getIssuerX500Principal().getEncoded());
            if (x509.getSerialNumber().signum() < 0) {
                return Parse.malformed(0, "serial number of the certificate");
            }
            return subject.flatMap(of -> issuer.map(by -> new Certificate(der, x509, of, by)));
        } catch (CertificateException e) {
            return Parse.malformed(0, "certificate");
        }
    }

    private static Parse<DistinguishedName> name(byte[] der) {
        return DistinguishedName.parseDer(Bytes.of(der));
    }

    public Bytes der() {
        return der;
    }

    public DistinguishedName subject() {
        return subject;
    }

    public DistinguishedName issuer() {
        return issuer;
    }

    public SerialNumber serial() {
        return new SerialNumber(x509.getSerialNumber());
    }

    public Instant notBefore() {
        return x509.getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return x509.getNotAfter().toInstant();
    }

    public PublicKey publicKey() {
        return x509.getPublicKey();
    }

    /// Whether the basic constraints make it an authority, RFC 5280 section 4.2.1.9.
    public boolean isAuthority() {
        return x509.getBasicConstraints() >= 0;
    }

    /// The name of the algorithm that signed it, such as `SHA256withRSA`.
    public String signatureAlgorithm() {
        return x509.getSigAlgName();
    }

    /// The SHA-1 hash of the SubjectPublicKeyInfo: how a CERTREQ payload names an authority, RFC 7296 section 3.7.
    public Bytes keyHash() {
        return digest("SHA-1", Bytes.of(x509.getPublicKey().getEncoded()));
    }

    /// The digest of the whole certificate that a `fingerprint` line of this many octets means: MD5, SHA-1 or SHA-256.
    public Bytes fingerprint(int octets) {
        return switch (octets) {
            case 16 -> digest("MD5", der);
            case 20 -> digest("SHA-1", der);
            case 32 -> digest("SHA-256", der);
            default -> throw new IllegalArgumentException("a fingerprint has 16, 20 or 32 octets");
        };
    }

    /// Whether a `fingerprint` line names this certificate; compared in constant time.
    public boolean hasFingerprint(Bytes expected) {
        return MessageDigest.isEqual(fingerprint(expected.size()).toArray(), expected.toArray());
    }

    private static Bytes digest(String algorithm, Bytes octets) {
        try {
            return Bytes.of(MessageDigest.getInstance(algorithm).digest(octets.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + algorithm, e);
        }
    }

    /// The alternative names that an IKE identity may equal; others are left out.
    public List<AlternativeName> alternativeNames() {
        var names = new ArrayList<AlternativeName>();
        try {
            Collection<List<?>> all = x509.getSubjectAlternativeNames();
            if (all == null) {
                return List.of();
            }
            for (List<?> name : all) {
                kind((Integer) name.get(0))
                        .ifPresent(
                                kind ->
                                        names.add(
                                                new AlternativeName(
                                                        kind, String.valueOf(name.get(1)))));
            }
        } catch (CertificateParsingException e) {
            return List.of(); // an extension that makes no sense names nobody
        }
        return names;
    }

    private static Optional<AlternativeName.Kind> kind(int tag) {
        return switch (tag) {
            case 1 -> Optional.of(AlternativeName.Kind.EMAIL);
            case 2 -> Optional.of(AlternativeName.Kind.DNS);
            case 7 -> Optional.of(AlternativeName.Kind.IP_ADDRESS);
            default -> Optional.empty();
        };
    }

    X509Certificate x509() {
        return x509;
    }

    /// Whether `authority` has the name of our issuer, and its key made our signature.
    /// The JDK remembers by which key and provider a certificate was found good, so that path validation asks no second time.
    ///
    /// @param provider by its name, or empty for the JDK's choice
    boolean isSignedBy(Certificate authority, String provider) {
        if (!issuer.matches(authority.subject)) {
            return false;
        }
        try {
            x509.verify(authority.publicKey(), provider);
            return true;
        } catch (GeneralSecurityException e) {
            return false; // wrong signature, wrong kind of key or an algorithm that we do not have
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate certificate && der.equals(certificate.der);
    }

    @Override
    public int hashCode() {
        return der.hashCode();
    }

    @Override
    public String toString() {
        return "certificate " + serial() + " of " + subject;
    }
}
