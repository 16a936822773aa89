package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A certificate revocation list, RFC 5280 section 5.
public final class RevocationList {
    /// Longer ones are refused.
    public static final int DER_MAX = 16 * 1024 * 1024;

    private final Bytes der;
    private final X509CRL x509;
    private final DistinguishedName issuer;

    private RevocationList(Bytes der, X509CRL x509, DistinguishedName issuer) {
        this.der = der;
        this.x509 = x509;
        this.issuer = issuer;
    }

    public static Parse<RevocationList> parse(Bytes der) {
        if (der.size() > DER_MAX || der.isEmpty() || der.u8(0) != 0x30) {
            return Parse.malformed(0, "revocation list");
        }
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var x509 = (X509CRL) factory.generateCRL(new ByteArrayInputStream(der.toArray()));
            if (!Bytes.of(x509.getEncoded()).equals(der)) {
                return Parse.malformed(0, "octets behind the revocation list");
            }
            return DistinguishedName.parseDer(Bytes.of(x509.getIssuerX500Principal().getEncoded()))
                    .map(issuer -> new RevocationList(der, x509, issuer));
        } catch (CertificateException | CRLException e) {
            return Parse.malformed(0, "revocation list");
        }
    }

    public Bytes der() {
        return der;
    }

    public DistinguishedName issuer() {
        return issuer;
    }

    public Instant thisUpdate() {
        return x509.getThisUpdate().toInstant();
    }

    public Optional<Instant> nextUpdate() {
        return Optional.ofNullable(x509.getNextUpdate()).map(Date::toInstant);
    }

    public boolean lists(SerialNumber serial) {
        return x509.getRevokedCertificate(serial.value()) != null;
    }

    /// The revoked numbers and when each was revoked.
    public SortedMap<SerialNumber, Instant> revoked() {
        var revoked = new TreeMap<SerialNumber, Instant>();
        Set<? extends X509CRLEntry> entries = x509.getRevokedCertificates();
        if (entries != null) {
            for (X509CRLEntry entry : entries) {
                BigInteger number = entry.getSerialNumber();
                if (number.signum() >= 0) {
                    revoked.put(new SerialNumber(number), entry.getRevocationDate().toInstant());
                }
            }
        }
        return revoked;
    }

    /// Whether `authority` has the issuer's name, and its key signed the list.
    boolean isSignedBy(Certificate authority, String provider) {
        if (!issuer.matches(authority.subject())) {
            return false;
        }
        try {
            x509.verify(authority.publicKey(), provider);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// Whether absence from the list means anything now: not before its time, not after the next was due, and without a critical
    /// extension, which would narrow its scope (RFC 5280 section 5.2).
    boolean speaksAt(Instant wallTime) {
        boolean isCurrent =
                !wallTime.isBefore(thisUpdate())
                        && nextUpdate().map(next -> !wallTime.isAfter(next)).orElse(true);
        Set<String> critical = x509.getCriticalExtensionOIDs();
        return isCurrent && (critical == null || critical.isEmpty());
    }
}
