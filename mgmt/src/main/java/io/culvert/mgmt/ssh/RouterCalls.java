package io.culvert.mgmt.ssh;

import io.culvert.mgmt.RouterThread;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Asks the router's thread and waits for the answer, on a thread of a door.
final class RouterCalls {
    /// A router that does not answer for so long is gone.
    private static final long PATIENCE_SECONDS = 10;

    private final RouterThread thread;

    RouterCalls(RouterThread thread) {
        this.thread = thread;
    }

    /// Empty when the router did not answer.
    <T> Optional<T> ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        thread.post(
                () -> {
                    try {
                        answer.complete(question.get());
                    } finally {
                        // nothing when it is complete; the fault itself is the supervisor's
                        answer.completeExceptionally(new IllegalStateException("no answer"));
                    }
                });
        try {
            return Optional.of(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    void tell(Runnable order) {
        thread.post(order);
    }
}
