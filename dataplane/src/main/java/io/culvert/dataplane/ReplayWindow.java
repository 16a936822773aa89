package io.culvert.dataplane;

/// The anti-replay window of one inbound association: RFC 4303 section 3.4.3 by the algorithm of RFC 6479, a ring of words
/// in which nothing is ever shifted; one word more than the window, so that the word being filled is not read. Sequence
/// numbers are whole: with extended ones the high half is inferred first (RFC 4303 appendix A).
final class ReplayWindow {
    static final int SIZE_MIN = 64;
    static final int SIZE_MAX = 65_536;

    /// What [#infer] answers when no high half makes sense.
    static final long NONE = -1;

    private static final long LOW = 0xFFFF_FFFFL;

    private final int size;
    private final boolean extended;
    private final boolean enabled;
    private final long[] words;
    private final int mask;
    private long highest;

    /// @param size in packets; 0 turns the check off, the highest number is followed all the same
    ReplayWindow(int size, boolean extended) {
        if (size != 0 && (size < SIZE_MIN || size > SIZE_MAX)) {
            throw new IllegalArgumentException("a replay window of " + size);
        }
        enabled = size != 0;
        this.size = Math.max(size, SIZE_MIN);
        this.extended = extended;
        int needed = (this.size + 63) / 64 + 1;
        words = new long[Integer.highestOneBit(needed - 1) << 1];
        mask = words.length - 1;
    }

    long highest() {
        return highest;
    }

    int size() {
        return enabled ? size : 0;
    }

    /// The whole sequence number of a packet that shows the low half: the one closest to the window, RFC 4303 section A2.2.
    long infer(int low) {
        long sequence = low & LOW;
        if (!extended) {
            return sequence;
        }
        long highestLow = highest & LOW;
        long high = highest >>> 32;
        long bottom = (highestLow - size + 1) & LOW;
        if (highestLow >= size - 1) {
            high = sequence >= bottom ? high : high + 1;
        } else if (sequence >= bottom) {
            high--;
        }
        return high < 0 || high > LOW ? NONE : high << 32 | sequence;
    }

    /// Whether the packet may be new. Zero is never sent (RFC 4303 section 3.3.3).
    boolean mayAccept(long sequence) {
        if (sequence == 0 || sequence == NONE) {
            return false;
        }
        if (!enabled || Long.compareUnsigned(sequence, highest) > 0) {
            return true;
        }
        return highest - sequence < size
                && (words[(int) (sequence >>> 6) & mask] >>> sequence & 1) == 0;
    }

    /// Marks the packet as seen, after its integrity was verified and not before, and answers whether it is new.
    boolean take(long sequence) {
        boolean isNew = mayAccept(sequence);
        if (isNew) {
            accept(sequence);
        }
        return isNew;
    }

    /// Marks the packet as seen, after its integrity was verified and not before.
    void accept(long sequence) {
        if (Long.compareUnsigned(sequence, highest) > 0) {
            advance(sequence);
        }
        words[(int) (sequence >>> 6) & mask] |= 1L << sequence;
    }

    /// Mostly the next number is in the word at hand.
    private void advance(long sequence) {
        long word = highest >>> 6;
        long ahead = (sequence >>> 6) - word;
        if (ahead != 0) {
            for (long i = Math.min(ahead, words.length); i > 0; i--) {
                words[(int) (word + i) & mask] = 0;
            }
        }
        highest = sequence;
    }

    /// Some of the memory that this takes.
    long foresee() {
        return words[(int) (highest >>> 6) & mask];
    }
}
