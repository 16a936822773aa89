package io.culvert.host.neighbor;

import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv6Address;
import io.culvert.engine.Notice;
import io.culvert.engine.Timers;
import io.culvert.host.neighbor.NeighborEffect.AddressChecked;
import io.culvert.host.neighbor.NeighborEffect.Notify;
import io.culvert.host.neighbor.NeighborEffect.SendFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Duplicate address detection, RFC 4862 section 5.4: the link is asked for a tentative address; who answers, or asks for the
/// same address at the same time, has it.
final class AddressChecks {
    /// RFC 4861 section 10, RETRANS_TIMER.
    static final Duration WAIT = Duration.ofSeconds(1);

    private final NeighborLinks links;
    private final Map<NeighborKey, Integer> left = new TreeMap<>();
    private final Timers<NeighborKey> timers = new Timers<>();

    AddressChecks(NeighborLinks links) {
        this.links = links;
    }

    /// Begins what is new, and forgets what is no longer asked for.
    void up(Instant now, InterfaceName on, NeighborLink link) {
        for (NeighborKey key : List.copyOf(left.keySet())) {
            if (key.on().equals(on)
                    && !(key.address() instanceof Ipv6Address six
                            && link.tentative().contains(six))) {
                forget(key);
            }
        }
        for (Ipv6Address address : link.tentative()) {
            var key = new NeighborKey(on, address);
            if (!left.containsKey(key)) {
                left.put(key, link.config().checks());
                timers.set(key, now);
            }
        }
    }

    void down(InterfaceName on) {
        for (NeighborKey key : List.copyOf(left.keySet())) {
            if (key.on().equals(on)) {
                forget(key);
            }
        }
    }

    private void forget(NeighborKey key) {
        left.remove(key);
        timers.cancel(key);
    }

    boolean isTentative(NeighborKey key) {
        return left.containsKey(key);
    }

    /// Another station has the address, or wants it.
    void collided(NeighborKey key, Consumer<? super NeighborEffect> effects) {
        if (left.containsKey(key)) {
            forget(key);
            String text = "Duplicate address " + key.address() + " on " + key.on();
            effects.accept(new Notify(new Notice("IPV6_ND", 4, "DUPLICATE", text)));
            effects.accept(new AddressChecked(key.on(), (Ipv6Address) key.address(), false));
        }
    }

    void onTime(Instant now, Consumer<? super NeighborEffect> effects) {
        for (var due = timers.takeDue(now); due.isPresent(); due = timers.takeDue(now)) {
            NeighborKey key = due.get();
            Integer more = left.get(key);
            Optional<NeighborLink> link = links.find(key.on());
            if (more == null || link.isEmpty() || link.get().mac().isEmpty()) {
                left.remove(key);
            } else if (more == 0) {
                left.remove(key);
                effects.accept(new AddressChecked(key.on(), (Ipv6Address) key.address(), true));
            } else {
                left.put(key, more - 1);
                timers.set(key, now.plus(WAIT));
                effects.accept(
                        new SendFrame(
                                key.on(),
                                NeighborFrames.check(
                                        link.get().mac().get(), (Ipv6Address) key.address())));
            }
        }
    }

    Optional<Instant> wakeAt() {
        return timers.next();
    }
}
