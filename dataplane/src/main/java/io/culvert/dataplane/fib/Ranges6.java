package io.culvert.dataplane.fib;

import java.util.Arrays;

/// The links of a tree of IPv6 as ranges of addresses that lead to the same leaf, indexed by their upper halves. They take twice the memory of
/// [Prefixes], but a lookup goes no way back over those around, which it can foresee less among few large prefixes than among many
/// small ones; and there are few.
final class Ranges6 {
    /// Halves of first addresses, the top bits flipped so that signed comparison sorts unsigned numbers.
    private final long[] firstHigh;

    private final long[] firstLow;
    private final int[] value;
    private final int[] index;
    private final long base;
    private final int shift;
    private final int reach;

    Ranges6(Prefixes links) {
        var build = new Build(links);
        long[] high = build.high;
        long[] low = build.low;
        int count = build.count;
        firstHigh = new long[count];
        firstLow = new long[count];
        Arrays.setAll(firstHigh, at -> high[at] ^ Long.MIN_VALUE);
        Arrays.setAll(firstLow, at -> low[at] ^ Long.MIN_VALUE);
        value = Arrays.copyOf(build.value, count);
        int slotBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count));
        base = Prefixes6.base(firstHigh);
        shift = Prefixes6.shift(firstHigh, slotBits);
        index = Prefixes6.index(firstHigh, firstLow, slotBits);
        reach = Prefixes6.reach(index);
    }

    int lookup(long high, long low) {
        return value(begin(high), high, low);
    }

    /// Where the search for an address begins: the last range before its slot of the index.
    int begin(long high) {
        long keyHigh = high ^ Long.MIN_VALUE;
        long distance = keyHigh < base ? 0 : keyHigh - base;
        return index[(int) Math.min(distance >>> shift, index.length - 2L)];
    }

    /// Reads what the search from there reads first, and makes something of it, so that it is read.
    long touch(int begin) {
        return firstHigh[begin] ^ value[begin];
    }

    /// The value of an address, from where its search begins.
    int value(int begin, long high, long low) {
        long keyHigh = high ^ Long.MIN_VALUE;
        long keyLow = low ^ Long.MIN_VALUE;
        int last = firstHigh.length - 1;
        int at = begin;
        for (int step = reach; step > 0; step >>>= 1) {
            int further = Math.min(at + step, last);
            long beginning = firstHigh[further];
            boolean notBeyond =
                    beginning < keyHigh || (beginning == keyHigh && firstLow[further] <= keyLow);
            at = notBeyond ? further : at;
        }
        return value[at];
    }

    /// The links come in order of address, then length, the whole address space first.
    private static final class Build {
        final long[] high;
        final long[] low;
        final int[] value;
        int count;

        Build(Prefixes links) {
            high = new long[2 * links.size()];
            low = new long[2 * links.size()];
            value = new int[2 * links.size()];
            int open = -1;
            for (int link = 0; link < links.size(); link++) {
                while (open >= 0 && open != links.parent(link)) {
                    open = close(links, open);
                }
                add(links.high(link), links.low(link), links.value(link));
                open = link;
            }
            while (open >= 0) {
                open = close(links, open);
            }
        }

        /// Behind a link comes what is around it, unless the address space ends with both. The answer is the link around.
        private int close(Prefixes links, int link) {
            int around = links.parent(link);
            long nextHigh = links.high(link);
            long nextLow = links.low(link);
            int length = links.length(link);
            if (length > Long.SIZE) {
                nextLow += 1L << 2 * Long.SIZE - length;
                nextHigh += nextLow == 0 ? 1 : 0;
            } else {
                nextHigh += length == 0 ? 0 : 1L << Long.SIZE - length;
            }
            if (around >= 0 && (nextHigh | nextLow) != 0) {
                add(nextHigh, nextLow, links.value(around));
            }
            return around;
        }

        private void add(long firstHigh, long firstLow, int leaf) {
            boolean isSame =
                    count > 0 && high[count - 1] == firstHigh && low[count - 1] == firstLow;
            int at = isSame ? count - 1 : count++;
            high[at] = firstHigh;
            low[at] = firstLow;
            value[at] = leaf;
        }
    }
}
