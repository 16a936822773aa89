package io.culvert.bgp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.SequencedSet;
import java.util.TreeMap;

/// The next hops of all paths, and which destinations depend on them.
final class NextHops {
    private final Tracker tracker;
    private final NavigableMap<Tracker.Key, SequencedSet<Net>> users = new TreeMap<>();

    NextHops(Tracker tracker) {
        this.tracker = tracker;
    }

    private static boolean resolves(Path path) {
        return !path.isLocal() && !path.isImported() && path.nextHop().isPresent();
    }

    private static Tracker.Key key(Path path) {
        return new Tracker.Key(path.nextHopVrf(), path.nextHop().orElseThrow());
    }

    void use(Path path, Net net) {
        if (!resolves(path)) {
            return;
        }
        var key = key(path);
        var nets = users.get(key);
        if (nets == null) {
            nets = new LinkedHashSet<>();
            users.put(key, nets);
            tracker.track(key);
        }
        nets.add(net);
    }

    /// A path of `net` went; the others tell whether the next hop is still needed.
    void drop(Path path, Net net) {
        if (!resolves(path)) {
            return;
        }
        var key = key(path);
        var nets = users.get(key);
        boolean stillUsed =
                net.paths().stream().anyMatch(other -> resolves(other) && key(other).equals(key));
        if (!stillUsed && nets != null && nets.remove(net) && nets.isEmpty()) {
            users.remove(key);
            tracker.untrack(key);
        }
    }

    /// The destinations to decide anew when the way to an address changed.
    List<Net> usersOf(Tracker.Key key) {
        var nets = users.get(key);
        return nets == null ? List.of() : List.copyOf(nets);
    }

    BgpEvent.Resolution resolution(Path path) {
        return path.nextHop().isEmpty()
                ? new BgpEvent.Resolution.Unreachable()
                : tracker.resolution(key(path));
    }
}
