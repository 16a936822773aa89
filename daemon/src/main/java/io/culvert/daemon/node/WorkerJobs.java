package io.culvert.daemon.node;

import io.culvert.router.Jobs;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Public-key work beside the router's thread, by rank, and within a rank in the order in which it was asked for.
final class WorkerJobs implements Jobs, AutoCloseable {
    private static final long FAREWELL_SECONDS = 1;

    private final Consumer<Runnable> router;
    private final JobQueue waiting = new JobQueue();
    private final ExecutorService workers;

    /// @param router has something done on the router's thread
    WorkerJobs(Consumer<Runnable> router, int threads) {
        this.router = router;
        this.workers =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().daemon().name("jobs-", 0).factory());
    }

    /// A worker for each processor but the router's own, and two at least: on one processor a long piece of work does not hold up those
    /// of higher rank then.
    static int threads(int processors) {
        return Math.max(2, processors - 1);
    }

    @Override
    public <R> boolean run(Rank rank, Supplier<? extends R> job, Consumer<? super R> done) {
        boolean isTaken =
                waiting.add(
                        rank,
                        () -> {
                            R result = job.get();
                            router.accept(() -> done.accept(result));
                        });
        if (isTaken) {
            // Each call of a worker does the piece whose turn it is then.
            workers.execute(() -> waiting.take().run());
        }
        return isTaken;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        try {
            workers.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
