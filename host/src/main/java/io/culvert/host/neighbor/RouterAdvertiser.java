package io.culvert.host.neighbor;

import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv6Address;
import io.culvert.engine.Timers;
import io.culvert.host.neighbor.NeighborEffect.SendFrame;
import io.culvert.wire.icmp.RouterAdvertisement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Tells hosts of their router, RFC 4861 sections 6.2.4 to 6.2.6: from time to time, sooner at first, when a host asks, and once
/// more with no lifetime when it is to be their router no longer. Answers go to all nodes, so that many who ask at once
/// cost one.
final class RouterAdvertiser {
    /// RFC 4861 section 10.
    static final Duration BETWEEN_MULTICASTS = Duration.ofSeconds(3);

    private static final Duration INITIAL_INTERVAL = Duration.ofSeconds(16);
    private static final int INITIAL = 3;
    private static final Duration ANSWER_DELAY_MAX = Duration.ofMillis(500);

    /// @param sent how many went out since it began
    private record Told(NeighborLink link, int sent, Optional<Instant> last) {}

    private final RandomGenerator random;
    private final Map<InterfaceName, Told> told = new TreeMap<>();
    private final Timers<InterfaceName> timers = new Timers<>();

    RouterAdvertiser(RandomGenerator random) {
        this.random = random;
    }

    void up(
            Instant now,
            InterfaceName on,
            NeighborLink link,
            Consumer<? super NeighborEffect> effects) {
        boolean speaks = link.router().isPresent() && link.linkLocal().isPresent();
        Told before = told.get(on);
        if (!speaks) {
            cease(on, effects);
            return;
        }
        if (before != null && before.link().equals(link)) {
            return;
        }
        told.put(on, new Told(link, 0, before == null ? Optional.empty() : before.last()));
        timers.cancel(on);
        if (link.router().get().unsolicited()) {
            timers.set(on, notBefore(on, now));
        }
    }

    /// The link went away; nobody is left to hear it.
    void down(InterfaceName on) {
        told.remove(on);
        timers.cancel(on);
    }

    private void cease(InterfaceName on, Consumer<? super NeighborEffect> effects) {
        Told before = told.get(on);
        down(on);
        if (before != null && before.sent() > 0) {
            RouterAdvertisement last = before.link().router().orElseThrow().advertisement();
            send(on, before.link(), NeighborFrames.withoutLifetime(last), effects);
        }
    }

    /// A host asks. RFC 4861 section 6.2.6: after a short random time, and not sooner after the last one than allowed.
    void solicited(Instant now, InterfaceName on) {
        if (!told.containsKey(on)) {
            return;
        }
        Instant soon = now.plusMillis(random.nextLong(ANSWER_DELAY_MAX.toMillis() + 1));
        Instant at = notBefore(on, soon);
        if (timers.at(on).filter(planned -> !planned.isAfter(at)).isEmpty()) {
            timers.set(on, at);
        }
    }

    private Instant notBefore(InterfaceName on, Instant wanted) {
        Instant allowed =
                Optional.ofNullable(told.get(on))
                        .flatMap(Told::last)
                        .map(last -> last.plus(BETWEEN_MULTICASTS))
                        .orElse(wanted);
        return allowed.isAfter(wanted) ? allowed : wanted;
    }

    void onTime(Instant now, Consumer<? super NeighborEffect> effects) {
        for (var due = timers.takeDue(now); due.isPresent(); due = timers.takeDue(now)) {
            InterfaceName on = due.get();
            Told so = told.get(on);
            if (so == null) {
                continue;
            }
            RouterSettings settings = so.link().router().orElseThrow();
            send(on, so.link(), settings.advertisement(), effects);
            told.put(on, new Told(so.link(), so.sent() + 1, Optional.of(now)));
            if (settings.unsolicited()) {
                timers.set(on, now.plus(next(settings, so.sent() + 1)));
            }
        }
    }

    private Duration next(RouterSettings settings, int sent) {
        long least = settings.shortest().toMillis();
        Duration chosen =
                Duration.ofMillis(
                        least + random.nextLong(settings.interval().toMillis() - least + 1));
        return sent < INITIAL && chosen.compareTo(INITIAL_INTERVAL) > 0 ? INITIAL_INTERVAL : chosen;
    }

    private static void send(
            InterfaceName on,
            NeighborLink link,
            RouterAdvertisement advertisement,
            Consumer<? super NeighborEffect> effects) {
        Optional<Ipv6Address> from = link.linkLocal();
        if (from.isPresent() && link.mac().isPresent()) {
            effects.accept(
                    new SendFrame(
                            on,
                            NeighborFrames.toAllNodes(
                                    link.mac().get(), from.get(), advertisement)));
        }
    }

    Optional<Instant> wakeAt() {
        return timers.next();
    }
}
