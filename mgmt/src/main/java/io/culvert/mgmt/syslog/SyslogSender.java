package io.culvert.mgmt.syslog;

import io.culvert.base.Bytes;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Sends messages to one syslog host from a thread of its own. A message that cannot be sent is tried again until it
/// gets away; meanwhile the next ones queue up to a limit, and what finds no room is counted.
final class SyslogSender implements AutoCloseable {
    static final int QUEUED_MAX = 1024;
    private static final long PAUSE_SECONDS_MIN = 1;
    private static final long PAUSE_SECONDS_MAX = 60;

    private final BlockingQueue<Bytes> queue = new ArrayBlockingQueue<>(QUEUED_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final SyslogWire wire;
    private final Thread thread;
    private volatile boolean closed;

    SyslogSender(SyslogWire wire) {
        this.wire = wire;
        thread = Thread.ofPlatform().daemon().name("syslog").unstarted(this::run);
    }

    static SyslogSender started(SyslogWire wire) {
        var sender = new SyslogSender(wire);
        sender.thread.start();
        return sender;
    }

    /// Never waits.
    void offer(Bytes message) {
        if (!queue.offer(message)) {
            dropped.incrementAndGet();
        }
    }

    long dropped() {
        return dropped.get();
    }

    private void run() {
        try {
            while (!closed) {
                deliver(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            wire.close();
        }
    }

    private void deliver(Bytes message) {
        long pause = PAUSE_SECONDS_MIN;
        while (!closed && !sends(message)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(pause));
            pause = Math.min(2 * pause, PAUSE_SECONDS_MAX);
        }
    }

    /// Whether one try got the message away.
    boolean sends(Bytes message) {
        try {
            wire.send(message);
            return true;
        } catch (IOException e) {
            wire.close();
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
