package io.culvert.bench.soak;

import java.util.StringJoiner;

/// Which numbers of a flow came: how many, how many again, how many after a later one. Those further behind than the window count as late, for
/// nobody knows any more whether they are doubles.
final class Numbers {
    /// Numbers; a power of two.
    static final int WINDOW = 1 << 18;

    /// Times of which those that came out of order are counted apart.
    static final int TIMES_MAX = 64;

    private static final long APART_NANOS = 20_000_000;

    private final long[] seen = new long[WINDOW / Long.SIZE];
    private long highest = -1;
    private long came;
    private long doubles;
    private long late;
    private final long[] lateSince = new long[TIMES_MAX];
    private final long[] lateCount = new long[TIMES_MAX];
    private int lateTimes;

    void add(long number, long now) {
        if (highest < 0) {
            highest = number - 1;
        }
        if (number > highest) {
            long from = Math.max(highest + 1, number - WINDOW + 1);
            for (long each = from; each < number; each++) {
                seen[word(each)] &= ~(1L << each);
            }
            highest = number;
        } else if (highest - number >= WINDOW) {
            came++;
            isLate(now);
            return;
        } else if ((seen[word(number)] & 1L << number) != 0) {
            doubles++;
            return;
        } else {
            isLate(now);
        }
        seen[word(number)] |= 1L << number;
        came++;
    }

    private void isLate(long now) {
        late++;
        if (lateTimes == 0 || now - lateSince[lateTimes - 1] > APART_NANOS) {
            if (lateTimes == TIMES_MAX) {
                return;
            }
            lateSince[lateTimes++] = now;
        }
        lateCount[lateTimes - 1]++;
    }

    private static int word(long number) {
        return (int) (number & WINDOW - 1) / Long.SIZE;
    }

    String json() {
        var times = new StringJoiner(", ");
        for (int i = 0; i < lateTimes; i++) {
            times.add("[" + lateSince[i] + ", " + lateCount[i] + "]");
        }
        return "\"came\": %d, \"doubles\": %d, \"late\": %d, \"late_at\": [%s]"
                .formatted(came, doubles, late, times);
    }
}
