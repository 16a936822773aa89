package io.culvert.dataplane.fib;

import java.util.Arrays;

/// Tunnels that one hash leads to, in the order in which they are looked at: those that take packets in the clear first, for these
/// alone are asked about, and the many tunnels to peers behind one address, which have the same ends, are all protected. Of
/// equals the one with the highest number comes first.
final class Bucket {
    /// Tunnels that are looked at.
    static final int LOOKS_MAX = 64;

    private Bucket() {}

    static Face[] with(Face[] before, Face added) {
        int place = 0;
        while (place < before.length && isBefore(before[place], added)) {
            place++;
        }
        var after = new Face[before.length + 1];
        System.arraycopy(before, 0, after, 0, place);
        after[place] = added;
        System.arraycopy(before, place, after, place + 1, before.length - place);
        return after;
    }

    static Face[] without(Face[] before, Face gone) {
        return Arrays.stream(before).filter(face -> face != gone).toArray(Face[]::new);
    }

    private static boolean isBefore(Face one, Face other) {
        return one.isProtected == other.isProtected ? one.index > other.index : other.isProtected;
    }
}
