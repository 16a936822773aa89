package io.culvert.crypto.esp;

/// What the operator may ask for as the library of the ESP ciphers.
public enum CipherLibrary {
    /// For each suite the fastest of those that are there.
    AUTO("auto"),
    /// Intel's multi-buffer library for IPsec.
    MULTI_BUFFER("multi-buffer"),
    /// The libcrypto of OpenSSL 3.
    OPENSSL("openssl"),
    JDK("jdk");

    private final String word;

    CipherLibrary(String word) {
        this.word = word;
    }

    /// The word of the configuration.
    public String word() {
        return word;
    }
}
