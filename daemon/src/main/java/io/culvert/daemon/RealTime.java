package io.culvert.daemon;

import io.culvert.lab.Pace;

/// Lab time that runs with the clock of the machine, from when this was made.
final class RealTime implements Pace {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long began = System.nanoTime();
    private long ahead;

    @Override
    public void until(long labNanos) {
        long left = labNanos - now();
        while (left > 0) {
            try {
                Thread.sleep(left / NANOS_PER_MILLI, (int) (left % NANOS_PER_MILLI));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            left = labNanos - now();
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
