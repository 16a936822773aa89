package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import org.jspecify.annotations.Nullable;

/// What comes by the interfaces of one port in a batch of the express lane: that of one interface is counted together, and all of it that had a tag
/// at the interface of the port.
final class Arrivals {
    private final Graph graph;

    private @Nullable Face from;
    private int packets;
    private int packets4;
    private long octets;

    /// What of it had a tag.
    private int tagged;

    private long taggedOctets;

    Arrivals(Graph graph) {
        this.graph = graph;
    }

    /// Keeps what came by one interface and is of one family, for more by the same interface.
    void gather(Face by, int came, long cameOctets, boolean six) {
        if (by != from) {
            countGathered();
            from = by;
        }
        packets += came;
        packets4 += six ? 0 : came;
        octets += cameOctets;
    }

    /// Counts what came by an interface, so many of the packets being of IPv4.
    void count(Face by, int came, long cameOctets, int came4) {
        graph.counters.in(by.index, came, cameOctets, graph.now);
        graph.counters.ipv4Received += came4;
        if (by.vlan != 0) {
            tagged += came;
            taggedOctets += cameOctets;
        }
    }

    private void countGathered() {
        Face by = from;
        if (by != null) {
            count(by, packets, octets, packets4);
        }
        from = null;
        packets = 0;
        packets4 = 0;
        octets = 0;
    }

    void finish(@Nullable Face trunk) {
        countGathered();
        if (trunk != null && tagged != 0) {
            graph.counters.in(trunk.index, tagged, taggedOctets, graph.now);
        }
        tagged = 0;
        taggedOctets = 0;
    }
}
