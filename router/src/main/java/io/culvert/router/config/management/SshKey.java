package io.culvert.router.config.management;

import io.culvert.base.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A public key that a user may log in with.
public sealed interface SshKey {
    /// @param type as SSH names it, `ssh-ed25519`
    boolean matches(String type, Bytes key);

    /// `key-string`: the key itself, as RFC 4253 section 6.6 writes it; its type is in its first field.
    record Whole(Bytes key) implements SshKey {
        @Override
        public boolean matches(String type, Bytes other) {
            return key.equals(other);
        }

        /// The name in the first field.
        public String type() {
            int length = key.i32(0);
            return new String(
                    key.slice(4, 4 + length).toArray(), java.nio.charset.StandardCharsets.US_ASCII);
        }

        /// Whether octets begin as a key does.
        public static boolean isKey(Bytes octets) {
            if (octets.size() < 8 || octets.size() > KEY_SIZE_MAX) {
                return false;
            }
            int length = octets.i32(0);
            return length > 0
                    && length <= 64
                    && octets.size() > 4 + length
                    && new Whole(octets).type().matches("[a-z0-9@.-]+");
        }
    }

    int KEY_SIZE_MAX = 8192;

    /// `key-hash`: the MD5 fingerprint of a key, as IOS keeps it.
    record Fingerprint(String type, Bytes md5) implements SshKey {
        @Override
        public boolean matches(String other, Bytes key) {
            try {
                return type.equals(other)
                        && MessageDigest.isEqual(
                                md5.toArray(),
                                MessageDigest.getInstance("MD5").digest(key.toArray()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }
    }
}
