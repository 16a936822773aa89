package io.culvert.dataplane.fib;

/// The routes of a [Prefixes4] as lookups read them: ranges of addresses in one array, so that a lookup of many addresses waits for few lines
/// of memory, and a search in it takes no branch that depends on what it finds.
/// ```
///   0     the first address that the index tells apart from those before, the top bit flipped as in all first addresses
///   1     by how many bits the distance from it is shifted to a slot
///   2     the last slot
///   3     where the first range stands
///   4     the first and longest of the steps that leave a number of ranges that are counted, or less than that
///   5     the value of the addresses that no prefix holds
///   6     by how many bits what the index says is shifted
///   7…    by slot, two to a number: the last range that begins at or before it
///   …     the ranges in order: first address, value; and the last one again, as often as the search may look beyond it
/// ```
/// Beside prefixes that know the one around them this takes twice the memory; but a lookup goes no way back, which the processor cannot foresee.
final class Ranges4 {
    /// In place of a value: that of the addresses that no prefix holds, which changes without the ranges.
    private static final int FALLBACK = -2;

    private static final int BASE = 0;
    private static final int SHIFT = 1;
    private static final int LAST_SLOT = 2;
    private static final int RANGES = 3;
    private static final int REACH = 4;
    private static final int FALLBACK_AT = 5;
    private static final int UNIT = 6;
    private static final int INDEX = 7;

    /// Numbers of one range.
    private static final int WIDTH = 2;

    /// Ranges behind the one at hand that a search looks at all together, and so does not wait for one after the other.
    private static final int COUNTED = 7;

    /// Numbers from the last range on.
    private static final int BEHIND = (1 + COUNTED) * WIDTH;

    /// The largest number in the index.
    private static final int INDEXED_MAX = 0xFFFF;

    /// Ranges that begin before the first slot or after the last, so that a few addresses far off do not make the slots wide.
    private static final int OUTSIDE = COUNTED - 1;

    private Ranges4() {}

    /// Where the search for an address begins.
    static int slot(int[] ranges, int address) {
        long distance = Math.max(0L, (long) (address ^ Integer.MIN_VALUE) - ranges[BASE]);
        int slot = (int) Math.min(distance >>> ranges[SHIFT], ranges[LAST_SLOT]);
        int range = ranges[INDEX + (slot >>> 1)] >>> ((slot & 1) << 4) & INDEXED_MAX;
        return ranges[RANGES] + (range << ranges[UNIT]) * WIDTH;
    }

    /// Reads what the search from there reads, and makes something of it, so that it is read.
    static int touch(int[] ranges, int slot) {
        return ranges[slot] ^ ranges[slot + COUNTED * WIDTH];
    }

    /// The value of an address, from where its search begins.
    static int value(int[] ranges, int slot, int address) {
        int value = ranges[place(ranges, slot, address) + 1];
        return value == FALLBACK ? ranges[FALLBACK_AT] : value;
    }

    /// Where the range stands that holds an address, or the same one again behind the last.
    private static int place(int[] ranges, int slot, int address) {
        int key = address ^ Integer.MIN_VALUE;
        int at = slot;
        for (int step = ranges[REACH]; step > COUNTED * WIDTH; step >>>= 1) {
            int next = Math.min(at + step, ranges.length - BEHIND);
            at += next - at & isNotBeyond(ranges, next, key);
        }
        int count =
                isNotBeyond(ranges, at + WIDTH, key)
                        + isNotBeyond(ranges, at + 2 * WIDTH, key)
                        + isNotBeyond(ranges, at + 3 * WIDTH, key)
                        + isNotBeyond(ranges, at + 4 * WIDTH, key)
                        + isNotBeyond(ranges, at + 5 * WIDTH, key)
                        + isNotBeyond(ranges, at + 6 * WIDTH, key)
                        + isNotBeyond(ranges, at + 7 * WIDTH, key);
        return at - count * WIDTH;
    }

    /// All ones or nothing: no branch, since nobody can foresee it.
    private static int isNotBeyond(int[] ranges, int at, int key) {
        return (int) (ranges[at] - (long) key - 1 >> Integer.SIZE);
    }

    static int lookup(int[] ranges, int address) {
        return value(ranges, slot(ranges, address), address);
    }

    /// The same, but for the value of the range that holds an address.
    static int[] withValue(int[] ranges, int address, int value) {
        int[] changed = ranges.clone();
        int at = place(ranges, slot(ranges, address), address);
        // The last range stands there several times.
        int start = changed[at];
        for (int same = at; same >= changed[RANGES] && changed[same] == start; same -= WIDTH) {
            changed[same + 1] = value;
        }
        for (int same = at; same < changed.length && changed[same] == start; same += WIDTH) {
            changed[same + 1] = value;
        }
        return changed;
    }

    static int[] withFallback(int[] ranges, int fallback) {
        int[] changed = ranges.clone();
        changed[FALLBACK_AT] = fallback;
        return changed;
    }

    /// @param first first addresses, the top bit flipped
    /// @param rows as in [Prefixes]
    static int[] of(int[] first, long[] rows, int fallback) {
        var build = new Build(first, rows);
        int[] starts = build.starts;
        int count = build.count;
        int slots = Math.max(2, 2 * Integer.highestOneBit(count));
        int base = starts[Math.min(OUTSIDE, (count - 1) / 2)];
        int top = starts[Math.max(count - 1 - OUTSIDE, count / 2)];
        int unit = Math.max(0, 16 - Integer.numberOfLeadingZeros(count));
        int rangesAt = INDEX + slots / 2;
        var ranges = new int[rangesAt + WIDTH * (count + COUNTED)];
        ranges[BASE] = base;
        ranges[SHIFT] = shift((long) top - base, slots);
        ranges[LAST_SLOT] = slots - 1;
        ranges[RANGES] = rangesAt;
        ranges[FALLBACK_AT] = fallback;
        ranges[UNIT] = unit;
        int most = index(ranges, starts, count);
        ranges[REACH] = WIDTH * Integer.highestOneBit(most);
        for (int i = 0; i < count + COUNTED; i++) {
            int from = Math.min(i, count - 1);
            ranges[rangesAt + WIDTH * i] = starts[from];
            ranges[rangesAt + WIDTH * i + 1] = build.values[from];
        }
        return ranges;
    }

    /// Writes the index and answers how far the range of an address is at most from the one where its search begins.
    private static int index(int[] ranges, int[] starts, int count) {
        int slots = ranges[LAST_SLOT] + 1;
        int shift = ranges[SHIFT];
        long roundedUp = (1L << shift) - 1 - ranges[BASE];
        // Counted first by the slot from which on they are before its addresses: no branch says
        // which slot is next.
        var before = new int[slots + 1];
        for (int i = 1; i < count; i++) {
            before[Math.clamp(starts[i] + roundedUp >> shift, 0, slots)]++;
        }
        int most = 0;
        int begun = 0;
        int sum = before[0];
        for (int slot = 1; slot <= slots; slot++) {
            sum += before[slot];
            most = Math.max(most, sum - begun);
            if (slot < slots) {
                int said = sum >>> ranges[UNIT];
                begun = said << ranges[UNIT];
                ranges[INDEX + (slot >>> 1)] |= said << ((slot & 1) << 4);
            }
        }
        return most;
    }

    private static int shift(long span, int slots) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, span));
        return Math.max(0, bits - Integer.numberOfTrailingZeros(slots));
    }

    /// Turns prefixes, in order of address, then length, into ranges: one begins with each prefix, and one behind it.
    private static final class Build {
        private final int[] first;
        private final long[] rows;
        final int[] starts;
        final int[] values;
        int count;

        Build(int[] first, long[] rows) {
            this.first = first;
            this.rows = rows;
            starts = new int[2 * first.length + 1];
            values = new int[2 * first.length + 1];
            add(Integer.MIN_VALUE, FALLBACK);
            int open = -1;
            for (int at = 0; at < first.length; at++) {
                int around = Prefixes.parent(rows[at]);
                while (open != around) {
                    open = close(open);
                }
                add(first[at], Prefixes.value(rows[at]));
                open = at;
            }
            while (open >= 0) {
                open = close(open);
            }
        }

        /// Behind a prefix comes what is around it, unless the address space ends with it. The answer is the prefix around.
        private int close(int at) {
            long row = rows[at];
            int around = Prefixes.parent(row);
            long next = first[at] + (1L << Integer.SIZE - Prefixes.length(row));
            if (next <= Integer.MAX_VALUE) {
                add((int) next, around < 0 ? FALLBACK : Prefixes.value(rows[around]));
            }
            return around;
        }

        private void add(int start, int value) {
            if (count == 0 || starts[count - 1] != start) {
                starts[count++] = start;
            }
            values[count - 1] = value;
        }
    }
}
