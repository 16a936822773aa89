package io.culvert.dataplane.fib;

/// Lookups of many IPv4 addresses side by side. What one of them reads is in no cache where tables are large and addresses are random, and
/// each line of memory says which is next; so all addresses go one step, then all the next, and the memory works on many of them at once.
public final class Lookups4 {
    private final int[][] rows;
    private final int[] at;

    /// The addresses that the rows found for them do not hold.
    private final int[] missed;

    /// What loops that only read ahead have read: the steps after them find it near, and they hold so little that the memory works on more of
    /// their addresses at once.
    int touched;

    /// @param most addresses at once
    public Lookups4(int most) {
        rows = new int[most][];
        at = new int[most];
        missed = new int[most];
    }

    /// Finds the entry of each of so many addresses in the table beside it, or [RouteTable#NO_ENTRY].
    public void run(ForwardingImage image, int[] tables, int[] addresses, int[] found, int count) {
        int beneath = 0;
        for (int i = 0; i < count; i++) {
            RouteTable table = image.table(tables[i]);
            rows[i] = table.root4();
            beneath += table.leaves4() == null ? 0 : 1;
        }
        find(addresses, found, count);
        if (beneath != 0) {
            enterLeaves(image, tables, found, count);
            // What stands in the table itself is found a second time, which does no harm.
            find(addresses, found, count);
        }
    }

    /// Goes from the links that were found to the leaves that they lead to.
    private void enterLeaves(ForwardingImage image, int[] tables, int[] found, int count) {
        int read = 0;
        for (int i = 0; i < count; i++) {
            int[][][] pages = image.table(tables[i]).leaves4();
            if (pages != null) {
                int[] leaf = PrefixTree.leaf4(pages, found[i]);
                rows[i] = leaf;
                read ^= leaf[0];
            }
        }
        touched = read;
    }

    private void find(int[] addresses, int[] found, int count) {
        for (int i = 0; i < count; i++) {
            at[i] = Rows4.slot(rows[i], addresses[i]);
        }
        for (int i = 0; i < count; i++) {
            at[i] = Rows4.begin(rows[i], at[i]);
        }
        int read = 0;
        for (int i = 0; i < count; i++) {
            read ^= Rows4.touch(rows[i], at[i]);
        }
        touched = read;
        int misses = 0;
        for (int i = 0; i < count; i++) {
            int place = Rows4.place(rows[i], at[i], addresses[i]);
            at[i] = place;
            found[i] = Rows4.valueAt(rows[i], place);
            missed[misses] = i;
            misses += Rows4.misses(rows[i], place, addresses[i]);
        }
        lookAround(addresses, found, misses);
    }

    /// Finds what is around the rows that were found and do not hold their addresses.
    private void lookAround(int[] addresses, int[] found, int misses) {
        int read = 0;
        for (int i = 0; i < misses; i++) {
            int which = missed[i];
            at[which] = Rows4.placeAround(rows[which], at[which]);
        }
        for (int i = 0; i < misses; i++) {
            int which = missed[i];
            read ^= Rows4.valueAt(rows[which], at[which]);
        }
        touched = read;
        for (int i = 0; i < misses; i++) {
            int which = missed[i];
            found[which] = Rows4.value(rows[which], at[which], addresses[which]);
        }
    }
}
