package io.culvert.dataplane.fib;

import org.jspecify.annotations.Nullable;

/// Interfaces by a 32-bit hash, chained; the reader compares what it looked for.
final class FaceMap {
    /// Interfaces with one hash at most.
    static final int CHAIN_MAX = 64;

    private final @Nullable Face[] heads;
    private final @Nullable Face[] following;
    private final int mask;

    FaceMap(int indexes) {
        mask = Math.max(16, Integer.highestOneBit(indexes) << 2) - 1;
        heads = new Face[mask + 1];
        following = new Face[indexes];
    }

    void put(int key, Face face) {
        int slot = key & mask;
        following[face.index] = heads[slot];
        heads[slot] = face;
    }

    @Nullable Face first(int key) {
        return heads[key & mask];
    }

    @Nullable Face after(Face face) {
        return following[face.index];
    }

    static int tunnelKey(
            int frontDoor, long sourceHigh, long sourceLow, long farHigh, long farLow) {
        int source = Long.hashCode(sourceHigh * 31 + sourceLow);
        return mix(mix(source) * 31 + Long.hashCode(farHigh * 31 + farLow) * 17 + frontDoor);
    }

    private static int mix(int value) {
        int mixed = value * 0x9E37_79B1;
        return mixed ^ mixed >>> 15;
    }
}
