package io.culvert.bgp;

import io.culvert.bgp.config.FamilyId;
import io.culvert.engine.Timers;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.Notification;
import java.time.Duration;
import java.time.Instant;

/// Routes that outlive the session in which they were told, because their peer restarts and goes on forwarding: the
/// receiving speaker of RFC 4724 section 4.2, with RFC 8538 section 4. A path is stale while its epoch is one of before.
/// What a peer forwards is only as good as the way to it: next hops that cannot be reached take stale routes along.
final class StaleRoutes {
    private final Speaker speaker;
    private final Timers<TimerKey> timers;
    private final Inbound inbound;

    StaleRoutes(Speaker speaker, Timers<TimerKey> timers, Inbound inbound) {
        this.speaker = speaker;
        this.timers = timers;
        this.inbound = inbound;
    }

    static boolean isEnabled(Speaker speaker, Peer peer) {
        return peer.settings()
                .gracefulRestart()
                .orElse(speaker.config().gracefulRestart().enabled());
    }

    /// RFC 8538 section 5.1: the reasons that leave no hope that forwarding goes on.
    private static boolean isFinal(Notification notification) {
        return notification.code() == Notification.CEASE
                && switch (notification.subcode()) {
                    case Notification.CEASE_MAX_PREFIXES,
                            Notification.CEASE_SHUTDOWN,
                            Notification.CEASE_PEER_REMOVED,
                            Notification.CEASE_RESET,
                            Notification.CEASE_HARD_RESET ->
                            true;
                    default -> false;
                };
    }

    /// A NOTIFICATION as the peer must read it.
    static Notification asSent(Peer peer, Notification notification) {
        boolean graceful = peer.agreed().filter(Negotiated::gracefulNotification).isPresent();
        return graceful && isFinal(notification) && !notification.isHardReset()
                ? notification.inHardReset()
                : notification;
    }

    private static boolean mayReturn(Negotiated agreed, Ending ending) {
        return switch (ending) {
            case Ending.Lost lost -> !lost.link();
            case Ending.Sent(var sent) -> agreed.gracefulNotification() && !isFinal(sent);
            case Ending.Received(var got) -> agreed.gracefulNotification() && !got.isHardReset();
        };
    }

    /// A session ended: forgets its routes, or lets them outlive it. Those that had outlived another before go, so that a
    /// peer that restarts again and again does not keep them for ever; with RFC 8538 the time alone bounds them.
    void down(Peer peer, Ending ending) {
        Negotiated agreed = peer.agreed().orElseThrow();
        boolean wasStale = peer.hasStale();
        for (FamilyId family : peer.families().keySet()) {
            boolean kept =
                    mayReturn(agreed, ending) && agreed.restartable().contains(family.wire());
            if (!kept) {
                inbound.forget(peer, family);
                peer.state(family).refreshed();
                continue;
            }
            if (!agreed.gracefulNotification()) {
                inbound.sweepStale(peer, family);
            }
            peer.state(family).outlive();
        }
        if (peer.hasStale()) {
            int seconds =
                    agreed.gracefulRestart().map(Capability.GracefulRestart::seconds).orElse(0);
            peer.staleSince =
                    wasStale && agreed.gracefulNotification() ? peer.staleSince : speaker.now();
            goAt(peer, earliest(speaker.now().plusSeconds(seconds), lastOf(peer)));
        }
    }

    /// A new session stands: what the peer lost goes, the rest waits for the end of the table.
    void up(Peer peer) {
        for (FamilyId family : peer.families().keySet()) {
            boolean preserved =
                    peer.speaks(family)
                            && peer.agreed()
                                    .filter(agreed -> agreed.preserved(family.wire()))
                                    .isPresent();
            if (!preserved) {
                inbound.sweepStale(peer, family);
            }
        }
        if (peer.hasStale()) {
            goAt(peer, lastOf(peer));
        }
    }

    /// The peer told, or took back, all that was ever told.
    void drop(Peer peer) {
        peer.families().keySet().forEach(family -> inbound.sweepStale(peer, family));
        timers.cancel(new TimerKey.Stale(peer.key()));
    }

    private Instant lastOf(Peer peer) {
        var most = Duration.ofSeconds(speaker.config().gracefulRestart().stalePathSeconds());
        return peer.staleSince.plus(most);
    }

    private void goAt(Peer peer, Instant when) {
        timers.set(new TimerKey.Stale(peer.key()), when);
    }

    private static Instant earliest(Instant left, Instant right) {
        return left.isBefore(right) ? left : right;
    }
}
