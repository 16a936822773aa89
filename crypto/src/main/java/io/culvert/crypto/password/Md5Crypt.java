package io.culvert.crypto.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// MD5-crypt as FreeBSD's crypt(3) defined it. It is weak by now; configurations are full of it.
final class Md5Crypt {
    private static final byte[] MARK = "$1$".getBytes(StandardCharsets.US_ASCII);
    private static final int ROUNDS = 1000;

    private Md5Crypt() {}

    static String hash(byte[] password, String saltText) {
        byte[] salt = saltText.getBytes(StandardCharsets.US_ASCII);
        byte[] inner = digest(password, salt, password);
        MessageDigest md5 = md5();
        md5.update(password);
        md5.update(MARK);
        md5.update(salt);
        for (int left = password.length; left > 0; left -= inner.length) {
            md5.update(inner, 0, Math.min(left, inner.length));
        }
        for (int bits = password.length; bits != 0; bits >>>= 1) {
            md5.update((bits & 1) != 0 || password.length == 0 ? 0 : password[0]);
        }
        byte[] last = md5.digest();
        for (int round = 0; round < ROUNDS; round++) {
            boolean odd = (round & 1) != 0;
            md5.update(odd ? password : last);
            if (round % 3 != 0) {
                md5.update(salt);
            }
            if (round % 7 != 0) {
                md5.update(password);
            }
            md5.update(odd ? last : password);
            last = md5.digest();
        }
        return encode(last);
    }

    private static String encode(byte[] hash) {
        var text = new StringBuilder();
        for (int[] group :
                new int[][] {{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}}) {
            int value =
                    (hash[group[0]] & 0xFF) << 16
                            | (hash[group[1]] & 0xFF) << 8
                            | hash[group[2]] & 0xFF;
            CryptBase64.appendLowFirst(text, value, 4);
        }
        CryptBase64.appendLowFirst(text, hash[11] & 0xFF, 2);
        Arrays.fill(hash, (byte) 0);
        return text.toString();
    }

    private static byte[] digest(byte[]... parts) {
        MessageDigest md5 = md5();
        for (byte[] part : parts) {
            md5.update(part);
        }
        return md5.digest();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
