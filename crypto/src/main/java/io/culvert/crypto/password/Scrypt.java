package io.culvert.crypto.password;

import java.nio.charset.StandardCharsets;

/// scrypt, RFC 7914, with words in the order of its section 3.
final class Scrypt {
    private static final int TYPE_9_COST = 16_384;
    private static final int HASH_SIZE = 32;

    /// Words of one Salsa20 block.
    private static final int BLOCK = 16;

    private Scrypt() {}

    static byte[] type9(byte[] password, String salt) {
        return derive(
                password, salt.getBytes(StandardCharsets.US_ASCII), TYPE_9_COST, 1, 1, HASH_SIZE);
    }

    /// RFC 7914 section 6.
    ///
    /// @param cost N, a power of two
    static byte[] derive(
            byte[] password, byte[] salt, int cost, int blockSize, int parallel, int size) {
        int chunk = 128 * blockSize;
        byte[] mixed = Pbkdf2.derive(password, salt, 1, parallel * chunk);
        for (int i = 0; i < parallel; i++) {
            romMix(mixed, i * chunk, cost, blockSize);
        }
        return Pbkdf2.derive(password, mixed, 1, size);
    }

    /// RFC 7914 section 5.
    private static void romMix(byte[] octets, int from, int cost, int blockSize) {
        int words = 32 * blockSize;
        int[] x = new int[words];
        for (int i = 0; i < words; i++) {
            int at = from + 4 * i;
            x[i] =
                    octets[at] & 0xFF
                            | (octets[at + 1] & 0xFF) << 8
                            | (octets[at + 2] & 0xFF) << 16
                            | octets[at + 3] << 24;
        }
        int[] table = new int[cost * words];
        int[] spare = new int[words];
        for (int i = 0; i < cost; i++) {
            System.arraycopy(x, 0, table, i * words, words);
            blockMix(x, spare, blockSize);
        }
        for (int i = 0; i < cost; i++) {
            int row = (x[words - BLOCK] & cost - 1) * words;
            for (int k = 0; k < words; k++) {
                x[k] ^= table[row + k];
            }
            blockMix(x, spare, blockSize);
        }
        for (int i = 0; i < words; i++) {
            int at = from + 4 * i;
            octets[at] = (byte) x[i];
            octets[at + 1] = (byte) (x[i] >>> 8);
            octets[at + 2] = (byte) (x[i] >>> 16);
            octets[at + 3] = (byte) (x[i] >>> 24);
        }
    }

    /// RFC 7914 section 4: even blocks go to the first half, odd ones to the second.
    private static void blockMix(int[] x, int[] spare, int blockSize) {
        int blocks = 2 * blockSize;
        int[] t = new int[BLOCK];
        System.arraycopy(x, (blocks - 1) * BLOCK, t, 0, BLOCK);
        for (int i = 0; i < blocks; i++) {
            for (int k = 0; k < BLOCK; k++) {
                t[k] ^= x[i * BLOCK + k];
            }
            salsa20of8(t);
            System.arraycopy(t, 0, spare, (i / 2 + i % 2 * blockSize) * BLOCK, BLOCK);
        }
        System.arraycopy(spare, 0, x, 0, x.length);
    }

    /// RFC 7914 section 3: four double rounds, columns and then rows.
    private static void salsa20of8(int[] b) {
        int[] x = b.clone();
        for (int round = 0; round < 4; round++) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
        for (int i = 0; i < BLOCK; i++) {
            b[i] += x[i];
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }
}
