package io.culvert.dataplane.fib;

/// Lookups of many IPv6 addresses side by side, as [Lookups4] does those of IPv4: what a step of one of them waits for, the memory fetches for
/// all of them at once.
public final class Lookups6 {
    private final long[][] rows;
    private final int[] begin;
    private final int[] end;

    /// Those of which the search has many rows before it, then those that the rows found for them do not hold, or may not.
    private final int[] left;

    /// What loops that only read ahead have read.
    long touched;

    /// @param most addresses at once
    public Lookups6(int most) {
        rows = new long[most][];
        begin = new int[most];
        end = new int[most];
        left = new int[most];
    }

    /// Finds the entry of each of so many addresses in the table beside it, or [RouteTable#NO_ENTRY].
    public void run(
            ForwardingImage image,
            int[] tables,
            long[] highs,
            long[] lows,
            int[] found,
            int count) {
        int beneath = 0;
        for (int i = 0; i < count; i++) {
            RouteTable table = image.table(tables[i]);
            rows[i] = table.root6();
            beneath += table.leaves6() == null ? 0 : 1;
        }
        find(highs, lows, found, count);
        if (beneath != 0) {
            enterLeaves(image, tables, found, count);
            // What stands in the table itself is found a second time, which does no harm.
            find(highs, lows, found, count);
        }
    }

    /// Goes from the links that were found to the leaves that they lead to.
    private void enterLeaves(ForwardingImage image, int[] tables, int[] found, int count) {
        long read = 0;
        for (int i = 0; i < count; i++) {
            long[][][] pages = image.table(tables[i]).leaves6();
            if (pages != null) {
                long[] leaf = PrefixTree.leaf6(pages, found[i]);
                rows[i] = leaf;
                read ^= leaf[0];
            }
        }
        touched = read;
    }

    private void find(long[] highs, long[] lows, int[] found, int count) {
        for (int i = 0; i < count; i++) {
            begin[i] = Rows6.slot(rows[i], highs[i]);
        }
        int far = 0;
        for (int i = 0; i < count; i++) {
            int slot = begin[i];
            begin[i] = Rows6.begin(rows[i], slot);
            end[i] = Rows6.end(rows[i], slot);
            left[far] = i;
            far += Rows6.isFar(begin[i], end[i]) ? 1 : 0;
        }
        approach(highs, lows, far);
        long read = 0;
        for (int i = 0; i < count; i++) {
            read ^= Rows6.touch(rows[i], begin[i]);
        }
        touched = read;
        int misses = 0;
        for (int i = 0; i < count; i++) {
            int place = Rows6.find(rows[i], begin[i], end[i], highs[i]);
            begin[i] = place;
            found[i] = Rows6.valueAt(rows[i], place);
            left[misses] = i;
            misses += Rows6.misses(rows[i], place, highs[i]);
        }
        lookAround(highs, lows, found, misses);
    }

    /// Halves what the searches have before them until none of them has many rows.
    private void approach(long[] highs, long[] lows, int far) {
        int still = far;
        while (still != 0) {
            int farther = 0;
            for (int i = 0; i < still; i++) {
                int which = left[i];
                int from = begin[which];
                int to = end[which];
                int middle = Rows6.middle(from, to);
                int isNotBeyond = Rows6.isNotBeyond(rows[which], middle, highs[which], lows[which]);
                from += middle - from & isNotBeyond;
                to -= to - middle + Rows6.WIDTH & ~isNotBeyond;
                begin[which] = from;
                end[which] = to;
                left[farther] = which;
                farther += Rows6.isFar(from, to) ? 1 : 0;
            }
            still = farther;
        }
    }

    /// Finds what is around the rows that were found and do not hold their addresses.
    private void lookAround(long[] highs, long[] lows, int[] found, int misses) {
        long read = 0;
        for (int i = 0; i < misses; i++) {
            int which = left[i];
            read ^= Rows6.touchAround(rows[which], begin[which]);
        }
        touched = read;
        for (int i = 0; i < misses; i++) {
            int which = left[i];
            found[which] = Rows6.value(rows[which], begin[which], highs[which], lows[which]);
        }
    }
}
