package io.culvert.dataplane.fib;

/// [Prefixes] of IPv6: eighteen to twenty octets each, what lookups read included ([Rows6]), and eight more where some are longer than 64 bits.
/// The first of the rows is the fallback, so a prefix stands one row further.
final class Prefixes6 extends Prefixes {
    static final Prefixes6 EMPTY = new Prefixes6(Rows6.only(RouteTable.NO_ENTRY));

    /// What lookups read.
    private final long[] rows;

    private Prefixes6(long[] rows) {
        super(Rows6.value(rows, 0));
        this.rows = rows;
    }

    @Override
    long[] rows() {
        return rows;
    }

    @Override
    long[] links() {
        return rows;
    }

    @Override
    long[][][] pages(int count, int size) {
        return new long[count][size][];
    }

    @Override
    Prefixes empty() {
        return EMPTY;
    }

    @Override
    int size() {
        return Rows6.count(rows) - 1;
    }

    @Override
    int length(int at) {
        return Rows6.length(rows, at + 1);
    }

    @Override
    int parent(int at) {
        return Rows6.around(rows, at + 1) - 1;
    }

    @Override
    int value(int at) {
        return Rows6.value(rows, at + 1);
    }

    @Override
    long high(int at) {
        return Rows6.high(rows, at + 1);
    }

    @Override
    long low(int at) {
        return Rows6.low(rows, at + 1);
    }

    @Override
    int lookup(long high, long low) {
        return Rows6.lookup(rows, high, low);
    }

    @Override
    Prefixes with(int at, long high, long low, int length, int value) {
        return new Prefixes6(Rows6.with(rows, at + 1, high, low, length, value));
    }

    @Override
    Prefixes withAll(int at, Prefixes others) {
        long[] other = ((Prefixes6) others).rows;
        return new Prefixes6(Rows6.joined(rows, at + 1, other, 1, Rows6.count(other), at + 1));
    }

    @Override
    Prefixes without(int from, int to) {
        return new Prefixes6(
                to - from == 1
                        ? Rows6.without(rows, from + 1)
                        : Rows6.joined(rows, from + 1, rows, 0, 0, to + 1));
    }

    @Override
    Prefixes slice(int from, int to) {
        return new Prefixes6(Rows6.joined(rows, 1, rows, from + 1, to + 1, Rows6.count(rows)));
    }

    @Override
    Prefixes withValue(int at, int value) {
        return new Prefixes6(Rows6.withValue(rows, at + 1, value));
    }

    @Override
    Prefixes withFallback(int newFallback) {
        return new Prefixes6(Rows6.withValue(rows, 0, newFallback));
    }
}
