package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;

/// Learns the path MTU of associations from "fragmentation needed" about their ESP packets (RFC 4301 section 8.2). Nobody
/// authenticates these messages, so they only ever make an MTU smaller, within limits, for a while.
final class PathMtu {
    /// Smaller claims are not believed: every host takes this much (RFC 791 section 3.2), and a forged claim costs at most so much.
    static final int MTU_MIN = 576;

    /// How long a claim counts: RFC 4301 section 8.2.2, RFC 1191 section 6.3.
    static final long AGE_NANOS = 600 * 1_000_000_000L;

    private final Graph graph;

    /// The earliest end of a claim, or Long.MAX_VALUE.
    private long nextEnd = Long.MAX_VALUE;

    PathMtu(Graph graph) {
        this.graph = graph;
    }

    /// Reads an ICMP message for the router; it goes on to the router's own stack whatever comes of it.
    void hear(int slot) {
        PacketSlab slab = graph.slab;
        int at = slab.start[slot];
        int end = slab.end[slot];
        int icmp = at + Ipv4.headerLength(graph.memory, at);
        int quoted = icmp + Icmp.SIZE;
        if (!Icmp.fits(icmp, end)
                || Icmp.type(graph.memory, icmp) != Icmp.UNREACHABLE
                || Icmp.code(graph.memory, icmp) != Icmp.FRAGMENTATION_NEEDED
                || !Ipv4.fits(quoted, end)
                || Ipv4.protocol(graph.memory, quoted) != Ipv4.ESP
                || Checksum.of(graph.memory, icmp, end) != 0) {
            return;
        }
        int header = Ipv4.headerLength(graph.memory, quoted);
        int esp = quoted + header;
        if (header < Ipv4.SIZE || !Esp.fits(esp, end) || Ipv4.isFragment(graph.memory, quoted)) {
            return;
        }
        OutboundSa sa =
                graph.associations.findOutbound(
                        slab.table[slot],
                        Esp.spi(graph.memory, esp),
                        Ipv4.source(graph.memory, quoted),
                        Ipv4.destination(graph.memory, quoted));
        int mtu = Icmp.nextHopMtu(graph.memory, icmp);
        if (sa != null && mtu >= MTU_MIN && mtu < Ipv4.totalLength(graph.memory, quoted)) {
            learn(sa, mtu);
        }
    }

    private void learn(OutboundSa sa, int mtu) {
        if (sa.pathMtu != 0 && mtu > sa.pathMtu) {
            return;
        }
        boolean changed = sa.pathMtu != mtu;
        sa.pathMtu = mtu;
        sa.pathMtuUntil = graph.now + AGE_NANOS;
        nextEnd = Math.min(nextEnd, sa.pathMtuUntil);
        if (changed) {
            tell(sa);
        }
    }

    private void tell(OutboundSa sa) {
        int ifIndex = sa.binding.ifIndex();
        graph.limits.forget(ifIndex);
        Face face = graph.image.face(ifIndex);
        if (face != null) {
            graph.events.pathMtuChanged(ifIndex, graph.limits.plaintext(face));
        }
    }

    /// When [#expire] has something to do, or Long.MAX_VALUE.
    long nextEnd() {
        return nextEnd;
    }

    void expire(long now) {
        if (now < nextEnd) {
            return;
        }
        nextEnd = Long.MAX_VALUE;
        for (OutboundSa sa : graph.associations.outboundAll()) {
            if (sa.pathMtu != 0 && sa.pathMtuUntil <= now) {
                sa.pathMtu = 0;
                tell(sa);
            } else if (sa.pathMtu != 0) {
                nextEnd = Math.min(nextEnd, sa.pathMtuUntil);
            }
        }
    }
}
