package io.culvert.bgp.config;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.Comparator;

/// Whom a `neighbor` line is about. Groups sort before neighbours.
public sealed interface PeerKey extends Comparable<PeerKey> {
    /// A peer group; its name is the same in all address families.
    record Group(String name) implements PeerKey {
        @Override
        public String toString() {
            return name;
        }
    }

    /// A neighbour; the same address may be another neighbour in another VRF.
    record Neighbor(Vrf vrf, IpAddress address) implements PeerKey {
        private static final Comparator<Neighbor> ORDER =
                Comparator.comparing(Neighbor::vrf).thenComparing(Neighbor::address);

        /// A neighbour of the global table.
        public static Neighbor global(IpAddress address) {
            return new Neighbor(Vrf.GLOBAL, address);
        }

        /// Written out, as the hash below: timers of a session are found by it.
        @Override
        public boolean equals(Object other) {
            return other instanceof Neighbor neighbor
                    && address.equals(neighbor.address)
                    && vrf.equals(neighbor.vrf);
        }

        @Override
        public int hashCode() {
            return 31 * vrf.hashCode() + address.hashCode();
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    @Override
    default int compareTo(PeerKey other) {
        return switch (this) {
            case Group left when other instanceof Group right ->
                    left.name().compareTo(right.name());
            case Group _ -> -1;
            case Neighbor _ when other instanceof Group -> 1;
            case Neighbor left -> Neighbor.ORDER.compare(left, (Neighbor) other);
        };
    }
}
