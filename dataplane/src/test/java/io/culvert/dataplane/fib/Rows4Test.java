package io.culvert.dataplane.fib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows that came and went one by one are what they would be if they were made at once.
class Rows4Test {
    private static final int NOTHING = -1;

    /// First address and length of a prefix in order: the length stands behind the address, whose top bit is flipped.
    private static long key(int start, int length) {
        return (long) start << 32 | length;
    }

    private static int[] atOnce(NavigableMap<Long, Integer> prefixes) {
        var sorted = new int[2 * (prefixes.size() + 1)];
        sorted[0] = Integer.MIN_VALUE;
        sorted[1] = Rows4.row(0, NOTHING);
        int at = 2;
        for (var prefix : prefixes.entrySet()) {
            sorted[at++] = (int) (prefix.getKey() >> 32);
            sorted[at++] = Rows4.row(prefix.getKey().intValue(), prefix.getValue());
        }
        return Rows4.of(sorted, at / 2);
    }

    /// @param spread bits in which addresses differ: few, so that prefixes enclose each other, or all
    @ParameterizedTest
    @ValueSource(ints = {8, 14, 20, 32})
    void changesLeadToTheSameRows(int spread) {
        var random = new Random(spread);
        var prefixes = new TreeMap<Long, Integer>();
        int[] rows = atOnce(prefixes);
        for (int change = 0; change < 4_000; change++) {
            boolean isGrowing = change < 2_500;
            int length = 32 - random.nextInt(Math.min(32, spread) + 1);
            int mask = length == 0 ? 0 : -1 << 32 - length;
            int start = (random.nextInt() >>> 32 - spread & mask) ^ Integer.MIN_VALUE;
            Long key = key(start, length);
            if (random.nextInt(10) >= (isGrowing ? 8 : 2)) {
                key = prefixes.ceilingKey(key);
                if (key != null) {
                    rows = Rows4.without(rows, 1 + prefixes.headMap(key).size());
                    prefixes.remove(key);
                }
            } else if (prefixes.put(key, change) == null) {
                int at = 1 + prefixes.headMap(key).size();
                rows = Rows4.with(rows, at, start, Rows4.row(length, change));
            } else {
                rows = Rows4.withValue(rows, 1 + prefixes.headMap(key).size(), change);
            }
            if (change % 40 == 0) {
                agree(rows, atOnce(prefixes), random, spread);
            }
        }
    }

    private static void agree(int[] rows, int[] expected, Random random, int spread) {
        assertThat(Rows4.count(rows)).isEqualTo(Rows4.count(expected));
        for (int at = 0; at < Rows4.count(rows); at++) {
            assertThat(Rows4.start(rows, at)).isEqualTo(Rows4.start(expected, at));
            assertThat(Rows4.row(rows, at)).isEqualTo(Rows4.row(expected, at));
            assertThat(Rows4.around(rows, at))
                    .as("around %d", at)
                    .isEqualTo(Rows4.around(expected, at));
            int first = Rows4.start(rows, at) ^ Integer.MIN_VALUE;
            for (int asked = first - 1; asked != first + 2; asked++) {
                assertThat(Rows4.lookup(rows, asked)).isEqualTo(Rows4.lookup(expected, asked));
            }
        }
        for (int i = 0; i < 50; i++) {
            int asked = random.nextInt() >>> random.nextInt(spread);
            assertThat(Rows4.lookup(rows, asked)).isEqualTo(Rows4.lookup(expected, asked));
        }
    }
}
