package io.culvert.interop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waiting for what real processes do in their own time.
final class Deadline {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// Something that holds or throws an [AssertionError].
    interface Claim {
        void check();
    }

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    /// Checks again and again until the claim holds; at the end its last failure is the test's.
    static void within(Duration time, Claim claim) {
        Deadline deadline = after(time);
        while (true) {
            try {
                claim.check();
                return;
            } catch (AssertionError e) {
                if (deadline.isOver()) {
                    throw e;
                }
            }
            pause();
        }
    }

    static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    /// Lets real time pass, where nothing tells that something does not happen.
    static void pass(Duration time) {
        Deadline deadline = after(time);
        while (!deadline.isOver()) {
            LockSupport.parkNanos(deadline.left().toNanos());
        }
    }
}
