package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// The next hops of all paths, and which destinations depend on them. The routing table is asked about each once.
final class NextHops {
    private record Key(Vrf vrf, IpAddress address) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::vrf).thenComparing(Key::address);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Entry {
        BgpEvent.Resolution resolution = new BgpEvent.Resolution.Unreachable();
        final Set<Net> users = new LinkedHashSet<>();
    }

    private final Speaker speaker;
    private final NavigableMap<Key, Entry> entries = new TreeMap<>();

    NextHops(Speaker speaker) {
        this.speaker = speaker;
    }

    void use(Path path, Net net) {
        if (path.isLocal() || path.isImported() || path.nextHop().isEmpty()) {
            return;
        }
        var key = new Key(path.nextHopVrf(), path.nextHop().get());
        Entry entry = entries.get(key);
        if (entry == null) {
            entry = new Entry();
            entries.put(key, entry);
            entry.users.add(net);
            speaker.emit(new BgpEffect.TrackNextHop(key.vrf(), key.address()));
        }
        entry.users.add(net);
    }

    /// A path of `net` went; the others tell whether the next hop is still needed.
    void drop(Path path, Net net) {
        if (path.isLocal() || path.isImported() || path.nextHop().isEmpty()) {
            return;
        }
        boolean stillUsed =
                net.paths().stream()
                        .anyMatch(
                                other ->
                                        !other.isImported()
                                                && other.nextHop().equals(path.nextHop())
                                                && other.nextHopVrf().equals(path.nextHopVrf()));
        if (stillUsed) {
            return;
        }
        var key = new Key(path.nextHopVrf(), path.nextHop().get());
        Entry entry = entries.get(key);
        if (entry != null && entry.users.remove(net) && entry.users.isEmpty()) {
            entries.remove(key);
            speaker.emit(new BgpEffect.UntrackNextHop(key.vrf(), key.address()));
        }
    }

    /// The destinations to decide anew.
    List<Net> changed(Vrf vrf, IpAddress address, BgpEvent.Resolution resolution) {
        Entry entry = entries.get(new Key(vrf, address));
        if (entry == null || entry.resolution.equals(resolution)) {
            return List.of();
        }
        entry.resolution = resolution;
        return List.copyOf(entry.users);
    }

    BgpEvent.Resolution resolution(Path path) {
        var hop = path.nextHop();
        if (hop.isEmpty()) {
            return new BgpEvent.Resolution.Unreachable();
        }
        Entry entry = entries.get(new Key(path.nextHopVrf(), hop.get()));
        return entry == null ? new BgpEvent.Resolution.Unreachable() : entry.resolution;
    }
}
