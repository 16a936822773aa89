package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.engine.Entropy;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.stream.Stream;

/// A certificate and the private key that goes with it. It prints without the key.
///
/// @param intermediates what stands between the certificate and an authority that peers trust, in the order of the path
public record Credential(Certificate certificate, List<Certificate> intermediates, PrivateKey key) {
    /// Intermediates at most, so that a peer which takes ten certificates takes all.
    public static final int INTERMEDIATES_MAX = 8;

    private static final Bytes PROBE = Bytes.utf8("whose key is this?");

    public Credential {
        intermediates = List.copyOf(intermediates);
        if (intermediates.size() > INTERMEDIATES_MAX) {
            throw new IllegalArgumentException(intermediates.size() + " intermediates");
        }
    }

    public Credential(Certificate certificate, PrivateKey key) {
        this(certificate, List.of(), key);
    }

    /// Of a file of several certificates: ours first, then those above it. A self-signed one at the end is the authority itself,
    /// which a peer must have and need not be sent (RFC 7296 section 3.6).
    public static Parse<Credential> of(List<Certificate> certificates, PrivateKey key) {
        if (certificates.isEmpty() || certificates.size() > INTERMEDIATES_MAX + 1) {
            return Parse.malformed(0, certificates.size() + " certificates");
        }
        List<Certificate> above =
                certificates.stream()
                        .skip(1)
                        .filter(each -> !each.subject().matches(each.issuer()))
                        .toList();
        return Parse.ok(new Credential(certificates.getFirst(), above, key));
    }

    /// Ours, then the intermediates.
    public List<Certificate> chain() {
        return Stream.concat(Stream.of(certificate), intermediates.stream()).toList();
    }

    /// Whether the key is that of the certificate: what it signs, the certificate verifies.
    public boolean isPair() {
        PublicKey known = certificate.publicKey();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (algorithm.takes(known) && algorithm.takes(key)) {
                // What is foreseeable about this signature is no danger, because nobody ever sees
                // it.
                Bytes signed = algorithm.sign(LibraryKeys.JDK, key, PROBE, Entropy.seeded("pair"));
                return algorithm.verifies(LibraryKeys.JDK, known, PROBE, signed);
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "credential of " + certificate;
    }
}
