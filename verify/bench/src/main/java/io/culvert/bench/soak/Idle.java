package io.culvert.bench.soak;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Says what the machine does to a thread that has nothing to do: on each processor one wakes up every half millisecond and notes how late it was. It
/// comes before the gateways and the sender, so that what these make others wait for is not taken for the machine's.
/// `Idle LIMIT`; the order `count` answers what was since the one before, for each processor.
public final class Idle {
    private static final long PERIOD_NANOS = 500_000;
    private static final int RANK = 3;

    private final int processor;
    private final long limitNanos;
    private volatile Delays wanted;
    private volatile Delays used;

    private Idle(int processor, long limitNanos) {
        this.processor = processor;
        this.limitNanos = limitNanos;
        wanted = fresh();
        used = wanted;
    }

    public static void main(String[] args) throws IOException {
        long limit = Long.parseLong(args[0]);
        var all = new Idle[Runtime.getRuntime().availableProcessors()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Idle(i, limit);
            Thread.ofPlatform().daemon().name("idle-" + i).start(all[i]::run);
        }
        var orders = new Orders();
        for (Optional<String[]> order = orders.next(); order.isPresent(); order = orders.next()) {
            var found = new StringBuilder("\"processors\": [");
            for (int i = 0; i < all.length; i++) {
                found.append(i == 0 ? "{" : ", {").append(all[i].turn().json()).append("}");
            }
            Orders.answer(found.append("]").toString());
        }
    }

    private Delays fresh() {
        return new Delays(System.nanoTime(), limitNanos);
    }

    private Delays turn() {
        Delays before = wanted;
        wanted = fresh();
        while (used == before) {
            LockSupport.parkNanos(PERIOD_NANOS);
        }
        return before;
    }

    private void run() {
        try {
            Kernel.stayOn(processor);
            Kernel.goFirst(RANK);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        while (true) {
            Delays delays = wanted;
            used = delays;
            long due = System.nanoTime() + PERIOD_NANOS;
            LockSupport.parkNanos(PERIOD_NANOS);
            delays.add(due, System.nanoTime());
        }
    }
}
