package io.culvert.crypto.ike;

/// What the operator may ask for as the library of IKE's public-key work.
public enum PublicKeyLibrary {
    /// For each operation the first on the ladder that has it.
    AUTO("auto"),
    /// Amazon Corretto Crypto Provider: signatures and the NIST curves.
    CORRETTO("corretto"),
    /// The libcrypto of OpenSSL 3: Curve25519, Curve448 and the groups of integers.
    OPENSSL("openssl"),
    JDK("jdk");

    private final String word;

    PublicKeyLibrary(String word) {
        this.word = word;
    }

    /// The word of the configuration.
    public String word() {
        return word;
    }
}
