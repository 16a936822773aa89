package io.culvert.ike.v2;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Keeps the mapping of a NAT before us while nothing else is sent, RFC 3948 section 4.
final class NatKeepalives {
    private NatKeepalives() {}

    /// The profile's word, or else the router's.
    private static int seconds(Turn turn, IkeSa sa) {
        return sa.session()
                .peer()
                .profile()
                .natKeepaliveSeconds()
                .orElse(turn.config().settings().natKeepaliveSeconds());
    }

    static void begin(Turn turn, IkeSa sa) {
        int seconds = seconds(turn, sa);
        if (seconds > 0 && sa.exchanges().abilities().nat().areWeBehind()) {
            turn.timer(new TimerKey.NatKeepalive(sa.id()), Duration.ofSeconds(seconds));
        } else {
            turn.cancel(new TimerKey.NatKeepalive(sa.id()));
        }
    }

    static void onTime(Turn turn, IkeSa sa) {
        Duration pause = Duration.ofSeconds(seconds(turn, sa));
        Instant dueAt = sentAt(turn, sa).plus(pause);
        if (dueAt.isAfter(turn.now())) {
            turn.timer(new TimerKey.NatKeepalive(sa.id()), Duration.between(turn.now(), dueAt));
            return;
        }
        Path path = sa.path();
        turn.emit(
                new IkeEffect.NatKeepalive(
                        path.fvrf(), path.local(), path.remote(), path.remotePort()));
        begin(turn, sa);
    }

    private static Instant sentAt(Turn turn, IkeSa sa) {
        Instant last = sa.exchanges().saidAt();
        for (Child child : sa.children().toList()) {
            Optional<Instant> sent = turn.world().traffic().lastOutbound(child.sa().id());
            if (sent.isPresent() && sent.get().isAfter(last)) {
                last = sent.get();
            }
        }
        return last;
    }
}
