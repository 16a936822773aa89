package io.culvert.lab.host;

import io.culvert.base.Bytes;

/// Payloads that never repeat within one lab: a number counted up in the first eight octets, mixed so that every eight
/// octets anywhere in the payload are its own as well.
public final class Payloads {
    /// The least payload that is unique.
    public static final int UNIQUE_OCTETS = 8;

    private final long seed;
    private long count;

    public Payloads(long seed) {
        this.seed = seed;
    }

    public Bytes next(int octets) {
        long state = seed ^ count++ * 0x9E3779B97F4A7C15L;
        var payload = new byte[octets];
        long word = 0;
        for (int i = 0; i < octets; i++) {
            if (i % 8 == 0) {
                state += 0x9E3779B97F4A7C15L;
                word = mix(state);
            }
            payload[i] = (byte) (word >>> 56 - i % 8 * 8);
        }
        return Bytes.of(payload);
    }

    /// The finalizer of SplitMix64: a bijection, so that different states give different words.
    private static long mix(long state) {
        long mixed = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
