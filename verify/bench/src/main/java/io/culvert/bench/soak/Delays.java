package io.culvert.bench.soak;

import java.util.Arrays;

/// How late things were: a histogram whose buckets are a sixteenth of a power of two wide (6 % at most), the worst of each second, and each
/// time that something was later than a limit.
final class Delays {
    /// Seconds that are kept one by one: two hours.
    static final int SECONDS_MAX = 7_200;

    /// Late times that are kept one by one.
    static final int EPISODES_MAX = 8_192;

    /// What is late again so soon belongs to the same time.
    private static final long APART_NANOS = 10_000_000;

    private static final int PART_BITS = 4;
    private static final int BUCKETS = (Long.SIZE - PART_BITS) << PART_BITS;

    private final long began;
    private final long limitNanos;
    private final long[] buckets = new long[BUCKETS];
    private final long[] worst = new long[SECONDS_MAX];
    private final long[] episodeSince = new long[EPISODES_MAX];
    private final long[] episodeWorst = new long[EPISODES_MAX];
    private int episodes;
    private long lastLate = Long.MIN_VALUE;
    private long most;

    /// @param limitNanos what is later than this is kept one by one
    Delays(long began, long limitNanos) {
        this.began = began;
        this.limitNanos = limitNanos;
    }

    /// Something was due at a time and came later.
    void add(long due, long came) {
        long late = Math.max(0, came - due);
        buckets[bucket(late)]++;
        int second = Math.clamp((came - began) / 1_000_000_000, 0, SECONDS_MAX - 1);
        worst[second] = Math.max(worst[second], late);
        most = Math.max(most, late);
        if (late > limitNanos) {
            episode(due, came, late);
        }
    }

    private void episode(long due, long came, long late) {
        boolean isNew = lastLate == Long.MIN_VALUE || due - lastLate > APART_NANOS;
        lastLate = came;
        if (isNew) {
            if (episodes == EPISODES_MAX) {
                return;
            }
            episodeSince[episodes++] = due;
        }
        int last = episodes - 1;
        if (late > episodeWorst[last]) {
            episodeWorst[last] = late;
            episodeSince[last] = due;
        }
    }

    private static int bucket(long nanos) {
        if (nanos < 1 << PART_BITS) {
            return (int) nanos;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int part = (int) (nanos >>> power - PART_BITS) & (1 << PART_BITS) - 1;
        return (power - PART_BITS + 1 << PART_BITS) + part;
    }

    /// The largest number that counts in a bucket.
    private static long top(int bucket) {
        if (bucket < 1 << PART_BITS) {
            return bucket;
        }
        int shift = (bucket >>> PART_BITS) - 1;
        long part = (1L << PART_BITS) + (bucket & (1 << PART_BITS) - 1);
        return (part + 1 << shift) - 1;
    }

    /// As members of a JSON object; times in nanoseconds.
    String json() {
        var text = new StringBuilder("\"most\": ").append(most).append(", \"buckets\": [");
        String comma = "";
        for (int i = 0; i < BUCKETS; i++) {
            if (buckets[i] > 0) {
                text.append(comma).append("[").append(top(i)).append(", ");
                text.append(buckets[i]).append("]");
                comma = ", ";
            }
        }
        text.append("], \"episodes\": [");
        for (int i = 0; i < episodes; i++) {
            text.append(i == 0 ? "" : ", ").append("[").append(episodeSince[i]).append(", ");
            text.append(episodeWorst[i]).append("]");
        }
        int seconds = SECONDS_MAX;
        while (seconds > 0 && worst[seconds - 1] == 0) {
            seconds--;
        }
        text.append("], \"worst\": ").append(Arrays.toString(Arrays.copyOf(worst, seconds)));
        return text.toString();
    }
}
