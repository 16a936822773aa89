package io.culvert.ike.v2;

import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The jobs that an established IKE SA waits for, and what each is for.
final class Works {
    private final long sa;
    private final TreeMap<Long, Work> works = new TreeMap<>();

    Works(long sa) {
        this.sa = sa;
    }

    void order(Turn turn, Supplier<? extends Outcome> job, Work work) {
        works.put(turn.compute(sa, IkeEffect.Rank.ESTABLISHED, job), work);
    }

    Optional<Work> take(long job) {
        return Optional.ofNullable(works.remove(job));
    }

    boolean has(Predicate<Work> kind) {
        return all().anyMatch(kind);
    }

    Stream<Work> all() {
        return works.values().stream();
    }
}
