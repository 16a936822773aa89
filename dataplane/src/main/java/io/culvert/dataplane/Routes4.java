package io.culvert.dataplane;

import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.Lookups4;
import io.culvert.dataplane.fib.RouteTable;
import org.jspecify.annotations.Nullable;

/// The ways of the packets of a batch. Packets come in trains: what goes where the packet before goes is not looked up again.
final class Routes4 {
    private final Lookups4 lookups = new Lookups4(Express.BATCH);
    private final int[] tables = new int[Express.BATCH];
    private final int[] addresses = new int[Express.BATCH];
    private final int[] found = new int[Express.BATCH];
    private final @Nullable Hop[] hops = new Hop[Express.BATCH];

    /// By packet: which of the addresses it goes to, or the complement of its entry where that needs no lookup.
    private final int[] of = new int[Express.BATCH];

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
        of[packet] = ~entry;
    }

    void find(ForwardingImage image) {
        lookups.run(image, tables, addresses, found, count);
        for (int i = 0; i < count; i++) {
            int entry = found[i];
            hops[i] = entry == RouteTable.NO_ENTRY ? null : image.hop(entry);
        }
    }

    /// Whether two packets were found to go one way; others may all the same.
    boolean isAlike(int packet, int other) {
        return of[packet] == of[other];
    }

    /// The way of a packet, or null where there is none.
    @Nullable Hop hop(ForwardingImage image, int packet) {
        int at = of[packet];
        return at < 0 ? image.hop(~at) : hops[at];
    }
}
