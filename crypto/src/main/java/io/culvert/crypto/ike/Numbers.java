package io.culvert.crypto.ike;

import java.math.BigInteger;
import java.util.Arrays;

/// Numbers as octets of a fixed length.
final class Numbers {
    private Numbers() {}

    /// Big-endian, with leading zeros.
    static byte[] padded(BigInteger number, int octets) {
        byte[] raw = number.toByteArray();
        var padded = new byte[octets];
        int count = Math.min(raw.length, octets);
        System.arraycopy(raw, raw.length - count, padded, octets - count, count);
        Arrays.fill(raw, (byte) 0);
        return padded;
    }

    static byte[] reversed(byte[] octets) {
        var reversed = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            reversed[i] = octets[octets.length - 1 - i];
        }
        return reversed;
    }
}
