package io.culvert.daemon.node;

import io.culvert.router.Jobs;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What waits to be done: of the first rank that has something, the oldest. From any thread.
final class JobQueue {
    private final Map<Jobs.Rank, ArrayDeque<Runnable>> waiting = new EnumMap<>(Jobs.Rank.class);

    JobQueue() {
        for (Jobs.Rank rank : Jobs.Rank.values()) {
            waiting.put(rank, new ArrayDeque<>());
        }
    }

    synchronized void add(Jobs.Rank rank, Runnable job) {
        Optional.ofNullable(waiting.get(rank)).orElseThrow().add(job);
    }

    /// @throws IllegalStateException if nothing waits
    synchronized Runnable take() {
        for (ArrayDeque<Runnable> queue : waiting.values()) {
            Runnable job = queue.poll();
            if (job != null) {
                return job;
            }
        }
        throw new IllegalStateException("there is a job for each call of a worker");
    }
}
