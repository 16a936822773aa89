package io.culvert.dataplane.fib;

/// The links of a tree of IPv4 as ranges of addresses that lead to the same leaf. They take twice the memory of prefixes, but a lookup goes no way
/// back over those around, which it can foresee less among few large prefixes than among many small ones; and there are few.
final class Ranges4 {
    private static final int WIDTH = 2;

    private final Prefixes links;
    private final int[] sorted;
    private int count;

    private Ranges4(Prefixes links) {
        this.links = links;
        sorted = new int[2 * WIDTH * links.size()];
    }

    /// @param links in order of address, then length, the whole address space first
    /// @return as [Rows4] has them
    static int[] of(Prefixes links) {
        var ranges = new Ranges4(links);
        int open = -1;
        for (int link = 0; link < links.size(); link++) {
            while (open != links.parent(link)) {
                open = ranges.close(open);
            }
            ranges.add(start(links.high(link)), links.value(link));
            open = link;
        }
        while (open >= 0) {
            open = ranges.close(open);
        }
        return Rows4.of(ranges.sorted, ranges.count);
    }

    private static int start(long high) {
        return (int) (high >>> Integer.SIZE) ^ Integer.MIN_VALUE;
    }

    /// Behind a link comes what is around it, unless the address space ends with both. The answer is the link around.
    private int close(int link) {
        int around = links.parent(link);
        long next = start(links.high(link)) + (1L << Integer.SIZE - links.length(link));
        if (around >= 0 && next <= Integer.MAX_VALUE) {
            add((int) next, links.value(around));
        }
        return around;
    }

    private void add(int start, int leaf) {
        boolean isSame = count > 0 && sorted[(count - 1) * WIDTH] == start;
        int at = (isSame ? count - 1 : count++) * WIDTH;
        sorted[at] = start;
        sorted[at + 1] = Rows4.row(0, leaf);
    }
}
