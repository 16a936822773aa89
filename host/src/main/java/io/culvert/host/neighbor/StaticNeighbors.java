package io.culvert.host.neighbor;

import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// What the operator says of neighbours: it stands above what they say themselves.
final class StaticNeighbors {
    record Key(Vrf vrf, IpAddress address) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::vrf).thenComparing(Key::address);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<Key, MacAddress> entries = new TreeMap<>();

    void set(Vrf vrf, IpAddress address, MacAddress mac) {
        entries.put(new Key(vrf, address), mac);
    }

    /// False if there was none.
    boolean remove(Vrf vrf, IpAddress address) {
        return entries.remove(new Key(vrf, address)) != null;
    }

    Optional<MacAddress> find(Vrf vrf, IpAddress address) {
        return Optional.ofNullable(entries.get(new Key(vrf, address)));
    }

    void forEach(BiConsumer<Key, MacAddress> action) {
        entries.forEach(action);
    }
}
