package io.culvert.dataplane;

import io.culvert.base.Ipv6Address;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;

/// Writes the outer header of a tunnel, of either family.
final class OuterHeader {
    private static final int FLOW_LABEL = 0xF_FFFF;

    private OuterHeader() {}

    static int size(boolean six) {
        return six ? Ipv6.SIZE : Ipv4.SIZE;
    }

    /// Puts a header in front of the packet.
    ///
    /// @param service differentiated services and ECN
    /// @param fragmentation word of flags of an IPv4 header
    /// @param flow a number that the packets of a flow share; routers on the way spread flows by it (RFC 6438 section 3)
    static void put(
            Graph graph,
            int slot,
            boolean six,
            Ipv6Address from,
            Ipv6Address to,
            int service,
            int fragmentation,
            int timeToLive,
            int protocol,
            int flow) {
        PacketSlab slab = graph.slab;
        if (!six) {
            int at = slab.start[slot] - Ipv4.SIZE;
            Ipv4.write(
                    graph.memory,
                    at,
                    service,
                    slab.end[slot] - at,
                    graph.nextIdentification(),
                    fragmentation,
                    timeToLive,
                    protocol,
                    (int) from.low(),
                    (int) to.low());
            slab.start[slot] = at;
            return;
        }
        int at = slab.start[slot] - Ipv6.SIZE;
        Ipv6.write(
                graph.memory,
                at,
                service,
                flow & FLOW_LABEL,
                slab.length(slot),
                protocol,
                timeToLive);
        Ipv6.putSource(graph.memory, at, from.high(), from.low());
        Ipv6.putDestination(graph.memory, at, to.high(), to.low());
        slab.start[slot] = at;
    }
}
