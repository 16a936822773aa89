package io.culvert.dataplane;

import java.util.Arrays;

/// What was told a short while ago, so that it is not told again: flows by table and addresses, in a table of fixed size that has a few
/// places for each. Where all of them are taken by others that are still recent, nothing more is told: too little is told rather than
/// too much. It takes no memory before [#prepare].
final class Recent {
    /// Places of one flow.
    private static final int WAYS = 4;

    private static final long[] NONE = {};

    private final int most;

    private long[] sourceHigh = NONE;
    private long[] sourceLow = NONE;
    private long[] destinationHigh = NONE;
    private long[] destinationLow = NONE;
    private long[] until = NONE;
    private int[] table = {};

    /// The place that [#mayTell] found.
    private int place;

    /// @param most flows that are remembered at once, a power of two
    Recent(int most) {
        this.most = most;
    }

    void prepare() {
        if (until.length == 0) {
            sourceHigh = new long[most];
            sourceLow = new long[most];
            destinationHigh = new long[most];
            destinationLow = new long[most];
            until = new long[most];
            Arrays.fill(until, Long.MIN_VALUE);
            table = new int[most];
        }
    }

    /// Whether the flow may be told of: it is not among the recent, and there is a place for it, which [#keep] takes.
    boolean mayTell(
            int inTable, long fromHigh, long fromLow, long toHigh, long toLow, long nowNanos) {
        if (until.length == 0) {
            return false;
        }
        int first = set(inTable, fromHigh, fromLow, toHigh, toLow) * WAYS;
        place = -1;
        for (int at = first; at < first + WAYS; at++) {
            if (until[at] <= nowNanos) {
                place = at;
            } else if (destinationLow[at] == toLow
                    && destinationHigh[at] == toHigh
                    && sourceLow[at] == fromLow
                    && sourceHigh[at] == fromHigh
                    && table[at] == inTable) {
                return false;
            }
        }
        return place >= 0;
    }

    /// Remembers the flow that [#mayTell] was just asked about.
    void keep(int inTable, long fromHigh, long fromLow, long toHigh, long toLow, long untilNanos) {
        sourceHigh[place] = fromHigh;
        sourceLow[place] = fromLow;
        destinationHigh[place] = toHigh;
        destinationLow[place] = toLow;
        table[place] = inTable;
        until[place] = untilNanos;
    }

    private int set(int inTable, long fromHigh, long fromLow, long toHigh, long toLow) {
        long mixed = (fromHigh * 31 + fromLow) * 0x9E37_79B9_7F4A_7C15L + toHigh * 31 + toLow;
        mixed = (mixed + inTable) * 0xD6E8_FEB8_6659_FD93L;
        return (int) (mixed >>> 32) & (most / WAYS - 1);
    }
}
