package io.culvert.dataplane.fib;

/// Lookups of many IPv6 addresses side by side, as [Lookups4] does those of IPv4: what a step of one of them waits for, the memory fetches for
/// all of them at once.
public final class Lookups6 {
    private final PrefixTree[] trees;
    private final Ranges6[] links;
    private final Prefixes6[] lists;
    private final int[] at;

    /// By address with links to look in: which address that is.
    private final int[] linked;

    /// What loops that only read ahead have read.
    long touched;

    /// @param most addresses at once
    public Lookups6(int most) {
        trees = new PrefixTree[most];
        links = new Ranges6[most];
        lists = new Prefixes6[most];
        at = new int[most];
        linked = new int[most];
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
            PrefixTree tree = image.table(tables[i]).six;
            Ranges6 its = tree.links6();
            if (its == null) {
                lists[i] = tree.root6();
            } else {
                trees[beneath] = tree;
                links[beneath] = its;
                linked[beneath++] = i;
            }
        }
        if (beneath != 0) {
            findLeaves(highs, lows, beneath);
        }
        findInLists(highs, lows, found, count);
    }

    private void findLeaves(long[] highs, long[] lows, int count) {
        for (int i = 0; i < count; i++) {
            at[i] = links[i].begin(highs[linked[i]]);
        }
        long read = 0;
        for (int i = 0; i < count; i++) {
            read ^= links[i].touch(at[i]);
        }
        for (int i = 0; i < count; i++) {
            at[i] = links[i].value(at[i], highs[linked[i]], lows[linked[i]]);
        }
        for (int i = 0; i < count; i++) {
            Prefixes6 leaf = trees[i].leaf6(at[i]);
            lists[linked[i]] = leaf;
            read ^= leaf.fallback;
        }
        touched = read;
    }

    private void findInLists(long[] highs, long[] lows, int[] found, int count) {
        for (int i = 0; i < count; i++) {
            at[i] = lists[i].begin(highs[i]);
        }
        long read = 0;
        for (int i = 0; i < count; i++) {
            read ^= lists[i].touch(at[i]);
        }
        for (int i = 0; i < count; i++) {
            at[i] = lists[i].place(at[i], highs[i], lows[i]);
        }
        touched = read;
        for (int i = 0; i < count; i++) {
            found[i] = lists[i].value(at[i], highs[i], lows[i]);
        }
    }
}
