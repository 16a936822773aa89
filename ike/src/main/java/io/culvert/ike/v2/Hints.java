package io.culvert.ike.v2;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/// What nobody signed says that the router at an address has forgotten IKE SAs or Child SAs, RFC 7296 sections 1.5 and 2.21.4. It may be
/// true, so each IKE SA with that address is asked if it lives; it may be forged, so the questions are few in a time, however many such
/// messages come and however many IKE SAs they may be about.
final class Hints {
    /// So many IKE SAs are asked in a row, with all peers together.
    static final int EACH = 20;

    static final Duration PAUSE = Duration.ofMillis(100);

    /// Once all IKE SAs between two addresses were asked, no hint about them counts for so long. A peer that really has forgotten them
    /// goes on to say so.
    static final Duration REST = Duration.ofSeconds(10);

    private static final int RETRY_SECONDS = 2;
    private static final long NONE_YET = 0;

    /// Between which ends IKE SAs are asked, with the last that was; in turn.
    private final LinkedHashMap<Path.Ends, Long> asking = new LinkedHashMap<>();

    /// Where all have been asked, and until when that counts; the first to end first.
    private final LinkedHashMap<Path.Ends, Instant> resting = new LinkedHashMap<>();

    private Instant nextAt = Instant.MIN;

    void hear(Turn turn, Path.Ends ends) {
        forgetRested(turn.now());
        if (asking.containsKey(ends)
                || resting.containsKey(ends)
                || turn.sas().next(ends, NONE_YET).isEmpty()) {
            return;
        }
        asking.put(ends, NONE_YET);
        if (turn.now().isBefore(nextAt)) {
            turn.timer(new TimerKey.AskHinted(), Duration.between(turn.now(), nextAt));
        } else {
            proceed(turn);
        }
    }

    private void forgetRested(Instant now) {
        while (!resting.isEmpty() && !now.isBefore(resting.firstEntry().getValue())) {
            resting.pollFirstEntry();
        }
    }

    void proceed(Turn turn) {
        for (int i = 0; i < EACH && !asking.isEmpty(); i++) {
            var first = asking.pollFirstEntry();
            askNext(turn, first.getKey(), first.getValue());
        }
        nextAt = turn.now().plus(PAUSE);
        if (!asking.isEmpty()) {
            turn.timer(new TimerKey.AskHinted(), PAUSE);
        }
    }

    private void askNext(Turn turn, Path.Ends ends, long last) {
        Optional<IkeSa> next = turn.sas().next(ends, last);
        if (next.isPresent()) {
            Liveness.probe(turn, next.get(), RETRY_SECONDS);
            asking.put(ends, next.get().id());
        } else {
            resting.put(ends, turn.now().plus(REST));
        }
    }
}
