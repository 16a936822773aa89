package io.culvert.host.tcp;

/// Congestion control: slow start, congestion avoidance and fast retransmit of RFC 5681, fast recovery of RFC 6582.
final class NewReno {
    private static final int DUPLICATES = 3;

    /// Keeps the window an `int` whatever the path carries.
    private static final int WINDOW_MAX = 1 << 30;

    private int mss;
    private int window;
    private int threshold = WINDOW_MAX;
    private int duplicates;
    private int recover;
    private boolean recovering;
    private boolean partialSeen;

    /// What the sender does about an acknowledgment.
    enum Reaction {
        NONE,
        /// Send the oldest segment again, at once.
        RETRANSMIT
    }

    /// RFC 5681 section 3.1: two to four segments, or one after a lost SYN.
    void start(int segment, int initialSequence, boolean synWasLost) {
        mss = segment;
        recover = initialSequence;
        window = synWasLost ? segment : Math.min(4 * segment, Math.max(2 * segment, 4_380));
    }

    int window() {
        return window;
    }

    boolean isRecovering() {
        return recovering;
    }

    /// Whether the retransmission timer starts afresh: not by the later partial acknowledgments of a recovery, so that
    /// one that takes too long ends in a timeout (RFC 6582 section 3.2, the "impatient" variant).
    boolean restartsTimer() {
        return !recovering || !partialSeen;
    }

    /// @param acknowledged octets that the acknowledgment covers for the first time
    /// @param inFlight octets still unacknowledged after it
    Reaction acknowledged(int upTo, int acknowledged, int inFlight) {
        duplicates = 0;
        if (!recovering) {
            grow(acknowledged);
            return Reaction.NONE;
        }
        if (Sequence.atOrBefore(recover, upTo)) {
            window = Math.min(threshold, Math.max(inFlight, mss) + mss);
            recovering = false;
            return Reaction.NONE;
        }
        window = Math.max(mss, window - acknowledged + (acknowledged >= mss ? mss : 0));
        return Reaction.RETRANSMIT;
    }

    /// To be called once the timer was handled for this partial acknowledgment.
    void partialHandled() {
        partialSeen = recovering;
    }

    private void grow(int acknowledged) {
        int step =
                window < threshold
                        ? Math.min(acknowledged, mss)
                        : Math.max(1, (int) ((long) mss * mss / window));
        window = Math.min(WINDOW_MAX, window + step);
    }

    /// @param at the oldest unacknowledged number
    /// @param sent the highest number sent
    Reaction duplicate(int at, int sent, int inFlight) {
        duplicates++;
        if (recovering) {
            window = Math.min(WINDOW_MAX, window + mss);
            return Reaction.NONE;
        }
        if (duplicates != DUPLICATES || !Sequence.before(recover, at)) {
            return Reaction.NONE;
        }
        threshold = Math.max(inFlight / 2, 2 * mss);
        window = threshold + DUPLICATES * mss;
        recover = sent;
        recovering = true;
        partialSeen = false;
        return Reaction.RETRANSMIT;
    }

    /// RFC 5681 section 3.1 for the first timeout of a segment; RFC 6582 section 4 remembers how far was sent.
    void timedOut(int sent, int inFlight, boolean again) {
        if (!again) {
            threshold = Math.max(inFlight / 2, 2 * mss);
        }
        window = mss;
        recover = sent;
        recovering = false;
        duplicates = 0;
    }

    /// The path takes only smaller segments; that is no congestion (RFC 1191 section 6.5).
    void segmentShrank(int segment) {
        mss = segment;
        window = Math.max(window, segment);
    }
}
