package io.culvert.daemon.node;

import io.culvert.linux.Poller;
import io.culvert.mgmt.RouterThread;
import io.culvert.router.Router;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// The thread of the router: waits for packets, for deadlines and for what others post, and handles each to its end.
final class RouterLoop implements RouterThread {
    /// It wakes at least so often, so that a clock that was set or a machine that slept is noticed.
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /// What is posted is done for so long before packets are looked at again.
    private static final long POSTS_NANOS = 1_000_000;

    private final Poller poller;
    private final Gathering gathering;
    private final ConcurrentLinkedQueue<Runnable> posts = new ConcurrentLinkedQueue<>();
    private final long began = System.nanoTime();
    private volatile boolean over;
    private volatile boolean asleep;
    private volatile Thread thread = Thread.currentThread();

    RouterLoop(Poller poller) {
        this.poller = poller;
        gathering = new Gathering(poller);
    }

    /// Router time: what passed since this was made.
    Instant now() {
        return Instant.EPOCH.plusNanos(System.nanoTime() - began);
    }

    /// The same in nanoseconds.
    long nanos() {
        return System.nanoTime() - began;
    }

    /// Of packets, on this thread.
    Gathering gathering() {
        return gathering;
    }

    /// Ends a wait, if there is one, after a worker has given something to the router's plane. From any thread.
    void wake() {
        VarHandle.fullFence();
        if (asleep) {
            poller.wake();
        }
    }

    /// Has something done on this thread, soon. From any thread.
    @Override
    public void post(Runnable step) {
        posts.add(step);
        wake();
    }

    /// Has something done on this thread and waits for what comes of it. From any other thread.
    <T> T ask(Supplier<? extends T> question) throws InterruptedException {
        if (Thread.currentThread() == thread) {
            return question.get();
        }
        var task = new FutureTask<T>(question::get);
        post(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            // A mistake of ours belongs to the router's thread, not to whoever asked.
            var mistake =
                    new IllegalStateException("a question to the router failed", e.getCause());
            post(
                    () -> {
                        throw mistake;
                    });
            throw mistake;
        }
    }

    /// Like [#ask], for callers that cannot be interrupted in the middle.
    <T> T answer(Supplier<? extends T> question) {
        try {
            return ask(question);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the router answered", e);
        }
    }

    /// Ends [#run] when what was posted before has been done.
    void stop() {
        post(() -> over = true);
    }

    boolean isOver() {
        return over;
    }

    /// Runs the router until it is stopped.
    ///
    /// @param everySecond what is looked at now and then
    void run(Router router, NodePorts ports, Runnable everySecond) throws IOException {
        thread = Thread.currentThread();
        Instant next = now();
        while (!over) {
            boolean posted = runPosts();
            Instant now = now();
            Optional<Instant> due = router.wakeAt();
            if (posted || due.isPresent() && !due.get().isAfter(now)) {
                router.onTime(now);
            }
            if (!now.isBefore(next)) {
                next = now.plus(LONGEST);
                everySecond.run();
            }
            if (!over) {
                poller.await(fallAsleep(router));
                asleep = false;
                ports.receive(router);
                router.takeGiven(now());
                gathering.endTurn(nanos());
            }
        }
    }

    /// Those that wait, but no more than there is time for: packets come in between, however many results of jobs there are.
    private boolean runPosts() {
        long began = System.nanoTime();
        boolean any = false;
        for (Runnable step = posts.poll(); step != null; step = posts.poll()) {
            step.run();
            any = true;
            if (System.nanoTime() - began > POSTS_NANOS) {
                break;
            }
        }
        return any;
    }

    /// Says that it sleeps before it looks for the last time: who gives it something looks after giving.
    private long fallAsleep(Router router) {
        asleep = true;
        VarHandle.fullFence();
        if (!posts.isEmpty() || router.isGivenTo()) {
            return 0;
        }
        Optional<Instant> wakeAt = router.wakeAt();
        return wakeAt.isEmpty()
                ? LONGEST.toNanos()
                : Math.clamp(Duration.between(now(), wakeAt.get()).toNanos(), 0, LONGEST.toNanos());
    }
}
