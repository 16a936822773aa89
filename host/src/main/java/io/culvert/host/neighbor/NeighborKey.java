package io.culvert.host.neighbor;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import java.util.Comparator;

/// A neighbour: an address at an interface.
record NeighborKey(InterfaceName on, IpAddress address) implements Comparable<NeighborKey> {
    private static final Comparator<NeighborKey> ORDER =
            Comparator.comparing(NeighborKey::on).thenComparing(NeighborKey::address);

    @Override
    public int compareTo(NeighborKey other) {
        return ORDER.compare(this, other);
    }
}
