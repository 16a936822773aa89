package io.culvert.dataplane.fib;

import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/// Longest prefix match for IPv6 over sorted ranges, as [Ranges4].
final class Ranges6 {
    /// Halves of the first address of each range, top bits flipped.
    private final long[] high;

    private final long[] low;
    private final int[] entry;

    private Ranges6(long[] high, long[] low, int[] entry) {
        this.high = high;
        this.low = low;
        this.entry = entry;
    }

    int lookup(long addressHigh, long addressLow) {
        long keyHigh = addressHigh ^ Long.MIN_VALUE;
        long keyLow = addressLow ^ Long.MIN_VALUE;
        int at = 0;
        for (int left = high.length; left > 1; ) {
            int half = left >>> 1;
            long middle = high[at + half];
            boolean notBeyond = middle < keyHigh || (middle == keyHigh && low[at + half] <= keyLow);
            at = notBeyond ? at + half : at;
            left -= half;
        }
        return entry[at];
    }

    static Ranges6 of(SortedMap<Prefix, Integer> routes) {
        var build = new Build(routes.size());
        for (Map.Entry<Prefix, Integer> route : routes.entrySet()) {
            build.open((Ipv6Address) route.getKey().address(), route.getKey(), route.getValue());
        }
        return build.finish();
    }

    private static final class Build {
        private final long[] high;
        private final long[] low;
        private final int[] entry;
        private int count;
        private final Ipv6Address[] openLast = new Ipv6Address[129];
        private final int[] openEntry = new int[129];
        private int depth;

        Build(int routes) {
            high = new long[2 * routes + 1];
            low = new long[2 * routes + 1];
            entry = new int[2 * routes + 1];
            add(Ipv6Address.ANY, RouteTable.NO_ENTRY);
        }

        void open(Ipv6Address address, Prefix prefix, int answer) {
            while (depth > 0 && openLast[depth - 1].compareTo(address) < 0) {
                close();
            }
            add(address, answer);
            openLast[depth] = (Ipv6Address) prefix.last();
            openEntry[depth++] = answer;
        }

        private void close() {
            Ipv6Address beyond = openLast[--depth].plus(1);
            if (!beyond.isUnspecified()) {
                add(beyond, depth > 0 ? openEntry[depth - 1] : RouteTable.NO_ENTRY);
            }
        }

        private void add(Ipv6Address address, int answer) {
            long keyHigh = address.high() ^ Long.MIN_VALUE;
            long keyLow = address.low() ^ Long.MIN_VALUE;
            if (count > 0 && high[count - 1] == keyHigh && low[count - 1] == keyLow) {
                entry[count - 1] = answer;
            } else {
                high[count] = keyHigh;
                low[count] = keyLow;
                entry[count++] = answer;
            }
        }

        Ranges6 finish() {
            while (depth > 0) {
                close();
            }
            return new Ranges6(
                    Arrays.copyOf(high, count),
                    Arrays.copyOf(low, count),
                    Arrays.copyOf(entry, count));
        }
    }
}
