package io.culvert.pki;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;

/// A certificate and the private key that goes with it. It prints without the key.
public record Credential(Certificate certificate, PrivateKey key) {
    /// Whether the key can be that of the certificate: of its algorithm and, for RSA, of its modulus. The numbers of other keys
    /// do not show the public half without a calculation; a wrong one is found by the first signature.
    public boolean isPair() {
        PublicKey known = certificate.publicKey();
        return known instanceof RSAKey theirs
                ? key instanceof RSAKey own && own.getModulus().equals(theirs.getModulus())
                : known.getAlgorithm().equals(key.getAlgorithm());
    }

    @Override
    public String toString() {
        return "credential of " + certificate;
    }
}
