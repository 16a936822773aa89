package io.culvert.linux.cipher;

/// What a libcrypto of OpenSSL 3 calls its version: `OPENSSL_version_major(3)` and its kin.
public final class LibCryptoVersion {
    private LibCryptoVersion() {}

    public static String of(NativeLibrary library) {
        return number(library, "OPENSSL_version_major")
                + "."
                + number(library, "OPENSSL_version_minor")
                + "."
                + number(library, "OPENSSL_version_patch");
    }

    private static int number(NativeLibrary library, String function) {
        return (int) Downcalls.plain(library.function(function));
    }
}
