package io.culvert.router;

import java.time.Instant;
import java.util.ArrayDeque;

/// The order in which things happen inside one router: a queue of work, run to its end before the outside gets control
/// back. Engines never call each other; what one orders is queued for the next, so that no engine is entered twice.
final class Pump {
    /// More steps than this without an end mean that two engines keep answering each other.
    static final int STEPS_MAX = 10_000_000;

    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private Instant now = Instant.EPOCH;
    private boolean running;

    /// Router time of what happens now.
    Instant now() {
        return now;
    }

    void post(Runnable step) {
        work.add(step);
    }

    /// It is this time from now on.
    void advance(Instant time) {
        now = time;
    }

    /// Runs everything that is queued, at `time`.
    void drain(Instant time) {
        advance(time);
        if (running) {
            return; // a plane callback inside a step: the outer loop goes on with what was queued
        }
        running = true;
        try {
            for (int steps = 0; !work.isEmpty(); steps++) {
                if (steps > STEPS_MAX) {
                    throw new IllegalStateException(
                            "the engines of one router do not come to rest");
                }
                work.poll().run();
            }
        } finally {
            running = false;
        }
    }
}
