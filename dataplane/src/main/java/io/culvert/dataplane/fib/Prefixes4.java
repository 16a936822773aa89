package io.culvert.dataplane.fib;

/// [Prefixes] of IPv4: fourteen octets each, what lookups read included ([Rows4]). The first of the rows is the fallback, so a prefix stands one row
/// further.
final class Prefixes4 extends Prefixes {
    static final Prefixes4 EMPTY =
            new Prefixes4(
                    Rows4.of(new int[] {Integer.MIN_VALUE, Rows4.row(0, RouteTable.NO_ENTRY)}, 1));

    /// What lookups read.
    private final int[] rows;

    private Prefixes4(int[] rows) {
        super(Rows4.value(Rows4.row(rows, 0)));
        this.rows = rows;
    }

    private static int key(long high) {
        return (int) (high >>> 32) ^ Integer.MIN_VALUE;
    }

    @Override
    int[] rows() {
        return rows;
    }

    @Override
    int[] links() {
        return Ranges4.of(this);
    }

    @Override
    int[][][] pages(int count, int size) {
        return new int[count][size][];
    }

    @Override
    Prefixes empty() {
        return EMPTY;
    }

    @Override
    int size() {
        return Rows4.count(rows) - 1;
    }

    @Override
    int length(int at) {
        return Rows4.length(Rows4.row(rows, at + 1));
    }

    @Override
    int parent(int at) {
        return Rows4.around(rows, at + 1) - 1;
    }

    @Override
    int value(int at) {
        return Rows4.value(Rows4.row(rows, at + 1));
    }

    @Override
    long high(int at) {
        return (long) (Rows4.start(rows, at + 1) ^ Integer.MIN_VALUE) << 32;
    }

    @Override
    long low(int at) {
        return 0;
    }

    @Override
    int lookup(long high, long low) {
        return Rows4.lookup(rows, (int) (high >>> 32));
    }

    @Override
    Prefixes with(int at, long high, long low, int length, int value) {
        return new Prefixes4(Rows4.with(rows, at + 1, key(high), Rows4.row(length, value)));
    }

    @Override
    Prefixes withAll(int at, Prefixes others) {
        int[] other = ((Prefixes4) others).rows;
        return new Prefixes4(Rows4.joined(rows, at + 1, other, 1, Rows4.count(other), at + 1));
    }

    @Override
    Prefixes without(int from, int to) {
        return new Prefixes4(
                to - from == 1
                        ? Rows4.without(rows, from + 1)
                        : Rows4.joined(rows, from + 1, rows, 0, 0, to + 1));
    }

    @Override
    Prefixes slice(int from, int to) {
        return new Prefixes4(Rows4.joined(rows, 1, rows, from + 1, to + 1, Rows4.count(rows)));
    }

    @Override
    Prefixes withValue(int at, int value) {
        return new Prefixes4(Rows4.withValue(rows, at + 1, value));
    }

    @Override
    Prefixes withFallback(int newFallback) {
        return new Prefixes4(Rows4.withValue(rows, 0, newFallback));
    }
}
