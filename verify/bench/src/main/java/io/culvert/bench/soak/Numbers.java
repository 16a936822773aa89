package io.culvert.bench.soak;

/// Which numbers of a flow came: how many, how many again, how many after a later one. Those further behind than the window count as late, for
/// nobody knows any more whether they are doubles.
final class Numbers {
    /// Numbers; a power of two.
    static final int WINDOW = 1 << 18;

    private final long[] seen = new long[WINDOW / Long.SIZE];
    private long highest = -1;
    private long came;
    private long doubles;
    private long late;

    void add(long number) {
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
            late++;
            return;
        } else if ((seen[word(number)] & 1L << number) != 0) {
            doubles++;
            return;
        } else {
            late++;
        }
        seen[word(number)] |= 1L << number;
        came++;
    }

    private static int word(long number) {
        return (int) (number & WINDOW - 1) / Long.SIZE;
    }

    String json() {
        return "\"came\": " + came + ", \"doubles\": " + doubles + ", \"late\": " + late;
    }
}
