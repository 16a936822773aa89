package io.culvert.crypto.password;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/// PBKDF2 with HMAC-SHA-256, RFC 8018 section 5.2. The JDK's own takes characters, and no empty password; scrypt needs octets.
final class Pbkdf2 {
    private static final int TYPE_8_ROUNDS = 20_000;
    private static final int HASH_SIZE = 32;

    private Pbkdf2() {}

    static byte[] type8(byte[] password, String salt) {
        return derive(password, salt.getBytes(StandardCharsets.US_ASCII), TYPE_8_ROUNDS, HASH_SIZE);
    }

    static byte[] derive(byte[] password, byte[] salt, int rounds, int size) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // A key of no octets is one of zeros to HMAC, RFC 2104 section 2.
            mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HMAC"));
            var derived = new byte[(size + HASH_SIZE - 1) / HASH_SIZE * HASH_SIZE];
            var block = new byte[HASH_SIZE];
            for (int i = 1, at = 0; at < size; i++, at += HASH_SIZE) {
                mac.update(salt);
                mac.update(
                        new byte[] {
                            (byte) (i >>> 24), (byte) (i >>> 16), (byte) (i >>> 8), (byte) i
                        });
                mac.doFinal(block, 0);
                System.arraycopy(block, 0, derived, at, HASH_SIZE);
                for (int round = 1; round < rounds; round++) {
                    mac.update(block);
                    mac.doFinal(block, 0);
                    for (int octet = 0; octet < HASH_SIZE; octet++) {
                        derived[at + octet] ^= block[octet];
                    }
                }
            }
            return Arrays.copyOf(derived, size);
        } catch (NoSuchAlgorithmException | InvalidKeyException | ShortBufferException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
