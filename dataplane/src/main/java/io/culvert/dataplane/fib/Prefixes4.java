package io.culvert.dataplane.fib;

/// [Prefixes] of IPv4: twelve octets each, and two to four for the index.
final class Prefixes4 extends Prefixes {
    static final Prefixes4 EMPTY = new Prefixes4(new int[0], new long[0], RouteTable.NO_ENTRY);

    private static final int LENGTH_MAX = Integer.SIZE;

    /// First addresses, the top bit flipped so that signed comparison sorts unsigned numbers.
    private final int[] first;

    /// The first address that the index tells apart from those before.
    private final int base;

    private final int shift;
    private final int reach;

    private Prefixes4(int[] first, long[] rows, int fallback) {
        super(rows, index(first, slotBits(first.length)), fallback);
        this.first = first;
        base = base(first);
        shift = shift(first, slotBits(first.length));
        nest();
        reach = reach(index());
    }

    /// The first address that an index tells apart from those before.
    static int base(int[] first) {
        return first.length == 0 ? 0 : first[Math.min(1, first.length - 1)];
    }

    static int shift(int[] first, int slotBits) {
        long span =
                first.length == 0 ? 0 : Math.max(0, (long) first[first.length - 1] - base(first));
        return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(span) - slotBits);
    }

    /// The last address of the list at or before the beginning of each slot, and the last of all.
    static int[] index(int[] first, int slotBits) {
        int slots = 1 << slotBits;
        int shift = shift(first, slotBits);
        var index = new int[slots + 1];
        int at = 0;
        for (int slot = 1; slot < slots; slot++) {
            long from = base(first) + ((long) slot << shift);
            while (at + 1 < first.length && first[at + 1] <= from) {
                at++;
            }
            index[slot] = at;
        }
        index[slots] = Math.max(0, first.length - 1);
        return index;
    }

    private Prefixes4(Prefixes4 same, long[] rows, int fallback) {
        super(rows, same.index(), fallback);
        first = same.first;
        base = same.base;
        shift = same.shift;
        reach = same.reach;
    }

    /// Tells each prefix which one is around it.
    private void nest() {
        long[] rows = rows();
        int around = -1;
        for (int at = 0; at < first.length; at++) {
            while (around >= 0 && !holds(around, first[at])) {
                around = parent(rows[around]);
            }
            rows[at] = withParent(rows[at], around);
            around = at;
        }
    }

    private boolean holds(int at, int key) {
        // Wide enough for a shift by all 32 bits.
        return ((first[at] ^ key) & (int) (-1L << LENGTH_MAX - length(at))) == 0;
    }

    int lookup(int address) {
        int key = address ^ Integer.MIN_VALUE;
        long[] rows = rows();
        int[] index = index();
        if (rows.length == 0) {
            return fallback;
        }
        int slots = index.length - 1;
        long distance = Math.max(0L, (long) key - base);
        int slot = (int) Math.min(distance >>> shift, slots - 1L);
        int at = index[slot];
        int last = first.length - 1;
        for (int step = reach; step > 0; step >>>= 1) {
            int further = Math.min(at + step, last);
            at = first[further] <= key ? further : at;
        }
        do {
            long row = rows[at];
            if (((first[at] ^ key) & (int) (-1L << LENGTH_MAX - length(row))) == 0) {
                return value(row);
            }
            at = parent(row);
        } while (at >= 0);
        return fallback;
    }

    @Override
    int lookup(long high, long low) {
        return lookup((int) (high >>> 32));
    }

    @Override
    long high(int at) {
        return (long) (first[at] ^ Integer.MIN_VALUE) << 32;
    }

    @Override
    long low(int at) {
        return 0;
    }

    @Override
    Prefixes one(long high, long low, int length, int value) {
        return new Prefixes4(
                new int[] {(int) (high >>> 32) ^ Integer.MIN_VALUE},
                new long[] {row(value, length)},
                fallback);
    }

    @Override
    Prefixes splice(int from, int to, Prefixes with, int withFrom, int withTo) {
        var other = (Prefixes4) with;
        int more = withTo - withFrom;
        var newFirst = new int[first.length - (to - from) + more];
        var newRows = new long[newFirst.length];
        System.arraycopy(first, 0, newFirst, 0, from);
        System.arraycopy(rows(), 0, newRows, 0, from);
        System.arraycopy(other.first, withFrom, newFirst, from, more);
        System.arraycopy(other.rows(), withFrom, newRows, from, more);
        System.arraycopy(first, to, newFirst, from + more, first.length - to);
        System.arraycopy(rows(), to, newRows, from + more, first.length - to);
        return new Prefixes4(newFirst, newRows, fallback);
    }

    @Override
    Prefixes withRows(long[] newRows) {
        return new Prefixes4(this, newRows, fallback);
    }

    @Override
    Prefixes withFallback(int newFallback) {
        return new Prefixes4(this, rows(), newFallback);
    }
}
