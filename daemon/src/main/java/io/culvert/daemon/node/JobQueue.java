package io.culvert.daemon.node;

import io.culvert.router.Jobs;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What waits to be done: of the first rank that has something, the oldest. From any thread.
///
/// Work of SAs that are up, and of handshakes that have begun, is never refused: an IKE SA waits for a piece or two at a time, so the
/// limits of SAs and of half-open ones bound it.
final class JobQueue {
    /// Those of the last rank that may wait. It is twice what IKE itself lets through (`Gate.WORK_MAX`).
    static final int LAST_MAX = 1_024;

    private final Map<Jobs.Rank, ArrayDeque<Runnable>> waiting = new EnumMap<>(Jobs.Rank.class);

    JobQueue() {
        for (Jobs.Rank rank : Jobs.Rank.values()) {
            waiting.put(rank, new ArrayDeque<>());
        }
    }

    /// Whether there was room.
    synchronized boolean add(Jobs.Rank rank, Runnable job) {
        ArrayDeque<Runnable> same = Optional.ofNullable(waiting.get(rank)).orElseThrow();
        return (rank != Jobs.Rank.LAST || same.size() < LAST_MAX) && same.add(job);
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
