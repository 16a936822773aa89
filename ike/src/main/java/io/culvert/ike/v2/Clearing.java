package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// The IKE SAs that an operator ends, a few at a time: those of thousands of peers take a second, for which nobody else is to wait.
final class Clearing {
    /// So many are ended in a row: about a millisecond's work.
    static final int EACH = 8;

    static final Duration PAUSE = Duration.ofMillis(1);

    private final LinkedHashSet<IkeSa> waiting = new LinkedHashSet<>();

    /// Those that there are now, with one peer or with all; whoever comes back meanwhile stays.
    void begin(Turn turn, Optional<IpAddress> remote) {
        turn.sas().toList().stream()
                .filter(sa -> remote.map(sa.path().remote()::equals).orElse(true))
                .forEach(waiting::add);
        proceed(turn);
    }

    void proceed(Turn turn) {
        for (int i = 0; i < EACH && !waiting.isEmpty(); i++) {
            orSuccessors(turn, waiting.removeFirst())
                    .forEach(sa -> sa.close(turn, "cleared by the operator"));
        }
        if (!waiting.isEmpty()) {
            turn.timer(new TimerKey.Clear(), PAUSE);
        }
    }

    /// It may have been rekeyed while it waited.
    private static List<IkeSa> orSuccessors(Turn turn, IkeSa sa) {
        return sa.peer().map(peer -> turn.sas().ofSession(peer.sessionId())).orElse(List.of(sa));
    }
}
