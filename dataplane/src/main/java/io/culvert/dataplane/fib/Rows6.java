package io.culvert.dataplane.fib;

/// Rows of IPv6 prefixes in order of address, then length, in one array, as [Rows4] has those of IPv4. The first row is of all addresses; what it
/// says is the answer where no other row holds an address.
/// ```
///   0     upper half of the first address that the index tells apart from those before, its top bit flipped as in all upper halves
///   1     how many rows there are, and how the index is made
///   2…    by slot, four to a number: the last row before it; and behind the last slot the last row
///   …     the rows in order: upper half of the first address; value, row around it and length; and some that begin at the end
///   …     by row: lower half of the first address, if any row is longer than an upper half
/// ```
/// The search goes by upper halves, since most prefixes are no longer. Whether a longer one holds an address is asked of those alone that are found.
/// As many rows as a slot has as a rule lie on two lines of memory; a slot with more is halved until it has no more than these.
final class Rows6 {
    private static final int BASE = 0;
    private static final int MADE = 1;
    private static final int INDEX = 2;

    /// Parts of what says how the index is made: by how many bits the distance from the base is shifted to a slot, how many bits a slot has, by how
    /// many bits what the index says is shifted, how many bits the number of rows of the fullest slot had; then how many rows there are.
    private static final int SLOT_BITS_SHIFT = 8;

    private static final int UNIT_SHIFT = 16;
    private static final int FULLEST_SHIFT = 24;
    private static final int COUNT_SHIFT = 32;
    private static final int PART_MASK = 0xFF;

    /// Numbers of one row.
    static final int WIDTH = 2;

    /// Rows behind that where a search begins, at most, when it looks at them without asking how many there are.
    private static final int NEAR = 7;

    /// Of these, the one that says in which half the search ends.
    private static final int HALF = NEAR / 2 + 1;

    private static final int LENGTH_MASK = 0xFF;
    private static final int AROUND_SHIFT = 8;
    private static final int VALUE_SHIFT = Integer.SIZE;

    /// The largest number in the index, and one of each of the four that are packed together.
    private static final int INDEXED_MAX = 0xFFFF;

    private static final long EACH = 0x0001_0001_0001_0001L;

    /// Rows that begin before the first slot or after the last, so that a few addresses far off do not make the slots wide.
    private static final int OUTSIDE = 3;

    /// The index is made anew where it has so many times as many slots as rows, or these as many as slots.
    private static final int SLOTS_OFF = 4;

    private Rows6() {}

    // --- one row ---

    private static long rest(int length, int value) {
        return (long) value << VALUE_SHIFT | length;
    }

    private static int length(long rest) {
        return (int) rest & LENGTH_MASK;
    }

    private static int around(long rest) {
        return (int) rest >>> AROUND_SHIFT;
    }

    private static int value(long rest) {
        return (int) (rest >> VALUE_SHIFT);
    }

    // --- lookups ---

    /// The slot of an address.
    static int slot(long[] rows, long high) {
        long key = high ^ Long.MIN_VALUE;
        long base = rows[BASE];
        long distance = key < base ? 0 : key - base;
        long made = rows[MADE];
        return (int) Math.min(distance >>> made, (1L << (made >>> SLOT_BITS_SHIFT)) - 1);
    }

    /// The place where the search for an address of this slot begins.
    static int begin(long[] rows, int slot) {
        return place(rows, before(rows, slot));
    }

    /// The place of the last row that the search for an address of this slot may find.
    static int end(long[] rows, int slot) {
        return place(rows, last(rows, slot));
    }

    /// Whether a search has more rows before it than [#find] looks at.
    static boolean isFar(int begin, int end) {
        return end - begin > NEAR * WIDTH;
    }

    /// The place of the row in the middle, nearer to the end.
    static int middle(int begin, int end) {
        return begin + (end - begin + WIDTH) / (2 * WIDTH) * WIDTH;
    }

    /// All ones or nothing: whether the row at a place begins at or before an address.
    static int isNotBeyond(long[] rows, int place, long high, long low) {
        long key = high ^ Long.MIN_VALUE;
        return isNotBeyond(rows[place], key) & ~isBehindLow(rows, place, key, low);
    }

    /// Reads what the search from there reads, and makes something of it, so that it is read.
    static long touch(long[] rows, int begin) {
        return rows[begin] ^ rows[begin + HALF * WIDTH];
    }

    /// The place of the last row whose upper half is that of an address or before it, between places that are not far from each other.
    static int find(long[] rows, int begin, int end, long high) {
        long key = high ^ Long.MIN_VALUE;
        int half = begin + HALF * WIDTH;
        int at = begin + (HALF * WIDTH & isNotBeyond(rows[half], key));
        int count =
                isNotBeyond(rows[at + WIDTH], key)
                        + isNotBeyond(rows[at + 2 * WIDTH], key)
                        + isNotBeyond(rows[at + 3 * WIDTH], key);
        return Math.min(at - count * WIDTH, end);
    }

    private static int isNotBeyond(long start, long key) {
        return start <= key ? -1 : 0;
    }

    /// What the row at a place says.
    static int valueAt(long[] rows, int place) {
        return value(rows[place + 1]);
    }

    /// 0 where the row at a place holds an address and its upper half says so, otherwise 1.
    static int misses(long[] rows, int place, long high) {
        long differ = rows[place] ^ high ^ Long.MIN_VALUE;
        return Long.numberOfLeadingZeros(differ) < length(rows[place + 1]) ? 1 : 0;
    }

    /// Reads what [#value] reads of a row that misses, and makes something of it.
    static long touchAround(long[] rows, int place) {
        long rest = rows[place + 1];
        return length(rest) > Long.SIZE
                ? rows[lowsAt(rows) + number(rows, place)]
                : rows[place(rows, around(rest))];
    }

    /// The value of an address, from what was found for it.
    static int value(long[] rows, int place, long high, long low) {
        int at = place;
        while (isBehindLow(rows, at, high ^ Long.MIN_VALUE, low) != 0) {
            at -= WIDTH;
        }
        while (!holds(rows, number(rows, at), high, low)) {
            at = place(rows, around(rows[at + 1]));
        }
        return valueAt(rows, at);
    }

    static int lookup(long[] rows, long high, long low) {
        int slot = slot(rows, high);
        int begin = begin(rows, slot);
        int end = end(rows, slot);
        while (isFar(begin, end)) {
            int middle = middle(begin, end);
            int isNotBeyond = isNotBeyond(rows, middle, high, low);
            begin += middle - begin & isNotBeyond;
            end -= end - middle + WIDTH & ~isNotBeyond;
        }
        int place = find(rows, begin, end, high);
        return misses(rows, place, high) == 0
                ? valueAt(rows, place)
                : value(rows, place, high, low);
    }

    // --- parts ---

    /// How many rows there are, that of all addresses among them.
    static int count(long[] rows) {
        return (int) (rows[MADE] >>> COUNT_SHIFT);
    }

    static long high(long[] rows, int at) {
        return rows[place(rows, at)] ^ Long.MIN_VALUE;
    }

    static long low(long[] rows, int at) {
        return length(rows, at) > Long.SIZE ? rows[lowsAt(rows) + at] : 0;
    }

    static int length(long[] rows, int at) {
        return length(rows[place(rows, at) + 1]);
    }

    static int value(long[] rows, int at) {
        return value(rows[place(rows, at) + 1]);
    }

    /// The last row before this one that holds it; the first row is around itself.
    static int around(long[] rows, int at) {
        return around(rows[place(rows, at) + 1]);
    }

    private static int part(long[] rows, int shift) {
        return (int) rows[MADE] >>> shift & PART_MASK;
    }

    private static int slotBits(long[] rows) {
        return part(rows, SLOT_BITS_SHIFT);
    }

    private static int unit(long[] rows) {
        return part(rows, UNIT_SHIFT);
    }

    private static int rowsAt(int slotBits) {
        return INDEX + (1 << slotBits >>> 2) + 1;
    }

    private static int place(long[] rows, int at) {
        return rowsAt(slotBits(rows)) + at * WIDTH;
    }

    /// Which row stands at a place.
    private static int number(long[] rows, int place) {
        return (place - rowsAt(slotBits(rows))) / WIDTH;
    }

    private static int lowsAt(long[] rows) {
        return place(rows, count(rows) + NEAR);
    }

    private static boolean hasLows(long[] rows) {
        return lowsAt(rows) < rows.length;
    }

    /// The last row before a slot.
    private static int before(long[] rows, int slot) {
        return indexed(rows, slot) << unit(rows);
    }

    /// The last row of a slot, or of those before it.
    private static int last(long[] rows, int slot) {
        return Math.min((indexed(rows, slot + 1) + 1 << unit(rows)) - 1, count(rows) - 1);
    }

    private static int indexed(long[] rows, int slot) {
        return (int) (rows[INDEX + (slot >>> 2)] >>> (slot << 4)) & INDEXED_MAX;
    }

    /// All ones or nothing: whether a row with the upper half of an address begins behind its lower half.
    private static int isBehindLow(long[] rows, int place, long key, long low) {
        boolean isBehind =
                rows[place] == key
                        && length(rows[place + 1]) > Long.SIZE
                        && Long.compareUnsigned(rows[lowsAt(rows) + number(rows, place)], low) > 0;
        return isBehind ? -1 : 0;
    }

    private static boolean holds(long[] rows, int at, long high, long low) {
        return Prefixes.commonBits(high(rows, at), low(rows, at), high, low) >= length(rows, at);
    }

    // --- making them ---

    /// Nothing but a row of all addresses.
    static long[] only(int value) {
        long[] rows = empty(0, 1, false);
        rows[place(rows, 0)] = Long.MIN_VALUE;
        rows[place(rows, 0) + 1] = rest(0, value);
        return finished(rows);
    }

    private static int slotBits(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count);
    }

    /// With room for so many, and behind it what begins at the end.
    private static long[] empty(int slotBits, int count, boolean hasLows) {
        int end = rowsAt(slotBits) + (count + NEAR) * WIDTH;
        var rows = new long[end + (hasLows ? count : 0)];
        rows[MADE] = (long) count << COUNT_SHIFT | slotBits << SLOT_BITS_SHIFT;
        for (int place = end - NEAR * WIDTH; place < end; place += WIDTH) {
            rows[place] = Long.MAX_VALUE;
        }
        return rows;
    }

    /// Gives rows that are in order their index, and tells each which one is around it.
    private static long[] finished(long[] rows) {
        int count = count(rows);
        int unit = Math.max(0, 16 - Integer.numberOfLeadingZeros(count));
        long base = rows[place(rows, Math.min(OUTSIDE, (count - 1) / 2))];
        long top = rows[place(rows, Math.max(count - 1 - OUTSIDE, count / 2))];
        int spanBits = Long.SIZE - Long.numberOfLeadingZeros(top - base);
        rows[BASE] = base;
        rows[MADE] |= unit << UNIT_SHIFT | Math.clamp(spanBits - slotBits(rows), 1, Long.SIZE - 1);
        int fullest = index(rows);
        rows[MADE] |=
                (long) (Integer.SIZE - Integer.numberOfLeadingZeros(fullest)) << FULLEST_SHIFT;
        nest(rows);
        return rows;
    }

    /// Writes the index and answers how many rows the fullest slot has.
    private static int index(long[] rows) {
        int slots = 1 << slotBits(rows);
        // Counted first by the slot that they are before: no branch says which slot is next.
        var before = new int[slots + 1];
        for (int at = 1; at < count(rows); at++) {
            before[slot(rows, high(rows, at)) + 1]++;
        }
        int fullest = 0;
        int sum = 0;
        for (int slot = 0; slot <= slots; slot++) {
            fullest = Math.max(fullest, before[slot]);
            sum += before[slot];
            rows[INDEX + (slot >>> 2)] |= (long) (sum >>> unit(rows)) << (slot << 4);
        }
        return fullest;
    }

    /// Tells each row which one is around it.
    private static void nest(long[] rows) {
        int around = 0;
        for (int at = 1; at < count(rows); at++) {
            long high = high(rows, at);
            long low = low(rows, at);
            while (!holds(rows, around, high, low)) {
                around = around(rows, around);
            }
            setAround(rows, at, around);
            around = at;
        }
    }

    private static void setAround(long[] rows, int at, int around) {
        int place = place(rows, at) + 1;
        rows[place] = rest(length(rows[place]), value(rows[place])) | (long) around << AROUND_SHIFT;
    }

    // --- changes ---

    /// The same, but for the value of one row.
    static long[] withValue(long[] rows, int at, int value) {
        long[] changed = rows.clone();
        int place = place(rows, at) + 1;
        changed[place] = (long) value << VALUE_SHIFT | rows[place] & (1L << VALUE_SHIFT) - 1;
        return changed;
    }

    /// The same with a row more, which stands there then.
    static long[] with(long[] rows, int at, long high, long low, int length, int value) {
        int count = count(rows) + 1;
        boolean keeps = keepsIndex(rows, count) && !fills(rows, high);
        boolean hasLows = length > Long.SIZE || hasLows(rows);
        long[] changed = empty(keeps ? slotBits(rows) : slotBits(count), count, hasLows);
        copy(rows, 0, changed, 0, at);
        copy(rows, at, changed, at + 1, count - 1 - at);
        changed[place(changed, at)] = high ^ Long.MIN_VALUE;
        changed[place(changed, at) + 1] = rest(length, value);
        if (hasLows) {
            changed[lowsAt(changed) + at] = low;
        }
        if (!keeps) {
            return finished(changed);
        }
        takeIndex(changed, rows, high, 1);
        moveAround(changed, at + 1, at, 1);
        int around = at - 1;
        while (!holds(changed, around, high, low)) {
            around = around(changed, around);
        }
        setAround(changed, at, around);
        for (int i = at + 1;
                i < count && holds(changed, at, high(changed, i), low(changed, i));
                i++) {
            if (around(changed, i) == around) {
                setAround(changed, i, at);
            }
        }
        return changed;
    }

    /// The same without the row that stands there, which is not the first.
    static long[] without(long[] rows, int at) {
        int count = count(rows) - 1;
        boolean keeps = keepsIndex(rows, count);
        long[] changed = empty(keeps ? slotBits(rows) : slotBits(count), count, hasLows(rows));
        copy(rows, 0, changed, 0, at);
        copy(rows, at + 1, changed, at, count - at);
        if (!keeps) {
            return finished(changed);
        }
        takeIndex(changed, rows, high(rows, at), -1);
        int beyond = around(rows, at);
        for (int i = at; i < count && holds(rows, at, high(changed, i), low(changed, i)); i++) {
            if (around(changed, i) == at) {
                setAround(changed, i, beyond);
            }
        }
        moveAround(changed, at, at + 1, -1);
        return changed;
    }

    /// The rows before `end`, then those of others from `from` to `to`, then its own from `next` on; they are in order.
    static long[] joined(long[] rows, int end, long[] others, int from, int to, int next) {
        int count = end + to - from + count(rows) - next;
        boolean hasLows = hasLows(rows) || hasLows(others);
        long[] joined = empty(slotBits(count), count, hasLows);
        copy(rows, 0, joined, 0, end);
        copy(others, from, joined, end, to - from);
        copy(rows, next, joined, end + to - from, count(rows) - next);
        return finished(joined);
    }

    private static void copy(long[] rows, int at, long[] to, int toAt, int count) {
        System.arraycopy(rows, place(rows, at), to, place(to, toAt), count * WIDTH);
        if (hasLows(rows) && hasLows(to)) {
            System.arraycopy(rows, lowsAt(rows) + at, to, lowsAt(to) + toAt, count);
        }
    }

    /// Adds to the number of the row around wherever this stands at a place or behind it, from a row on.
    private static void moveAround(long[] rows, int from, int at, int more) {
        int end = place(rows, count(rows));
        for (int place = place(rows, from) + 1; place < end; place += WIDTH) {
            int isBefore = around(rows[place]) - at >> Integer.SIZE - 1;
            rows[place] += (long) (more & ~isBefore) << AROUND_SHIFT;
        }
    }

    /// Whether the index of these rows serves so many.
    private static boolean keepsIndex(long[] rows, int count) {
        int slots = 1 << slotBits(rows);
        return count <= INDEXED_MAX
                && unit(rows) == 0
                && count <= SLOTS_OFF * slots
                && slots <= SLOTS_OFF * count;
    }

    /// Whether one row more makes a slot fuller than the fullest was by a bit.
    private static boolean fills(long[] rows, long high) {
        int slot = slot(rows, high);
        int more = last(rows, slot) - before(rows, slot) + 1;
        return more > NEAR && more >>> part(rows, FULLEST_SHIFT) != 0;
    }

    /// Gives changed rows the index of those before, of which one came or went.
    private static void takeIndex(long[] changed, long[] rows, long high, int more) {
        changed[BASE] = rows[BASE];
        changed[MADE] |= rows[MADE] & (1L << COUNT_SHIFT) - 1;
        int behind = slot(rows, high) + 1;
        int first = INDEX + (behind >>> 2);
        System.arraycopy(rows, INDEX, changed, INDEX, first - INDEX);
        changed[first] = rows[first] + more * (EACH << (behind << 4));
        for (int i = first + 1; i < rowsAt(slotBits(rows)); i++) {
            changed[i] = rows[i] + more * EACH;
        }
    }
}
