package io.culvert.commands.crypto;

import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.Prf;
import java.util.Locale;

/// The algorithms of an IKE SA, in the words of IOS.
///
/// @param hash `None` beside a combined-mode cipher
record Algorithms(String encryption, int keySize, String prf, String hash, int group) {
    static Algorithms of(IkeSuite suite) {
        return new Algorithms(
                encryption(suite.encryption()),
                suite.encryption().keyBits(),
                prf(suite.prf()),
                hash(suite.integrity()),
                suite.keyExchange().transformId());
    }

    static String encryption(Encryption encryption) {
        return switch (encryption.mode()) {
            case NULL -> "NULL";
            case CBC -> "AES-CBC";
            case GCM -> "AES-GCM";
            case GMAC -> "AES-GMAC";
            case CHACHA20 -> "CHACHA20-POLY1305";
        };
    }

    static String prf(Prf prf) {
        return prf.word().toUpperCase(Locale.ROOT);
    }

    /// IOS names SHA-1 by the bits of it that are sent.
    static String hash(Integrity integrity) {
        return switch (integrity) {
            case NONE -> "None";
            case HMAC_SHA1_96 -> "SHA96";
            case HMAC_SHA2_256_128, HMAC_SHA2_384_192, HMAC_SHA2_512_256 ->
                    integrity.word().toUpperCase(Locale.ROOT);
        };
    }
}
