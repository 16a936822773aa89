package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The addresses that the routing table watches for us, each once, however many ask: neighbours and next hops of paths.
final class Tracker {
    record Key(Vrf vrf, IpAddress address) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::vrf).thenComparing(Key::address);

        /// Written out, as the hash below: each path asks for its next hop.
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && address.equals(key.address) && vrf.equals(key.vrf);
        }

        @Override
        public int hashCode() {
            return 31 * vrf.hashCode() + address.hashCode();
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /// An address while somebody watches it.
    static final class Watched {
        private BgpEvent.Resolution resolution = new BgpEvent.Resolution.Unreachable();
        private int users;

        /// What is known by now; nobody gets there once nobody watches.
        BgpEvent.Resolution resolution() {
            return resolution;
        }
    }

    private final Speaker speaker;
    private final NavigableMap<Key, Watched> watched = new TreeMap<>();

    Tracker(Speaker speaker) {
        this.speaker = speaker;
    }

    /// What is known of the address by now and from now on; more follows as an event.
    Watched track(Key key) {
        Watched one = watched.computeIfAbsent(key, _ -> new Watched());
        if (one.users++ == 0) {
            speaker.emit(new BgpEffect.TrackNextHop(key.vrf(), key.address()));
        }
        return one;
    }

    void untrack(Key key) {
        Watched one = watched.get(key);
        if (one != null && --one.users == 0) {
            watched.remove(key);
            one.resolution = new BgpEvent.Resolution.Unreachable();
            speaker.emit(new BgpEffect.UntrackNextHop(key.vrf(), key.address()));
        }
    }

    /// Takes an answer; false if it is not news, or nobody asks any more.
    boolean changed(Key key, BgpEvent.Resolution resolution) {
        Watched one = watched.get(key);
        if (one == null || one.resolution.equals(resolution)) {
            return false;
        }
        one.resolution = resolution;
        return true;
    }
}
