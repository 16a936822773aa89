package io.culvert.dataplane.fib;

/// [Prefixes] of IPv6: 24 octets each, and two to four for the index, which goes by the upper halves.
final class Prefixes6 extends Prefixes {
    static final Prefixes6 EMPTY =
            new Prefixes6(new long[0], new long[0], new long[0], RouteTable.NO_ENTRY);

    /// Prefixes that the leading bits of an address leave to search in, on average.
    private static final int SLOT_PREFIXES = 2;

    private static final int LENGTH_BITS = 8;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    /// Halves of first addresses, the top bits flipped so that signed comparison sorts unsigned numbers.
    private final long[] firstHigh;

    private final long[] firstLow;

    /// The upper half of the first address that the index tells apart from those before.
    private final long base;

    private final int shift;
    private final int reach;

    /// The last prefix that begins at or before each slot of the address space between the first and the last of them, and the
    /// last one at the end.
    private final int[] index;

    /// By prefix: its value in the upper half, then one more than the place of the prefix around it, then its length.
    private final long[] rows;

    private Prefixes6(long[] firstHigh, long[] firstLow, long[] rows, int fallback) {
        super(fallback);
        this.rows = rows;
        index = index(firstHigh, firstLow, slotBits(rows.length));
        this.firstHigh = firstHigh;
        this.firstLow = firstLow;
        base = base(firstHigh);
        shift = shift(firstHigh, slotBits(rows.length));
        nest();
        reach = reach(index);
    }

    private static long row(int value, int length) {
        return (long) value << 32 | length;
    }

    private static long withParent(long row, int parent) {
        return row & ~0xFFFF_FF00L | (long) (parent + 1) << LENGTH_BITS;
    }

    private static int length(long row) {
        return (int) row & LENGTH_MASK;
    }

    private static int parent(long row) {
        return ((int) row >>> LENGTH_BITS) - 1;
    }

    private static int value(long row) {
        return (int) (row >>> 32);
    }

    @Override
    int size() {
        return rows.length;
    }

    @Override
    int length(int at) {
        return length(rows[at]);
    }

    @Override
    int parent(int at) {
        return parent(rows[at]);
    }

    @Override
    int value(int at) {
        return value(rows[at]);
    }

    /// The upper half of the first address that an index tells apart from those before.
    static long base(long[] firstHigh) {
        return firstHigh.length == 0 ? 0 : firstHigh[Math.min(1, firstHigh.length - 1)];
    }

    static int shift(long[] firstHigh, int slotBits) {
        int size = firstHigh.length;
        long span = size == 0 ? 0 : firstHigh[size - 1] - base(firstHigh);
        return Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(span) - slotBits);
    }

    /// The last address of the list at or before the beginning of each slot, and the last of all.
    static int[] index(long[] firstHigh, long[] firstLow, int slotBits) {
        int size = firstHigh.length;
        int slots = 1 << slotBits;
        int shift = shift(firstHigh, slotBits);
        long base = base(firstHigh);
        var index = new int[slots + 1];
        int at = 0;
        for (int slot = 1; slot < slots; slot++) {
            long distance = (long) slot << shift;
            long from = base + distance;
            boolean isBeyond = from < base || distance >>> shift != slot;
            while (at + 1 < size && (isBeyond || isNotAfter(firstHigh, firstLow, at + 1, from))) {
                at++;
            }
            index[slot] = at;
        }
        index[slots] = Math.max(0, size - 1);
        return index;
    }

    private static boolean isNotAfter(long[] firstHigh, long[] firstLow, int at, long high) {
        return firstHigh[at] < high || (firstHigh[at] == high && firstLow[at] == Long.MIN_VALUE);
    }

    private Prefixes6(Prefixes6 same, long[] rows, int fallback) {
        super(fallback);
        this.rows = rows;
        index = same.index;
        firstHigh = same.firstHigh;
        firstLow = same.firstLow;
        base = same.base;
        shift = same.shift;
        reach = same.reach;
    }

    /// How many leading bits of the distance from the first prefix choose a slot; there are at least two slots.
    static int slotBits(int size) {
        return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(size / SLOT_PREFIXES));
    }

    /// The first and longest step of the search in any slot. All searches of a list take as many steps, so that the processor
    /// knows beforehand when they end; a step that leads out of the slot, or of the list, does no harm.
    static int reach(int[] index) {
        int most = 0;
        for (int slot = 0; slot + 1 < index.length; slot++) {
            most = Math.max(most, index[slot + 1] - index[slot]);
        }
        return Integer.highestOneBit(most);
    }

    /// Tells each prefix which one is around it.
    private void nest() {
        int around = -1;
        for (int at = 0; at < rows.length; at++) {
            while (around >= 0 && !holds(around, rows[around], firstHigh[at], firstLow[at])) {
                around = parent(rows[around]);
            }
            rows[at] = withParent(rows[at], around);
            around = at;
        }
    }

    private boolean holds(int at, long row, long keyHigh, long keyLow) {
        return commonBits(firstHigh[at], firstLow[at], keyHigh, keyLow) >= length(row);
    }

    @Override
    int lookup(long high, long low) {
        return value(place(begin(high), high, low), high, low);
    }

    /// Where the search for an address begins: the place of the last prefix before its slot of the index.
    int begin(long high) {
        long keyHigh = high ^ Long.MIN_VALUE;
        long distance = keyHigh < base ? 0 : keyHigh - base;
        return index[(int) Math.min(distance >>> shift, index.length - 2L)];
    }

    /// Reads what the search from there reads first, and makes something of it, so that it is read.
    long touch(int begin) {
        return firstHigh.length == 0 ? 0 : firstHigh[begin];
    }

    /// The last prefix that begins at or before an address, from where its search begins.
    int place(int begin, long high, long low) {
        long keyHigh = high ^ Long.MIN_VALUE;
        long keyLow = low ^ Long.MIN_VALUE;
        int last = firstHigh.length - 1;
        int at = begin;
        for (int step = reach; step > 0; step >>>= 1) {
            int further = Math.min(at + step, last);
            long beginning = firstHigh[further];
            boolean notBeyond =
                    beginning < keyHigh || (beginning == keyHigh && firstLow[further] <= keyLow);
            at = notBeyond ? further : at;
        }
        return at;
    }

    /// The value of an address, from the [#place] of it: that of the prefix there or of the next around it that holds the address.
    int value(int place, long high, long low) {
        long keyHigh = high ^ Long.MIN_VALUE;
        long keyLow = low ^ Long.MIN_VALUE;
        for (int at = rows.length == 0 ? -1 : place; at >= 0; ) {
            long row = rows[at];
            if (holds(at, row, keyHigh, keyLow)) {
                return value(row);
            }
            at = parent(row);
        }
        return fallback;
    }

    @Override
    long high(int at) {
        return firstHigh[at] ^ Long.MIN_VALUE;
    }

    @Override
    long low(int at) {
        return firstLow[at] ^ Long.MIN_VALUE;
    }

    @Override
    Prefixes one(long high, long low, int length, int value) {
        return new Prefixes6(
                new long[] {high ^ Long.MIN_VALUE},
                new long[] {low ^ Long.MIN_VALUE},
                new long[] {row(value, length)},
                fallback);
    }

    @Override
    Prefixes with(int at, long high, long low, int length, int value) {
        return splice(at, at, (Prefixes6) one(high, low, length, value), 0, 1);
    }

    @Override
    Prefixes withAll(int at, Prefixes others) {
        return splice(at, at, (Prefixes6) others, 0, others.size());
    }

    @Override
    Prefixes without(int from, int to) {
        return splice(from, to, this, 0, 0);
    }

    @Override
    Prefixes slice(int from, int to) {
        return splice(0, size(), this, from, to);
    }

    /// The same list with the prefixes `withFrom` to `withTo` of another in place of its own from `from` to `to`.
    private Prefixes splice(int from, int to, Prefixes6 with, int withFrom, int withTo) {
        return new Prefixes6(
                splice(firstHigh, from, to, with.firstHigh, withFrom, withTo),
                splice(firstLow, from, to, with.firstLow, withFrom, withTo),
                splice(rows, from, to, with.rows, withFrom, withTo),
                fallback);
    }

    private static long[] splice(
            long[] array, int from, int to, long[] with, int withFrom, int withTo) {
        int more = withTo - withFrom;
        var spliced = new long[array.length - (to - from) + more];
        System.arraycopy(array, 0, spliced, 0, from);
        System.arraycopy(with, withFrom, spliced, from, more);
        System.arraycopy(array, to, spliced, from + more, array.length - to);
        return spliced;
    }

    @Override
    Prefixes withValue(int at, int value) {
        long[] changed = rows.clone();
        changed[at] = changed[at] & 0xFFFF_FFFFL | (long) value << 32;
        return new Prefixes6(this, changed, fallback);
    }

    @Override
    Prefixes withFallback(int newFallback) {
        return new Prefixes6(this, rows, newFallback);
    }
}
