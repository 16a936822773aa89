package io.culvert.bgp;

import io.culvert.bgp.config.BgpTimers;
import io.culvert.engine.Timers;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The deadlines of one machine of a peer, RFC 4271 section 10, and the pause before the peer is tried again.
final class SessionTimers {
    static final Duration CONNECT_RETRY_FIRST = Duration.ofSeconds(5);
    /// RFC 4271 section 10: the suggested ConnectRetryTime.
    static final Duration CONNECT_RETRY = Duration.ofMinutes(2);
    /// RFC 4271 section 8.2.2: "a large value" while no hold time is agreed on.
    static final Duration HOLD_LONG = Duration.ofMinutes(4);
    /// RFC 9687 section 6: the least send hold time.
    static final Duration SEND_HOLD_LEAST = Duration.ofMinutes(8);

    private final Speaker speaker;
    private final Timers<TimerKey> timers;
    private final Peer peer;
    private final Peer.Place place;

    /// When the hold timer was set last, with the time that was agreed on.
    private @Nullable Instant heldFrom;

    SessionTimers(Speaker speaker, Timers<TimerKey> timers, Peer peer, Peer.Place place) {
        this.speaker = speaker;
        this.timers = timers;
        this.peer = peer;
        this.place = place;
    }

    /// The times of a session, as configured.
    static BgpTimers configured(Speaker speaker, Peer peer) {
        return peer.settings().timers().orElse(speaker.config().timers());
    }

    void retryLater() {
        set(SessionFsm.Timer.CONNECT_RETRY, speaker.jittered(pause()));
        peer.failures++;
    }

    void doNotRetry() {
        timers.cancel(key(SessionFsm.Timer.CONNECT_RETRY));
    }

    /// Starts the peer anew after a pause.
    void restartLater() {
        restartIn(speaker.jittered(pause()));
        peer.failures++;
    }

    void restartIn(Duration pause) {
        timers.set(new TimerKey.Restart(peer.key()), speaker.now().plus(pause));
    }

    /// The pause grows from five seconds to the two minutes of RFC 4271 section 10.
    private Duration pause() {
        return least(
                CONNECT_RETRY, CONNECT_RETRY_FIRST.multipliedBy(1L << Math.min(peer.failures, 5)));
    }

    void holdLong() {
        heldFrom = null;
        set(SessionFsm.Timer.HOLD, HOLD_LONG);
    }

    /// Of messages that come at one moment the first will do.
    void hold(Negotiated agreed) {
        if (speaker.now().equals(heldFrom)) {
            return;
        }
        heldFrom = speaker.now();
        if (agreed.holdSeconds() == 0) {
            timers.cancel(key(SessionFsm.Timer.HOLD));
        } else {
            set(SessionFsm.Timer.HOLD, Duration.ofSeconds(agreed.holdSeconds()));
        }
    }

    void keepaliveLater(Negotiated agreed) {
        if (agreed.keepaliveSeconds() > 0) {
            set(
                    SessionFsm.Timer.KEEPALIVE,
                    speaker.jittered(Duration.ofSeconds(agreed.keepaliveSeconds())));
        }
    }

    /// RFC 9687 section 4.3: a peer that takes nothing for long is gone, however lively it sounds. The time runs anew
    /// with each octet that it takes, and only while it has some to take.
    void sendHold(boolean underWay) {
        if (underWay) {
            int hold = peer.agreed().map(Negotiated::holdSeconds).orElse(0);
            set(SessionFsm.Timer.SEND_HOLD, most(SEND_HOLD_LEAST, Duration.ofSeconds(2L * hold)));
        } else {
            timers.cancel(key(SessionFsm.Timer.SEND_HOLD));
        }
    }

    void stop() {
        heldFrom = null;
        for (SessionFsm.Timer timer : SessionFsm.Timer.values()) {
            timers.cancel(key(timer));
        }
    }

    private TimerKey key(SessionFsm.Timer timer) {
        return new TimerKey.Session(peer.key(), place, timer);
    }

    private void set(SessionFsm.Timer timer, Duration time) {
        timers.set(key(timer), speaker.now().plus(time));
    }

    private static Duration least(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }

    private static Duration most(Duration left, Duration right) {
        return left.compareTo(right) > 0 ? left : right;
    }
}
