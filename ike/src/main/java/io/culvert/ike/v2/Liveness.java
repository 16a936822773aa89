package io.culvert.ike.v2;

import io.culvert.ike.v2.config.Dpd;
import io.culvert.wire.ike.ExchangeType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Asks a silent peer if it still lives, RFC 7296 section 2.4: any authentic message, and any packet on a Child SA, proves that
/// it does.
final class Liveness {
    /// So many repetitions of a request that we have answered are more than a few packets lost. A recording that is played again
    /// makes for no more than one question of ours.
    static final int REPEATS_SUSPECT = 2;

    private Liveness() {}

    /// The peer is heard, but seems not to hear us: RFC 7296 section 2.4 lets us ask at any time. Where only one direction is dead, we
    /// would send into nowhere until the peer gave up, and for as long again until its silence told us.
    static void suspect(Turn turn, ChildCarrier sa) {
        if (sa.isEstablished()) {
            probe(turn, sa, dpd(turn, sa).retrySeconds());
        }
    }

    /// The profile's word, or else the router's.
    private static Dpd dpd(Turn turn, ChildCarrier sa) {
        return sa.session()
                .peer()
                .profile()
                .dpd()
                .or(() -> turn.config().settings().dpd())
                .orElse(Dpd.AGAINST_BLACK_HOLES);
    }

    static void begin(Turn turn, ChildCarrier sa) {
        again(turn, sa, Duration.ofSeconds(dpd(turn, sa).intervalSeconds()));
    }

    private static void again(Turn turn, ChildCarrier sa, Duration after) {
        turn.timer(new TimerKey.Liveness(sa.exchanges().sa()), after);
    }

    static void check(Turn turn, ChildCarrier sa) {
        Traffic traffic = turn.world().traffic();
        Instant heardAt = sa.exchanges().heardAt();
        Instant sentAt = Instant.MIN;
        for (Child child : sa.children().toList()) {
            heardAt = later(heardAt, traffic.lastInbound(child.sa().id()));
            sentAt = later(sentAt, traffic.lastOutbound(child.sa().id()));
        }
        Dpd dpd = dpd(turn, sa);
        Duration interval = Duration.ofSeconds(dpd.intervalSeconds());
        Instant dueAt = heardAt.plus(interval);
        boolean isSilent = !dueAt.isAfter(turn.now());
        boolean isWanted = !dpd.isOnDemand() || sentAt.isAfter(heardAt);
        if (isSilent && isWanted) {
            probe(turn, sa, dpd.retrySeconds());
        }
        again(turn, sa, isSilent ? interval : Duration.between(turn.now(), dueAt));
    }

    private static Instant later(Instant known, Optional<Instant> other) {
        return other.filter(known::isBefore).orElse(known);
    }

    /// Asks, unless something is on its way that will tell.
    static void probe(Turn turn, ChildCarrier sa, int retrySeconds) {
        if (sa.isEstablished() && sa.exchanges().isIdle()) {
            sa.exchanges()
                    .ask(
                            turn,
                            ExchangeType.INFORMATIONAL,
                            new Asked.Liveness(),
                            Requests.Patience.dpd(retrySeconds),
                            Mobility.probe(sa));
        }
    }
}
