package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The next hops of all paths, and which destinations depend on them.
final class NextHops {
    private static final BgpEvent.Resolution UNREACHABLE = new BgpEvent.Resolution.Unreachable();

    /// A next hop that paths in tables have, with the destinations that depend on it. Some that no longer do may be listed,
    /// or twice, until the list is full.
    static final class Watch {
        private static final int USERS_LEAST = 4;

        private final Tracker.Key key;
        private final Tracker.Watched watched;
        private @Nullable Net[] users = new Net[USERS_LEAST];
        private int listed;
        private int depending;

        private Watch(Tracker.Key key, Tracker.Watched watched) {
            this.key = key;
            this.watched = watched;
        }

        private boolean isFor(Vrf vrf, IpAddress address) {
            return key.address().equals(address) && key.vrf().equals(vrf);
        }

        private void add(Net net) {
            if (listed == users.length) {
                sweep();
                users = Arrays.copyOf(users, Math.max(USERS_LEAST, 2 * depending));
            }
            users[listed++] = net;
            depending++;
        }

        /// Leaves in the list each destination that depends on the next hop, once.
        private List<Net> sweep() {
            int kept = 0;
            for (int i = 0; i < listed; i++) {
                Net net = users[i];
                if (net != null && !net.swept && net.uses(this)) {
                    net.swept = true;
                    users[kept++] = net;
                }
            }
            Arrays.fill(users, kept, listed, null);
            listed = kept;
            var all = List.of(Arrays.copyOf(users, kept));
            all.forEach(net -> net.swept = false);
            return all;
        }
    }

    private final Tracker tracker;

    /// Never walked.
    private final Map<Tracker.Key, Watch> watches = new LinkedHashMap<>();

    /// The one that was asked for last: routes of one UPDATE have the same next hop.
    private @Nullable Watch last;

    NextHops(Tracker tracker) {
        this.tracker = tracker;
    }

    private Watch watch(Vrf vrf, IpAddress address) {
        Watch known = last;
        if (known == null || !known.isFor(vrf, address)) {
            known =
                    watches.computeIfAbsent(
                            new Tracker.Key(vrf, address),
                            key -> new Watch(key, tracker.track(key)));
            last = known;
        }
        return known;
    }

    /// A path is about to be put to `net`.
    void use(Path path, Net net) {
        if (path.isLocal() || path.isImported() || path.nextHop().isEmpty()) {
            return;
        }
        Watch watch = watch(path.nextHopVrf(), path.nextHop().get());
        path.watch = watch;
        if (!net.uses(watch)) {
            watch.add(net);
        }
    }

    /// A path of `net` went; the others tell whether the next hop is still needed.
    void drop(Path path, Net net) {
        Watch watch = path.watch;
        if (watch != null && !net.uses(watch) && --watch.depending == 0) {
            watches.remove(watch.key);
            last = null;
            tracker.untrack(watch.key);
        }
    }

    /// The destinations to decide anew when the way to an address changed.
    List<Net> usersOf(Tracker.Key key) {
        Watch watch = watches.get(key);
        return watch == null ? List.of() : watch.sweep();
    }

    static BgpEvent.Resolution resolution(Path path) {
        Watch watch = path.watch;
        return watch == null ? UNREACHABLE : watch.watched.resolution();
    }
}
