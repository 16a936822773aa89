package io.culvert.pki;

import java.security.PrivateKey;

/// A certificate and the private key that goes with it. It prints without the key.
public record Credential(Certificate certificate, PrivateKey key) {
    @Override
    public String toString() {
        return "credential of " + certificate;
    }
}
