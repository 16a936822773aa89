package io.culvert.host.tcp;

import io.culvert.engine.Timers;
import io.culvert.host.tcp.TcpTimer.Kind;
import java.time.Duration;

/// The deadlines of one connection.
final class ConnectionTimers {
    private static final Duration PERSIST_MOST = Duration.ofSeconds(60);

    private final Timers<TcpTimer> timers;
    private final TcpConnectionId id;
    private Duration persist = RoundTrip.LEAST;

    ConnectionTimers(Timers<TcpTimer> timers, TcpConnectionId id) {
        this.timers = timers;
        this.id = id;
    }

    private TcpTimer timer(Kind kind) {
        return new TcpTimer(id, kind);
    }

    void set(Turn turn, Kind kind, Duration time) {
        timers.set(timer(kind), turn.now().plus(time));
    }

    boolean isRunning(Kind kind) {
        return timers.at(timer(kind)).isPresent();
    }

    void cancel(Kind kind) {
        timers.cancel(timer(kind));
    }

    void cancelAll() {
        for (Kind kind : Kind.values()) {
            cancel(kind);
        }
    }

    /// Runs from when it was first `wanted` for as long as it is.
    private void keep(Turn turn, Kind kind, boolean wanted, Duration time) {
        if (!wanted) {
            cancel(kind);
        } else if (!isRunning(kind)) {
            set(turn, kind, time);
        }
    }

    /// Waits for what is under way, for the peer's window to open, and for neither forever.
    void awaitPeer(Turn turn, TcpState state, TcpSender sender, Duration userTimeout) {
        if (!state.transmits()) {
            return;
        }
        boolean inFlight = sender.isInFlight();
        boolean blocked = sender.isBlocked();
        Duration timeout = sender.roundTrip().timeout();
        keep(turn, Kind.RETRANSMIT, inFlight, timeout);
        keep(turn, Kind.PERSIST, blocked, persist.compareTo(timeout) > 0 ? persist : timeout);
        if (state != TcpState.FIN_WAIT_2) {
            keep(turn, Kind.GIVE_UP, inFlight || blocked, userTimeout);
        }
    }

    /// The peer's window was asked for: RFC 9293 section 3.8.6.1 (SHLD-30) has the interval grow each time.
    void probed() {
        Duration twice = persist.multipliedBy(2);
        persist = twice.compareTo(PERSIST_MOST) > 0 ? PERSIST_MOST : twice;
    }

    /// The peer takes something again.
    void unblocked() {
        persist = RoundTrip.LEAST;
    }
}
