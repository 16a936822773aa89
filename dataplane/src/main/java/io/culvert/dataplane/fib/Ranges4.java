package io.culvert.dataplane.fib;

import java.util.Arrays;

/// [Ranges] of IPv4 addresses: a search without unpredictable branches among those that the leading bits leave.
final class Ranges4 extends Ranges {
    /// First addresses, the top bit flipped so that signed comparison sorts unsigned numbers.
    private final int[] first;

    private final int[] value;
    private final int[] index;
    private final int base;
    private final int shift;
    private final int reach;

    Ranges4(long[] high, int[] value, int count) {
        first = new int[count];
        Arrays.setAll(first, at -> (int) (high[at] >>> Integer.SIZE) ^ Integer.MIN_VALUE);
        this.value = Arrays.copyOf(value, count);
        int slotBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count));
        base = Prefixes4.base(first);
        shift = Prefixes4.shift(first, slotBits);
        index = Prefixes4.index(first, slotBits);
        reach = Prefixes.reach(index);
    }

    int lookup(int address) {
        int key = address ^ Integer.MIN_VALUE;
        long distance = Math.max(0L, (long) key - base);
        int slot = (int) Math.min(distance >>> shift, index.length - 2L);
        int at = index[slot];
        int last = first.length - 1;
        for (int step = reach; step > 0; step >>>= 1) {
            int further = Math.min(at + step, last);
            at = first[further] <= key ? further : at;
        }
        return value[at];
    }
}
