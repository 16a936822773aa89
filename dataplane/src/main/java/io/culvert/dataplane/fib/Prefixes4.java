package io.culvert.dataplane.fib;

import org.jspecify.annotations.Nullable;

/// [Prefixes] of IPv4: twelve octets each; twice as many for what lookups read.
final class Prefixes4 extends Prefixes {
    static final Prefixes4 EMPTY = new Prefixes4(new int[0], new long[0], RouteTable.NO_ENTRY);

    private static final int LENGTH_MAX = Integer.SIZE;

    /// First addresses, the top bit flipped so that signed comparison sorts unsigned numbers.
    private final int[] first;

    /// What lookups read, once it was asked for.
    private int @Nullable [] ranges;

    private Prefixes4(int[] first, long[] rows, int fallback) {
        super(rows, fallback);
        this.first = first;
        nest();
    }

    private Prefixes4(Prefixes4 same, long[] rows, int fallback) {
        super(rows, fallback);
        first = same.first;
    }

    /// See [Ranges4].
    int[] ranges() {
        int[] known = ranges;
        if (known == null) {
            known = Ranges4.of(first, rows(), fallback);
            ranges = known;
        }
        return known;
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

    /// The value of a prefix that holds no other stands at one range, which alone is changed.
    @Override
    Prefixes withValue(int at, int value) {
        var changed = (Prefixes4) super.withValue(at, value);
        boolean isInnermost = at + 1 == size() || parent(at + 1) != at;
        if (ranges != null && isInnermost) {
            changed.ranges = Ranges4.withValue(ranges, first[at] ^ Integer.MIN_VALUE, value);
        }
        return changed;
    }

    @Override
    Prefixes withRows(long[] newRows) {
        return new Prefixes4(this, newRows, fallback);
    }

    @Override
    Prefixes withFallback(int newFallback) {
        var changed = new Prefixes4(this, rows(), newFallback);
        if (ranges != null) {
            changed.ranges = Ranges4.withFallback(ranges, newFallback);
        }
        return changed;
    }
}
