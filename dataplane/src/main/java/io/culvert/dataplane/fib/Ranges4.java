package io.culvert.dataplane.fib;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/// Longest prefix match for IPv4 over sorted ranges. The prefixes cut the address space into ranges that share one answer;
/// a lookup is a binary search without unpredictable branches, among the ranges that the leading bits of the address leave.
/// It takes at most twelve octets a range, and at most two ranges a prefix.
final class Ranges4 {
    /// First address of each range, its top bit flipped so that signed comparison sorts unsigned numbers.
    private final int[] first;

    private final int[] entry;

    /// The range of the first address with each value of the leading bits, and the last range at the end: no more of them
    /// than ranges, two at least.
    private final int[] index;

    private final int shift;

    private Ranges4(int[] first, int[] entry) {
        this.first = first;
        this.entry = entry;
        int bits = Math.max(1, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(first.length));
        shift = Integer.SIZE - bits;
        index = new int[(1 << bits) + 1];
        int range = 0;
        for (int leading = 0; leading < 1 << bits; leading++) {
            int key = leading << shift ^ Integer.MIN_VALUE;
            while (range + 1 < first.length && first[range + 1] <= key) {
                range++;
            }
            index[leading] = range;
        }
        index[1 << bits] = first.length - 1;
    }

    int lookup(int address) {
        int key = address ^ Integer.MIN_VALUE;
        int leading = address >>> shift;
        int at = index[leading];
        for (int left = index[leading + 1] - at + 1; left > 1; ) {
            int half = left >>> 1;
            at = first[at + half] <= key ? at + half : at;
            left -= half;
        }
        return entry[at];
    }

    /// The prefixes come in order of address, then length: each is nested in those still open, or beyond them.
    static Ranges4 of(SortedMap<Prefix, Integer> routes) {
        var build = new Build(routes.size());
        for (Map.Entry<Prefix, Integer> route : routes.entrySet()) {
            int address = ((Ipv4Address) route.getKey().address()).bits();
            build.open(address & 0xFFFF_FFFFL, route.getKey().length(), route.getValue());
        }
        return build.finish();
    }

    private static final class Build {
        private static final long BEYOND = 1L << 32;

        private final int[] first;
        private final int[] entry;
        private int count;

        /// Last addresses and answers of the prefixes that enclose the present address.
        private final long[] openEnd = new long[33];

        private final int[] openEntry = new int[33];
        private int depth;

        Build(int routes) {
            first = new int[2 * routes + 1];
            entry = new int[2 * routes + 1];
            add(0, RouteTable.NO_ENTRY);
        }

        void open(long address, int length, int answer) {
            close(address);
            add(address, answer);
            openEnd[depth] = address + (1L << (32 - length));
            openEntry[depth++] = answer;
        }

        private void close(long until) {
            while (depth > 0 && openEnd[depth - 1] <= until) {
                long end = openEnd[--depth];
                if (end < BEYOND) {
                    add(end, depth > 0 ? openEntry[depth - 1] : RouteTable.NO_ENTRY);
                }
            }
        }

        private void add(long address, int answer) {
            int key = (int) address ^ Integer.MIN_VALUE;
            if (count > 0 && first[count - 1] == key) {
                entry[count - 1] = answer;
            } else {
                first[count] = key;
                entry[count++] = answer;
            }
        }

        Ranges4 finish() {
            close(BEYOND);
            return new Ranges4(Arrays.copyOf(first, count), Arrays.copyOf(entry, count));
        }
    }
}
