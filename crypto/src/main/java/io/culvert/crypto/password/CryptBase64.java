package io.culvert.crypto.password;

/// The alphabet of crypt(3), used in two orders: types 8 and 9 write the octets as Base64 does, without padding; MD5-crypt
/// writes groups from their low end.
final class CryptBase64 {
    static final String LETTERS =
            "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private CryptBase64() {}

    static String encode(byte[] octets) {
        var text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte octet : octets) {
            held = held << 8 | octet & 0xFF;
            bits += 8;
            while (bits >= 6) {
                bits -= 6;
                text.append(LETTERS.charAt(held >>> bits & 0x3F));
            }
        }
        if (bits > 0) {
            text.append(LETTERS.charAt(held << 6 - bits & 0x3F));
        }
        return text.toString();
    }

    static void appendLowFirst(StringBuilder text, int value, int letters) {
        int left = value;
        for (int i = 0; i < letters; i++) {
            text.append(LETTERS.charAt(left & 0x3F));
            left >>>= 6;
        }
    }
}
