package io.culvert.crypto.password;

import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/// A password that only its hash is left of. It prints as its type.
public final class PasswordHash {
    /// How a password is hashed.
    public enum Kind {
        /// MD5-crypt: 1000 rounds of MD5.
        MD5(5, "$1$", 4),
        /// PBKDF2 with SHA-256, 20,000 rounds.
        PBKDF2(8, "$8$", 14),
        /// scrypt with N 16,384, r 1, p 1.
        SCRYPT(9, "$9$", 14);

        private final int type;
        private final String mark;
        private final int saltLength;

        Kind(int type, String mark, int saltLength) {
            this.type = type;
            this.mark = mark;
            this.saltLength = saltLength;
        }

        /// The number before the hash in a configuration.
        public int type() {
            return type;
        }
    }

    public static final int PASSWORD_LENGTH_MAX = 254;
    private static final int SALT_LENGTH_MAX = 14;
    private static final int MD5_SALT_LENGTH_MAX = 8;

    private final Kind kind;
    private final String salt;
    private final String hash;

    private PasswordHash(Kind kind, String salt, String hash) {
        this.kind = kind;
        this.salt = salt;
        this.hash = hash;
    }

    /// Reads `$9$salt$hash`.
    public static Optional<PasswordHash> parse(Kind kind, String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 4 || !text.startsWith(kind.mark)) {
            return Optional.empty();
        }
        int saltMax = kind == Kind.MD5 ? MD5_SALT_LENGTH_MAX : SALT_LENGTH_MAX;
        boolean fits =
                parts[2].matches("[./0-9A-Za-z]{0," + saltMax + "}")
                        && parts[3].matches("[./0-9A-Za-z]{" + hashLength(kind) + "}");
        return fits ? Optional.of(new PasswordHash(kind, parts[2], parts[3])) : Optional.empty();
    }

    private static int hashLength(Kind kind) {
        return kind == Kind.MD5 ? 22 : 43;
    }

    public static PasswordHash make(Kind kind, Secret password, Entropy entropy) {
        var salt = new StringBuilder();
        byte[] chance = entropy.bytes(kind.saltLength).toArray();
        for (byte each : chance) {
            salt.append(CryptBase64.LETTERS.charAt(each & 0x3F));
        }
        return new PasswordHash(kind, salt.toString(), compute(kind, salt.toString(), password));
    }

    private static String compute(Kind kind, String salt, Secret password) {
        byte[] octets = password.toArray();
        try {
            return switch (kind) {
                case MD5 -> Md5Crypt.hash(octets, salt);
                case PBKDF2 -> CryptBase64.encode(Pbkdf2.type8(octets, salt));
                case SCRYPT -> CryptBase64.encode(Scrypt.type9(octets, salt));
            };
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    /// Whether this is the password. It compares in constant time.
    public boolean matches(Secret password) {
        return password.size() <= PASSWORD_LENGTH_MAX
                && MessageDigest.isEqual(
                        hash.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        compute(kind, salt, password)
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    public Kind kind() {
        return kind;
    }

    /// As a configuration holds it.
    public String text() {
        return kind.mark + salt + "$" + hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return "PasswordHash[type " + kind.type + "]";
    }
}
