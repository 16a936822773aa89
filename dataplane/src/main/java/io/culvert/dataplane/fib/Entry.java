package io.culvert.dataplane.fib;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.dataplane.Drop;
import java.util.List;
import java.util.Optional;

/// Where a packet goes once its route or label is known. Label stacks are top first and hold no implicit null.
public sealed interface Entry {
    /// For this router itself.
    record Receive() implements Entry {}

    /// To the destination itself, which is a neighbour on the interface.
    record Attached(int ifIndex) implements Entry {}

    /// To a neighbour on an Ethernet interface, under `labels`.
    record Adjacency(int ifIndex, IpAddress nextHop, List<Label> labels) implements Entry {
        public Adjacency {
            labels = List.copyOf(labels);
        }

        public Adjacency(int ifIndex, IpAddress nextHop) {
            this(ifIndex, nextHop, List.of());
        }
    }

    /// Into a tunnel, under `labels`.
    ///
    /// @param nextHop on the overlay, which counts where the tunnel is the base of a multipoint one; empty for the destination of the
    ///     packet itself
    /// @param mark under which [io.culvert.dataplane.DataPlane#lastUsedNanos] keeps the time of the last packet, from 1 on; 0 for none
    record Tunnel(int ifIndex, List<Label> labels, Optional<IpAddress> nextHop, int mark)
            implements Entry {
        /// Marks of one image lie below this.
        public static final int MARKS_MAX = 1 << 20;

        public Tunnel {
            labels = List.copyOf(labels);
            if (mark < 0 || mark >= MARKS_MAX) {
                throw new IllegalArgumentException("mark " + mark);
            }
        }

        public Tunnel(int ifIndex, List<Label> labels) {
            this(ifIndex, labels, Optional.empty(), 0);
        }

        public Tunnel withNextHop(IpAddress newNextHop) {
            return new Tunnel(ifIndex, labels, Optional.of(newNextHop), mark);
        }

        public Tunnel withMark(int newMark) {
            return new Tunnel(ifIndex, labels, nextHop, newMark);
        }
    }

    /// To one of several entries, by a hash of addresses, protocol and ports. No member is itself a multipath.
    record Multipath(List<Integer> members) implements Entry {
        public Multipath {
            members = List.copyOf(members);
            if (members.isEmpty()) {
                throw new IllegalArgumentException("a multipath has members");
            }
        }
    }

    /// Nowhere.
    record Discard(Drop reason) implements Entry {}
}
