package io.culvert.dataplane.fib;

/// Lookups of many IPv4 addresses side by side. What one of them reads is in no cache where tables are large and addresses are random, and
/// each line of memory says which is next; so all addresses go one step, then all the next, and the memory works on many of them at once.
public final class Lookups4 {
    private final int[][] ranges;
    private final int[][][][] leaves;
    private final int[] at;

    /// What loops that only read ahead have read: the steps after them find it near, and they hold so little that the memory works on more of
    /// their addresses at once.
    int touched;

    /// @param most addresses at once
    public Lookups4(int most) {
        ranges = new int[most][];
        leaves = new int[most][][][];
        at = new int[most];
    }

    /// Finds the entry of each of so many addresses in the table beside it, or [RouteTable#NO_ENTRY].
    public void run(ForwardingImage image, int[] tables, int[] addresses, int[] found, int count) {
        for (int i = 0; i < count; i++) {
            PrefixTree tree = image.table(tables[i]).four;
            ranges[i] = tree.root4();
            leaves[i] = tree.leaves4();
        }
        find(addresses, found, count);
        int beneath = 0;
        int read = 0;
        for (int i = 0; i < count; i++) {
            int[][][] pages = leaves[i];
            if (pages != null) {
                int[] leaf = PrefixTree.leaf4(pages, found[i]);
                ranges[i] = leaf;
                read ^= leaf[0];
                beneath++;
            }
        }
        touched = read;
        if (beneath != 0) {
            find(addresses, found, count);
        }
    }

    /// What stands in the table itself is found a second time, which does no harm.
    private void find(int[] addresses, int[] found, int count) {
        for (int i = 0; i < count; i++) {
            at[i] = Ranges4.slot(ranges[i], addresses[i]);
        }
        int read = 0;
        for (int i = 0; i < count; i++) {
            read ^= Ranges4.touch(ranges[i], at[i]);
        }
        touched = read;
        for (int i = 0; i < count; i++) {
            found[i] = Ranges4.value(ranges[i], at[i], addresses[i]);
        }
    }
}
