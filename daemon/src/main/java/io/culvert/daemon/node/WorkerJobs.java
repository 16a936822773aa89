package io.culvert.daemon.node;

import io.culvert.router.Jobs;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Public-key work beside the router's thread, in the order in which it was asked for.
final class WorkerJobs implements Jobs, AutoCloseable {
    private static final long FAREWELL_SECONDS = 1;

    private final RouterLoop router;
    private final ExecutorService workers;

    WorkerJobs(RouterLoop router, int threads) {
        this.router = router;
        this.workers =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().daemon().name("jobs-", 0).factory());
    }

    @Override
    public <R> void run(Supplier<? extends R> job, Consumer<? super R> done) {
        workers.execute(
                () -> {
                    R result = job.get();
                    router.post(() -> done.accept(result));
                });
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
