package io.culvert.dataplane.fib;

/// Prefixes in order of address, then length, each with a value: where packets go, or the number of another such list. A
/// lookup finds the last prefix that begins at or before the address; if that does not hold the address, the longest one that
/// does is among those that enclose it, and each knows the next around it.
///
/// Immutable. Here addresses of both families begin at the top bit of 128, so that one piece of code changes tables of both.
abstract sealed class Prefixes permits Prefixes4, Prefixes6 {
    /// Prefixes in one list at most: what the number of the enclosing one has room for.
    static final int SIZE_MAX = (1 << 24) - 2;

    private static final int BEYOND_ALL_LENGTHS = 0xFF;

    /// The answer where no prefix holds the address.
    final int fallback;

    Prefixes(int fallback) {
        this.fallback = fallback;
    }

    /// What lookups read: an array of numbers ([Rows4], [Rows6]).
    abstract Object rows();

    /// The same, where these lead to other lists.
    abstract Object links();

    /// Room for what lookups read of so many lists of the family on each of so many pages.
    abstract Object[][] pages(int count, int size);

    /// A list of none, of the same family.
    abstract Prefixes empty();

    abstract int size();

    abstract int length(int at);

    /// The place of the prefix around this one, or -1.
    abstract int parent(int at);

    abstract int value(int at);

    abstract long high(int at);

    abstract long low(int at);

    /// The value of the longest prefix that holds the address, or the fallback.
    abstract int lookup(long high, long low);

    /// The same list and one prefix more, which stands there then.
    abstract Prefixes with(int at, long high, long low, int length, int value);

    /// The same list with all prefixes of another from the place `at` on, which belong there.
    abstract Prefixes withAll(int at, Prefixes others);

    /// The same list without the prefixes from `from` to `to`.
    abstract Prefixes without(int from, int to);

    /// The prefixes from `from` to `to` alone.
    abstract Prefixes slice(int from, int to);

    abstract Prefixes withValue(int at, int value);

    abstract Prefixes withFallback(int newFallback);

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
        return position(lastHigh, lastLow, BEYOND_ALL_LENGTHS);
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
