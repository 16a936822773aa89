package io.culvert.pki;

import io.culvert.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `crypto pki certificate chain TRUSTPOINT`: the certificates that the configuration stores. The body is often left out in
/// published texts; then the line gives the serial number alone.
public record CertificateChain(String trustpoint, List<Stored> certificates) {
    public static final CertificateChain DEFAULT = new CertificateChain("", List.of());

    /// @param isAuthority the word `ca` stands before the serial number
    /// @param body the certificate in DER, if the hexadecimal lines are there
    public record Stored(SerialNumber serial, boolean isAuthority, Optional<Bytes> body) {}

    public CertificateChain {
        certificates = List.copyOf(certificates);
    }

    public CertificateChain withTrustpoint(String trustpoint) {
        return new CertificateChain(trustpoint, certificates);
    }

    /// Adds a certificate in place of the one of the same kind and number.
    public CertificateChain with(Stored stored) {
        var all = new ArrayList<>(without(stored.serial(), stored.isAuthority()).certificates);
        all.add(stored);
        return new CertificateChain(trustpoint, all);
    }

    public CertificateChain without(SerialNumber serial, boolean isAuthority) {
        var all = new ArrayList<>(certificates);
        all.removeIf(
                stored -> stored.isAuthority() == isAuthority && stored.serial().equals(serial));
        return new CertificateChain(trustpoint, all);
    }

    /// The number of our own certificate: the first line without `ca`.
    public Optional<SerialNumber> ownSerial() {
        return certificates.stream()
                .filter(stored -> !stored.isAuthority())
                .map(Stored::serial)
                .findFirst();
    }

    public Optional<SerialNumber> authoritySerial() {
        return certificates.stream().filter(Stored::isAuthority).map(Stored::serial).findFirst();
    }
}
