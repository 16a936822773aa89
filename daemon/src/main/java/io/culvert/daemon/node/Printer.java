package io.culvert.daemon.node;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Prints messages on a thread of its own: a terminal that was stopped, or a pipe that nobody reads, must not hold up the router.
final class Printer implements AutoCloseable {
    /// Messages that wait for somebody to read; more are counted instead.
    static final int WAITING_MAX = 1024;

    /// What follows a message so soon is printed with it: to wake this thread for each would cost the router more than the message.
    private static final long GATHERING_NANOS = 2_000_000;

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final PrintWriter out;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicInteger missed = new AtomicInteger();
    private final Thread thread;
    private volatile boolean isOver;

    Printer(PrintWriter out) {
        this.out = out;
        thread = Thread.ofPlatform().daemon().name("printer").start(this::run);
    }

    /// Prints a message soon. Never waits.
    void print(String text) {
        if (!waiting.offer(text)) {
            missed.incrementAndGet();
        }
    }

    private void run() {
        while (!isOver || !waiting.isEmpty()) {
            try {
                out.println(waiting.take());
                LockSupport.parkNanos(GATHERING_NANOS);
            } catch (InterruptedException _) {
                // Only the end interrupts; what still waits is printed first.
                continue;
            }
            for (int i = 0; i < WAITING_MAX && !waiting.isEmpty(); i++) {
                out.println(waiting.remove());
            }
            int count = missed.getAndSet(0);
            if (count > 0) {
                out.println(count + " messages were not printed, because nobody read them");
            }
            out.flush();
        }
    }

    /// Waits a moment for what has not been printed yet.
    @Override
    public void close() {
        isOver = true;
        thread.interrupt();
        try {
            thread.join(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
