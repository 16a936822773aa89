package io.culvert.dataplane.fib;

/// Prefixes in order of address, then length, each with a value: where packets go, or the number of another such list. A
/// lookup finds the last prefix that begins at or before the address; if that does not hold the address, the longest one that
/// does is among those that enclose it, and each knows the next around it.
///
/// Beside ranges of addresses that share an answer this takes half the memory, because a prefix has one row and not one for each
/// end, and what a lookup reads is also what a change is made from. Immutable.
///
/// Here addresses of both families begin at the top bit of 128, so that one piece of code changes tables of both.
abstract sealed class Prefixes permits Prefixes4, Prefixes6 {
    /// Prefixes in one list at most: what the number of the enclosing one has room for.
    static final int SIZE_MAX = (1 << 24) - 2;

    private static final int LENGTH_BITS = 8;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    /// The answer where no prefix holds the address.
    final int fallback;

    /// By prefix: its value in the upper half, then one more than the place of the prefix around it, then its length.
    private final long[] rows;

    Prefixes(long[] rows, int fallback) {
        this.rows = rows;
        this.fallback = fallback;
    }

    static long row(int value, int length) {
        return (long) value << 32 | length;
    }

    static long withParent(long row, int parent) {
        return row & ~0xFFFF_FF00L | (long) (parent + 1) << LENGTH_BITS;
    }

    static int length(long row) {
        return (int) row & LENGTH_MASK;
    }

    static int parent(long row) {
        return ((int) row >>> LENGTH_BITS) - 1;
    }

    static int value(long row) {
        return (int) (row >>> 32);
    }

    final long[] rows() {
        return rows;
    }

    final int size() {
        return rows.length;
    }

    final int length(int at) {
        return length(rows[at]);
    }

    final int parent(int at) {
        return parent(rows[at]);
    }

    final int value(int at) {
        return value(rows[at]);
    }

    abstract long high(int at);

    abstract long low(int at);

    /// The value of the longest prefix that holds the address, or the fallback.
    int lookup(long high, long low) {
        int at = enclosing(high, low, LENGTH_MASK);
        return at < 0 ? fallback : value(at);
    }

    /// A list of one prefix, of the same family.
    abstract Prefixes one(long high, long low, int length, int value);

    /// The same list with the prefixes `withFrom` to `withTo` of another in place of its own from `from` to `to`.
    abstract Prefixes splice(int from, int to, Prefixes with, int withFrom, int withTo);

    /// The same with these rows in place of its own, whose prefixes are the same.
    abstract Prefixes withRows(long[] newRows);

    abstract Prefixes withFallback(int newFallback);

    Prefixes withValue(int at, int value) {
        long[] changed = rows.clone();
        changed[at] = changed[at] & 0xFFFF_FFFFL | (long) value << 32;
        return withRows(changed);
    }

    /// The prefixes from `from` to `to` alone.
    final Prefixes slice(int from, int to) {
        return splice(0, size(), this, from, to);
    }

    final Prefixes without(int from, int to) {
        return splice(from, to, this, 0, 0);
    }

    private int compare(int at, long high, long low, int length) {
        int byHigh = Long.compareUnsigned(high(at), high);
        if (byHigh != 0) {
            return byHigh;
        }
        int byLow = Long.compareUnsigned(low(at), low);
        return byLow != 0 ? byLow : Integer.compare(length(at), length);
    }

    /// The place of the first prefix that is not before this one in the order.
    final int position(long high, long low, int length) {
        int from = 0;
        int to = size();
        while (from < to) {
            int middle = from + to >>> 1;
            if (compare(middle, high, low, length) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /// The end of the prefixes that this one covers, which stand together from its [#position] on.
    final int end(long high, long low, int length) {
        if (length == 0) {
            return size();
        }
        long lastHigh = length >= Long.SIZE ? high : high | -1L >>> length;
        long lastLow = length <= Long.SIZE ? -1L : low | lowerBits(length);
        return position(lastHigh, lastLow, LENGTH_MASK + 1);
    }

    private static long lowerBits(int length) {
        return length == 2 * Long.SIZE ? 0 : -1L >>> (length - Long.SIZE);
    }

    final boolean isAt(int position, long high, long low, int length) {
        return position < size() && compare(position, high, low, length) == 0;
    }

    /// Whether the prefix at this place covers another.
    final boolean covers(int at, long high, long low, int length) {
        return length(at) <= length && commonBits(high(at), low(at), high, low) >= length(at);
    }

    static int commonBits(long high, long low, long otherHigh, long otherLow) {
        return high != otherHigh
                ? Long.numberOfLeadingZeros(high ^ otherHigh)
                : Long.SIZE + Long.numberOfLeadingZeros(low ^ otherLow);
    }

    /// The longest prefix that covers this one or is it, or -1.
    final int enclosing(long high, long low, int length) {
        int at = position(high, low, length + 1) - 1;
        while (at >= 0 && !covers(at, high, low, length)) {
            at = parent(at);
        }
        return at;
    }
}
