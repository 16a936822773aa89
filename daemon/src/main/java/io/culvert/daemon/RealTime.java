package io.culvert.daemon;

import io.culvert.lab.Pace;
import java.util.concurrent.locks.LockSupport;

/// Lab time that runs with the clock of the machine, from when this was made.
final class RealTime implements Pace {
    private final long began = System.nanoTime();
    private long ahead;

    @Override
    public void until(long labNanos) {
        for (long left = labNanos - now();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = labNanos - now()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public long now() {
        return System.nanoTime() - began + ahead;
    }

    @Override
    public void jump(long nanos) {
        ahead += nanos;
    }
}
