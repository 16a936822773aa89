package io.culvert.dataplane;

import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.Lookups4;
import io.culvert.dataplane.fib.Lookups6;
import io.culvert.dataplane.fib.RouteTable;
import org.jspecify.annotations.Nullable;

/// The ways of the packets of a batch. Packets come in trains: what goes where the packet of its family before goes is not looked up again. Each
/// keeps a number ([LanePacket#route]): which of the addresses it goes to, or the complement of its entry where that needs no lookup.
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

    void begin() {
        count = 0;
        count6 = 0;
    }

    void want(LanePacket packet, int table, int address) {
        int last = count - 1;
        if (last < 0 || addresses[last] != address || tables[last] != table) {
            last = count++;
            tables[last] = table;
            addresses[last] = address;
        }
        packet.route = last;
    }

    void want6(LanePacket packet, int table, long high, long low) {
        int last = count6 - 1;
        if (last < 0 || lows[last] != low || highs[last] != high || tables6[last] != table) {
            last = count6++;
            tables6[last] = table;
            highs[last] = high;
            lows[last] = low;
        }
        packet.route = Express.BATCH + last;
    }

    void know(LanePacket packet, int entry) {
        packet.route = ~entry;
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

    /// Whether some ways may come again after others.
    boolean mayAlternate() {
        return count + count6 > 2;
    }

    /// Whether two packets of one family go one way to one neighbour for all that is known here; others may all the same.
    boolean isAlike(ForwardingImage image, LanePacket packet, LanePacket other) {
        int at = packet.route;
        return at == other.route && (at >= 0 || image.hop(~at).kind == Hop.ADJACENCY);
    }

    /// The way of a packet, or null where there is none.
    @Nullable Hop hop(ForwardingImage image, LanePacket packet) {
        int at = packet.route;
        return at < 0 ? image.hop(~at) : hops[at];
    }
}
