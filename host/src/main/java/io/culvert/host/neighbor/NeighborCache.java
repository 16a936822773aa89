package io.culvert.host.neighbor;

import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.engine.Timers;
import io.culvert.host.neighbor.NeighborEffect.Expired;
import io.culvert.host.neighbor.NeighborEffect.Resolved;
import io.culvert.host.neighbor.NeighborEffect.SendFrame;
import io.culvert.host.neighbor.NeighborEffect.Unresolvable;
import io.culvert.host.neighbor.Reachability.Incomplete;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The neighbours that were learnt, each with its machine and its time, within limits.
final class NeighborCache {
    private static final Reachability UNKNOWN = new Reachability.Unknown();

    private final NeighborLinks links;
    private final Map<NeighborKey, Reachability> entries = new TreeMap<>();
    private final Timers<NeighborKey> timers = new Timers<>();
    private int incomplete;

    NeighborCache(NeighborLinks links) {
        this.links = links;
    }

    /// Tells the machine of a neighbour; nothing is known of one whose link is not there.
    void on(
            Instant now,
            NeighborKey key,
            Reachability.Event event,
            Consumer<? super NeighborEffect> effects) {
        links.find(key.on())
                .ifPresent(link -> put(key, at(key).on(event, new Entry(now, key, link, effects))));
    }

    /// Runs the entries whose time has come.
    void onTime(Instant now, Consumer<? super NeighborEffect> effects) {
        for (var due = timers.takeDue(now); due.isPresent(); due = timers.takeDue(now)) {
            on(now, due.get(), new Reachability.Due(), effects);
        }
    }

    Optional<Instant> wakeAt() {
        return timers.next();
    }

    Reachability at(NeighborKey key) {
        return entries.getOrDefault(key, UNKNOWN);
    }

    List<NeighborKey> keys(Predicate<NeighborKey> wanted) {
        return entries.keySet().stream().filter(wanted).toList();
    }

    void forEach(BiConsumer<NeighborKey, Reachability> action) {
        entries.forEach(action);
    }

    /// Without a word to anybody.
    void drop(NeighborKey key) {
        put(key, UNKNOWN);
    }

    /// The one place where entries change, so that the count of incomplete ones is right.
    private void put(NeighborKey key, Reachability state) {
        Reachability old = at(key);
        incomplete += (state instanceof Incomplete ? 1 : 0) - (old instanceof Incomplete ? 1 : 0);
        if (state instanceof Reachability.Unknown) {
            entries.remove(key);
            timers.cancel(key);
        } else {
            entries.put(key, state);
        }
    }

    /// What one neighbour's machine does to the world.
    private final class Entry implements Reachability.Actions {
        private final Instant now;
        private final NeighborKey key;
        private final NeighborLink link;
        private final Consumer<? super NeighborEffect> effects;

        Entry(
                Instant now,
                NeighborKey key,
                NeighborLink link,
                Consumer<? super NeighborEffect> effects) {
            this.now = now;
            this.key = key;
            this.link = link;
            this.effects = effects;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public NeighborConfig config() {
            return link.config();
        }

        @Override
        public boolean mayAsk() {
            return hasRoom()
                    && incomplete < NeighborEngine.INCOMPLETE_MAX
                    && link.sourceFor(key.address()).isPresent();
        }

        @Override
        public boolean hasRoom() {
            return entries.size() < NeighborEngine.ENTRIES_MAX;
        }

        /// Without an address to ask from only time passes.
        @Override
        public void ask(Optional<MacAddress> known) {
            Optional<IpAddress> source = link.sourceFor(key.address());
            if (source.isPresent() && link.mac().isPresent()) {
                effects.accept(
                        new SendFrame(
                                key.on(),
                                NeighborFrames.request(
                                        link.mac().get(), source.get(), key.address(), known)));
            }
        }

        @Override
        public void wakeAt(Instant time) {
            timers.set(key, time);
        }

        @Override
        public void resolved(MacAddress mac) {
            effects.accept(new Resolved(key.on(), key.address(), mac));
        }

        @Override
        public void unresolvable() {
            effects.accept(new Unresolvable(key.on(), key.address()));
        }

        @Override
        public void expired() {
            effects.accept(new Expired(key.on(), key.address()));
        }
    }
}
