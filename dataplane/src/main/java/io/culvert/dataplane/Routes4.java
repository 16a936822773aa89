package io.culvert.dataplane;

import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Lookups4;

/// The entries of the packets of a batch. Packets come in trains: what goes where the packet before goes is not looked up again.
final class Routes4 {
    private final Lookups4 lookups = new Lookups4(Express.BATCH);
    private final int[] tables = new int[Express.BATCH];
    private final int[] addresses = new int[Express.BATCH];
    private final int[] found = new int[Express.BATCH];

    /// By packet: which of the addresses it goes to.
    private final int[] of = new int[Express.BATCH];

    /// By packet: its entry, where it is known without a lookup.
    private final int[] known = new int[Express.BATCH];

    private int count;

    void begin() {
        count = 0;
    }

    void want(int packet, int table, int address) {
        int last = count - 1;
        if (last < 0 || addresses[last] != address || tables[last] != table) {
            last = count++;
            tables[last] = table;
            addresses[last] = address;
        }
        of[packet] = last;
    }

    void know(int packet, int entry) {
        of[packet] = -1;
        known[packet] = entry;
    }

    void find(ForwardingImage image) {
        lookups.run(image, tables, addresses, found, count);
    }

    int entry(int packet) {
        int at = of[packet];
        return at < 0 ? known[packet] : found[at];
    }
}
