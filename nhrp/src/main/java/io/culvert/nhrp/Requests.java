package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The resolutions that are asked for. A request is sent again under the same id after 1, 2, 4 and 8 seconds, and given up 16 seconds
/// after the last time.
final class Requests {
    static final int REQUESTS_MAX = 1024;
    static final int ATTEMPTS_MAX = 5;

    /// @param source what we called ourselves on the overlay
    /// @param via by which interface it was asked first
    /// @param refreshes the shortcut that it is to prolong
    record Request(
            int id,
            Question question,
            IpAddress source,
            NhrpInterface via,
            Optional<Place> refreshes,
            Instant begun,
            int attempt) {
        Request again() {
            return new Request(id, question, source, via, refreshes, begun, attempt + 1);
        }

        Duration patience() {
            return Duration.ofSeconds(1L << (attempt - 1));
        }
    }

    private final Core core;
    private final Map<Integer, Request> all = new LinkedHashMap<>();

    Requests(Core core) {
        this.core = core;
    }

    boolean isFull() {
        return all.size() >= REQUESTS_MAX;
    }

    boolean has(Question question) {
        return all.values().stream().anyMatch(one -> one.question.equals(question));
    }

    boolean refreshes(Place place) {
        return all.values().stream().anyMatch(one -> one.refreshes.equals(Optional.of(place)));
    }

    /// Remembers one that is sent now.
    void sent(Turn turn, Request request) {
        all.put(request.id, request);
        core.timers.set(new TimerKey.Ask(request.id), turn.now().plus(request.patience()));
    }

    Optional<Request> find(int id) {
        return Optional.ofNullable(all.get(id));
    }

    void forget(int id) {
        all.remove(id);
        core.timers.cancel(new TimerKey.Ask(id));
    }

    Collection<Request> all() {
        return List.copyOf(all.values());
    }
}
