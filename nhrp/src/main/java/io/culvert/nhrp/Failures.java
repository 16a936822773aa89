package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Destinations without a shortcut, with the reason, which are left alone for a while (flexvpn-mpls.md S18).
final class Failures {
    static final Duration HOLD_OFF = Duration.ofMinutes(3);

    /// The oldest gives way.
    static final int FAILURES_MAX = 1024;

    private final Core core;
    private final Map<Question, NhrpFailure> all = new LinkedHashMap<>();

    Failures(Core core) {
        this.core = core;
    }

    void add(Turn turn, Question question, String reason) {
        add(turn, question, reason, Optional.empty());
    }

    void add(Turn turn, Question question, String reason, Optional<IpAddress> inside) {
        if (all.size() >= FAILURES_MAX && !all.containsKey(question)) {
            forget(all.keySet().iterator().next());
        }
        var until = turn.now().plus(HOLD_OFF);
        all.remove(question);
        all.put(
                question,
                new NhrpFailure(
                        question.vrf(), question.destination(), turn.now(), until, reason, inside));
        core.timers.set(new TimerKey.HoldOffEnd(question), until);
    }

    boolean has(Question question) {
        return all.containsKey(question);
    }

    void forget(Question question) {
        all.remove(question);
        core.timers.cancel(new TimerKey.HoldOffEnd(question));
    }

    void clear(Predicate<Place> which) {
        List.copyOf(all.keySet()).stream()
                .filter(question -> which.test(question.place()))
                .forEach(this::forget);
    }

    List<NhrpFailure> all() {
        return List.copyOf(all.values());
    }
}
