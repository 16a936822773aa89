package io.culvert.dataplane;

import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.Lookups4;
import io.culvert.dataplane.fib.Lookups6;
import io.culvert.dataplane.fib.RouteTable;
import org.jspecify.annotations.Nullable;

/// The ways of the packets of a batch. Packets come in trains: what goes where the packet of its family before goes is not looked up again.
final class Routes {
    private final Lookups4 lookups = new Lookups4(Express.BATCH);
    private final int[] tables = new int[Express.BATCH];
    private final int[] addresses = new int[Express.BATCH];
    private final int[] found = new int[Express.BATCH];
    private int count;

    private final Lookups6 lookups6 = new Lookups6(Express.BATCH);
    private final int[] tables6 = new int[Express.BATCH];
    private final long[] highs = new long[Express.BATCH];
    private final long[] lows = new long[Express.BATCH];
    private final int[] found6 = new int[Express.BATCH];
    private int count6;

    /// By address, those of IPv6 behind all that there may be of IPv4.
    private final @Nullable Hop[] hops = new Hop[2 * Express.BATCH];

    /// By packet: which of the addresses it goes to, or the complement of its entry where that needs no lookup.
    private final int[] of = new int[Express.BATCH];

    void begin() {
        count = 0;
        count6 = 0;
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

    void want6(int packet, int table, long high, long low) {
        int last = count6 - 1;
        if (last < 0 || lows[last] != low || highs[last] != high || tables6[last] != table) {
            last = count6++;
            tables6[last] = table;
            highs[last] = high;
            lows[last] = low;
        }
        of[packet] = Express.BATCH + last;
    }

    void know(int packet, int entry) {
        of[packet] = ~entry;
    }

    void find(ForwardingImage image) {
        lookups.run(image, tables, addresses, found, count);
        for (int i = 0; i < count; i++) {
            hops[i] = hopOf(image, found[i]);
        }
        if (count6 != 0) {
            find6(image);
        }
    }

    private void find6(ForwardingImage image) {
        lookups6.run(image, tables6, highs, lows, found6, count6);
        for (int i = 0; i < count6; i++) {
            hops[Express.BATCH + i] = hopOf(image, found6[i]);
        }
    }

    private static @Nullable Hop hopOf(ForwardingImage image, int entry) {
        return entry == RouteTable.NO_ENTRY ? null : image.hop(entry);
    }

    /// Whether two packets were found to go one way, and are of one family; others may go that way all the same.
    boolean isAlike(int packet, int other) {
        return of[packet] == of[other];
    }

    /// The way of a packet, or null where there is none.
    @Nullable Hop hop(ForwardingImage image, int packet) {
        int at = of[packet];
        return at < 0 ? image.hop(~at) : hops[at];
    }
}
