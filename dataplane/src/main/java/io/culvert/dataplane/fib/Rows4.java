package io.culvert.dataplane.fib;

import java.util.Arrays;

/// Rows of a first IPv4 address, a length and a value, in order, in one array: prefixes, or ranges of addresses, which are rows of length 0. The
/// first row is of all addresses; what it says is the answer where no other row holds an address. What lookups read is what changes are made from.
/// ```
///   0     the first address that the index tells apart from those before, its top bit flipped as in all first addresses
///   1     by how many bits the distance from it is shifted to a slot
///   2     the last slot
///   3     where the first row stands
///   4     how many rows there are
///   5     the first and longest of the steps that leave a number of rows that are counted, or less than that
///   6     by how many bits what the index says is shifted
///   7…    by slot, two to a number: the last row that begins at or before it
///   …     the rows in order: first address, length and value; and some that begin at the end, as many as a search may look beyond the last
///   …     by row: the row around it
/// ```
/// A lookup waits for three lines of memory, of which the first is one for all addresses, and its search takes no branch that depends on what it
/// finds, unless the row it finds does not hold the address. Beside ranges for all addresses this takes half the memory, and a row that comes or
/// goes moves what stands behind it and changes little else.
final class Rows4 {
    private static final int BASE = 0;
    private static final int SHIFT = 1;
    private static final int LAST_SLOT = 2;
    private static final int ROWS = 3;
    private static final int COUNT = 4;
    private static final int REACH = 5;
    private static final int UNIT = 6;
    private static final int INDEX = 7;

    /// Numbers of one row.
    private static final int WIDTH = 2;

    /// Rows behind the one at hand that a search looks at all together, and so does not wait for one after the other.
    private static final int COUNTED = 7;

    private static final int VALUE_BITS = 26;
    private static final int VALUE_SHIFT = Integer.SIZE - VALUE_BITS;
    private static final int LENGTH_MASK = (1 << VALUE_SHIFT) - 1;

    /// The largest number in the index, and one of each of the two that are packed together.
    private static final int INDEXED_MAX = 0xFFFF;

    private static final int BOTH = 0x0001_0001;

    /// Rows that begin before the first slot or after the last, so that a few addresses far off do not make the slots wide.
    private static final int OUTSIDE = COUNTED / 2;

    /// The index is made anew where it has so many times as many slots as rows, or these as many as slots.
    private static final int SLOTS_OFF = 4;

    private Rows4() {}

    // --- one row ---

    /// Length and value of a row.
    static int row(int length, int value) {
        return value << VALUE_SHIFT | length;
    }

    static int length(int row) {
        return row & LENGTH_MASK;
    }

    static int value(int row) {
        return row >> VALUE_SHIFT;
    }

    /// Whether a row that begins there holds an address; the top bits of both are flipped.
    private static boolean holds(int start, int row, int key) {
        return Integer.toUnsignedLong(start ^ key) >>> Integer.SIZE - length(row) == 0;
    }

    // --- lookups ---

    /// The slot of an address.
    static int slot(int[] rows, int address) {
        long distance = Math.max(0L, (long) (address ^ Integer.MIN_VALUE) - rows[BASE]);
        return (int) Math.min(distance >>> rows[SHIFT], rows[LAST_SLOT]);
    }

    /// Where the search for an address of this slot begins.
    static int begin(int[] rows, int slot) {
        return rows[ROWS] + (indexed(rows, slot) << rows[UNIT]) * WIDTH;
    }

    /// Reads what the search from there reads, and makes something of it, so that it is read.
    static int touch(int[] rows, int begin) {
        return rows[begin] ^ rows[begin + COUNTED * WIDTH];
    }

    /// Where the last row stands that begins at or before an address, from where its search begins.
    static int place(int[] rows, int begin, int address) {
        int key = address ^ Integer.MIN_VALUE;
        int last = rows[ROWS] + (rows[COUNT] - 1) * WIDTH;
        int at = begin;
        for (int step = rows[REACH]; step > COUNTED; step >>>= 1) {
            int next = Math.min(at + step * WIDTH, last);
            at += next - at & isNotBeyond(rows[next], key);
        }
        int count =
                isNotBeyond(rows[at + WIDTH], key)
                        + isNotBeyond(rows[at + 2 * WIDTH], key)
                        + isNotBeyond(rows[at + 3 * WIDTH], key)
                        + isNotBeyond(rows[at + 4 * WIDTH], key)
                        + isNotBeyond(rows[at + 5 * WIDTH], key)
                        + isNotBeyond(rows[at + 6 * WIDTH], key)
                        + isNotBeyond(rows[at + 7 * WIDTH], key);
        return Math.min(at - count * WIDTH, last);
    }

    /// All ones or nothing: no branch, since nobody can foresee it.
    private static int isNotBeyond(int start, int key) {
        return (int) (start - (long) key - 1 >> Integer.SIZE);
    }

    /// What the row at a place says.
    static int valueAt(int[] rows, int place) {
        return value(rows[place + 1]);
    }

    /// 0 where the row at a place holds an address, otherwise 1: no branch either.
    static int misses(int[] rows, int place, int address) {
        long differ = Integer.toUnsignedLong(rows[place] ^ address ^ Integer.MIN_VALUE);
        return (int) (-(differ >>> Integer.SIZE - length(rows[place + 1])) >>> Long.SIZE - 1);
    }

    /// The place of the row around that at a place.
    static int placeAround(int[] rows, int place) {
        return rows[ROWS] + around(rows, (place - rows[ROWS]) / WIDTH) * WIDTH;
    }

    /// The value of an address, from the [#place] of it.
    static int value(int[] rows, int place, int address) {
        int at = place;
        while (misses(rows, at, address) != 0) {
            at = placeAround(rows, at);
        }
        return valueAt(rows, at);
    }

    static int lookup(int[] rows, int address) {
        return value(rows, place(rows, begin(rows, slot(rows, address)), address), address);
    }

    // --- parts ---

    /// How many rows there are, that of all addresses among them.
    static int count(int[] rows) {
        return rows[COUNT];
    }

    /// The first address of a row, its top bit flipped.
    static int start(int[] rows, int at) {
        return rows[rows[ROWS] + at * WIDTH];
    }

    /// The rest of it.
    static int row(int[] rows, int at) {
        return rows[rows[ROWS] + at * WIDTH + 1];
    }

    /// The last row before this one that holds it; the first row is around itself.
    static int around(int[] rows, int at) {
        return rows[aroundAt(rows) + at];
    }

    private static int aroundAt(int[] rows) {
        return rows[ROWS] + (rows[COUNT] + COUNTED) * WIDTH;
    }

    private static int indexed(int[] rows, int slot) {
        return rows[INDEX + (slot >>> 1)] >>> ((slot & 1) << 4) & INDEXED_MAX;
    }

    private static boolean holds(int[] rows, int at, int key) {
        return holds(start(rows, at), row(rows, at), key);
    }

    // --- making them ---

    /// @param sorted first address and the rest of each row, in order of first address, then length, from the row of all addresses on
    static int[] of(int[] sorted, int count) {
        int slots = Math.max(2, 2 * Integer.highestOneBit(count));
        int base = sorted[Math.min(OUTSIDE, (count - 1) / 2) * WIDTH];
        int top = sorted[Math.max(count - 1 - OUTSIDE, count / 2) * WIDTH];
        var rows = empty(slots, count);
        rows[BASE] = base;
        rows[SHIFT] = shift((long) top - base, slots);
        rows[UNIT] = Math.max(0, 16 - Integer.numberOfLeadingZeros(count));
        System.arraycopy(sorted, 0, rows, rows[ROWS], count * WIDTH);
        rows[REACH] = Integer.highestOneBit(index(rows));
        nest(rows);
        return rows;
    }

    /// With room for so many, and behind it what begins at the end.
    private static int[] empty(int slots, int count) {
        int rowsAt = INDEX + slots / 2;
        int end = rowsAt + (count + COUNTED) * WIDTH;
        var rows = new int[end + count];
        rows[LAST_SLOT] = slots - 1;
        rows[ROWS] = rowsAt;
        rows[COUNT] = count;
        Arrays.fill(rows, rowsAt + count * WIDTH, end, Integer.MAX_VALUE);
        return rows;
    }

    private static int shift(long span, int slots) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, span));
        return Math.max(0, bits - Integer.numberOfTrailingZeros(slots));
    }

    /// Writes the index and answers how far the row of an address is at most from the one where its search begins.
    private static int index(int[] rows) {
        int slots = rows[LAST_SLOT] + 1;
        // Counted first by the slot from which on they are before its addresses: no branch says
        // which slot is next.
        var before = new int[slots + 1];
        for (int at = 1; at < rows[COUNT]; at++) {
            before[slotBehind(rows, start(rows, at))]++;
        }
        int most = 0;
        int begun = 0;
        int sum = 0;
        for (int slot = 1; slot <= slots; slot++) {
            sum += before[slot];
            most = Math.max(most, sum - begun);
            if (slot < slots) {
                int said = sum >>> rows[UNIT];
                begun = said << rows[UNIT];
                rows[INDEX + (slot >>> 1)] |= said << ((slot & 1) << 4);
            }
        }
        return most;
    }

    /// The first slot, of those behind the very first, that begins at an address or behind it; or the number of slots.
    private static int slotBehind(int[] rows, int start) {
        int shift = rows[SHIFT];
        long roundedUp = (long) start - rows[BASE] + (1L << shift) - 1;
        return Math.clamp(roundedUp >> shift, 1, rows[LAST_SLOT] + 1);
    }

    /// Tells each row which one is around it.
    private static void nest(int[] rows) {
        int aroundAt = aroundAt(rows);
        int around = 0;
        for (int at = 1; at < rows[COUNT]; at++) {
            int start = start(rows, at);
            while (!holds(rows, around, start)) {
                around = rows[aroundAt + around];
            }
            rows[aroundAt + at] = around;
            around = at;
        }
    }

    // --- changes ---

    /// The same, but for the value of one row.
    static int[] withValue(int[] rows, int at, int value) {
        int[] changed = rows.clone();
        changed[rows[ROWS] + at * WIDTH + 1] = row(length(row(rows, at)), value);
        return changed;
    }

    /// The same with a row more, which stands there then.
    static int[] with(int[] rows, int at, int start, int row) {
        int count = rows[COUNT] + 1;
        int[] changed = empty(rows[LAST_SLOT] + 1, count);
        copy(rows, 0, changed, 0, at);
        copy(rows, at, changed, at + 1, count - 1 - at);
        int place = rows[ROWS] + at * WIDTH;
        changed[place] = start;
        changed[place + 1] = row;
        if (!takesIndex(changed, rows, start, 1)) {
            return of(Arrays.copyOfRange(changed, changed[ROWS], aroundAt(changed)), count);
        }
        int from = aroundAt(rows);
        int to = aroundAt(changed);
        System.arraycopy(rows, from, changed, to, at);
        for (int i = at; i < count - 1; i++) {
            int around = rows[from + i];
            changed[to + i + 1] = around - (at - 1 - around >> 31);
        }
        int around = at - 1;
        while (!holds(changed, around, start)) {
            around = changed[to + around];
        }
        changed[to + at] = around;
        for (int i = at + 1; i < count && holds(start, row, start(changed, i)); i++) {
            if (changed[to + i] == around) {
                changed[to + i] = at;
            }
        }
        return changed;
    }

    /// The same without the row that stands there, which is not the first.
    static int[] without(int[] rows, int at) {
        int count = rows[COUNT] - 1;
        int[] changed = empty(rows[LAST_SLOT] + 1, count);
        copy(rows, 0, changed, 0, at);
        copy(rows, at + 1, changed, at, count - at);
        if (!takesIndex(changed, rows, start(rows, at), -1)) {
            return of(Arrays.copyOfRange(changed, changed[ROWS], aroundAt(changed)), count);
        }
        int from = aroundAt(rows);
        int to = aroundAt(changed);
        System.arraycopy(rows, from, changed, to, at);
        int beyond = rows[from + at];
        for (int i = at; i < count; i++) {
            int around = rows[from + i + 1];
            changed[to + i] = around == at ? beyond : around + (at - around >> 31);
        }
        return changed;
    }

    /// The rows before `end`, then those of others from `from` to `to`, then its own from `next` on; they are in order.
    static int[] joined(int[] rows, int end, int[] others, int from, int to, int next) {
        int count = end + to - from + rows[COUNT] - next;
        var sorted = new int[count * WIDTH];
        System.arraycopy(rows, rows[ROWS], sorted, 0, end * WIDTH);
        System.arraycopy(
                others, others[ROWS] + from * WIDTH, sorted, end * WIDTH, (to - from) * WIDTH);
        System.arraycopy(
                rows,
                rows[ROWS] + next * WIDTH,
                sorted,
                (end + to - from) * WIDTH,
                (rows[COUNT] - next) * WIDTH);
        return of(sorted, count);
    }

    private static void copy(int[] rows, int at, int[] to, int toAt, int count) {
        System.arraycopy(rows, rows[ROWS] + at * WIDTH, to, to[ROWS] + toAt * WIDTH, count * WIDTH);
    }

    /// Gives changed rows the index of those before, of which one came or went; or says that it serves them badly.
    private static boolean takesIndex(int[] changed, int[] rows, int start, int more) {
        int slots = rows[LAST_SLOT] + 1;
        int count = changed[COUNT];
        if (count > INDEXED_MAX
                || rows[UNIT] != 0
                || count > SLOTS_OFF * slots
                || slots > SLOTS_OFF * Math.max(count, 1)) {
            return false;
        }
        changed[BASE] = rows[BASE];
        changed[SHIFT] = rows[SHIFT];
        changed[REACH] = rows[REACH];
        int behind = slotBehind(rows, start);
        int same = INDEX + (behind + 1) / 2;
        System.arraycopy(rows, INDEX, changed, INDEX, same - INDEX);
        if ((behind & 1) != 0) {
            changed[same - 1] += more << 16;
        }
        for (int i = same; i < rows[ROWS]; i++) {
            changed[i] = rows[i] + more * BOTH;
        }
        int end = behind == slots ? count - 1 : indexed(changed, behind);
        int far = end - indexed(changed, behind - 1);
        return far <= Math.max(COUNTED, 2 * rows[REACH] - 1);
    }
}
