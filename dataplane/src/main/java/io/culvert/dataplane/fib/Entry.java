package io.culvert.dataplane.fib;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.dataplane.Drop;
import java.util.List;

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
    record Tunnel(int ifIndex, List<Label> labels) implements Entry {
        public Tunnel {
            labels = List.copyOf(labels);
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
