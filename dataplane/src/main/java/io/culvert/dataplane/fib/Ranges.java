package io.culvert.dataplane.fib;

/// Links as ranges of addresses that lead to the same leaf. They take twice the memory of [Prefixes], but a lookup goes no way
/// back over those around, which it can foresee less among few large prefixes than among many small ones; and there are few.
abstract sealed class Ranges permits Ranges4, Ranges6 {
    static Ranges of(Prefixes links) {
        var build = new Build(links);
        return links instanceof Prefixes4
                ? new Ranges4(build.high, build.value, build.count)
                : new Ranges6(build.high, build.low, build.value, build.count);
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
