package io.culvert.dataplane.fib;

import java.util.Arrays;

/// [Ranges] of IPv6 addresses, indexed by their upper halves.
final class Ranges6 extends Ranges {
    /// Halves of first addresses, the top bits flipped so that signed comparison sorts unsigned numbers.
    private final long[] firstHigh;

    private final long[] firstLow;
    private final int[] value;
    private final int[] index;
    private final long base;
    private final int shift;
    private final int reach;

    Ranges6(long[] high, long[] low, int[] value, int count) {
        firstHigh = new long[count];
        firstLow = new long[count];
        Arrays.setAll(firstHigh, at -> high[at] ^ Long.MIN_VALUE);
        Arrays.setAll(firstLow, at -> low[at] ^ Long.MIN_VALUE);
        this.value = Arrays.copyOf(value, count);
        int slotBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count));
        base = Prefixes6.base(firstHigh);
        shift = Prefixes6.shift(firstHigh, slotBits);
        index = Prefixes6.index(firstHigh, firstLow, slotBits);
        reach = Prefixes.reach(index);
    }

    int lookup(long high, long low) {
        long keyHigh = high ^ Long.MIN_VALUE;
        long keyLow = low ^ Long.MIN_VALUE;
        long distance = keyHigh < base ? 0 : keyHigh - base;
        int slot = (int) Math.min(distance >>> shift, index.length - 2L);
        int at = index[slot];
        int last = firstHigh.length - 1;
        for (int step = reach; step > 0; step >>>= 1) {
            int further = Math.min(at + step, last);
            long beginning = firstHigh[further];
            boolean notBeyond =
                    beginning < keyHigh || (beginning == keyHigh && firstLow[further] <= keyLow);
            at = notBeyond ? further : at;
        }
        return value[at];
    }
}
