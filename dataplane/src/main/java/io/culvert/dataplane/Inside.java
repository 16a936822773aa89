package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.mpls.MplsEntry;
import org.jspecify.annotations.Nullable;

/// The association whose packets are at hand on the way in of the express lane, what is ordinary inside it, and what came by it. Packets come in trains:
/// those of one association are counted together, and those under one label.
final class Inside {
    private static final int NOT_ORDINARY = -1;

    private final Graph graph;

    @Nullable InboundSa sa;

    /// Its tunnel where that is ordinary.
    @Nullable Face face;

    /// What ESP says that it holds where there is IPv4 inside, and where there is IPv6.
    private int nextHeader = NOT_ORDINARY;

    private int nextHeader6 = NOT_ORDINARY;

    private int packets;
    private int packets4;
    private long payloadOctets;
    private long tunnelOctets;
    private int label;
    private int labelOctets;

    Inside(Graph graph) {
        this.graph = graph;
    }

    /// Counts what came by the last association, and goes on with the packets of another one.
    void turnTo(@Nullable InboundSa next) {
        InboundSa last = sa;
        Face in = face;
        if (last != null && in != null && packets != 0) {
            last.take(packets, payloadOctets, graph.now);
            graph.counters.in(in.index, packets, tunnelOctets, graph.now);
            graph.counters.ipv4Received += packets4;
        }
        packets = 0;
        packets4 = 0;
        payloadOctets = 0;
        tunnelOctets = 0;
        sa = next;
        face = next == null ? null : ordinaryTunnel(next);
    }

    void finish() {
        turnTo(null);
        countLabel();
    }

    /// What ESP says that it holds where a packet of this family is ordinary; nothing says [#NOT_ORDINARY].
    int nextHeader(boolean six) {
        return six ? nextHeader6 : nextHeader;
    }

    /// Counts packets of the association at hand that came under one label stack entry, or none (0).
    ///
    /// @param octets what ESP held
    void count(int came, long octets, boolean six, int under) {
        packets += came;
        packets4 += six ? 0 : came;
        payloadOctets += octets;
        boolean hasGre = sa != null && !sa.isTunnelMode;
        long inGre = octets - (hasGre ? (long) Gre.SIZE * came : 0);
        tunnelOctets += inGre;
        if (under != 0) {
            int value = under >>> MplsEntry.LABEL_SHIFT;
            if (value != label) {
                countLabel();
                label = value;
            }
            labelOctets += (int) inGre;
        }
    }

    private void countLabel() {
        if (labelOctets != 0) {
            graph.counters.label(label, labelOctets);
            labelOctets = 0;
        }
    }

    /// The tunnel of an association, or null where its packets are not ordinary.
    private @Nullable Face ordinaryTunnel(InboundSa of) {
        Face its = graph.image.face(of.binding.ifIndex());
        TunnelEnds ends = its == null ? null : its.tunnel;
        nextHeader = NOT_ORDINARY;
        nextHeader6 = NOT_ORDINARY;
        if (its == null || ends == null || !its.up) {
            return null;
        }
        switch (ends.encapsulation()) {
            case GRE -> {
                if (!of.isTunnelMode
                        && of.selectors.carries(Ipv4.GRE)
                        && ends.key() == TunnelEnds.NO_KEY) {
                    nextHeader = Ipv4.GRE;
                    nextHeader6 = Ipv4.GRE;
                }
            }
            case IPSEC -> {
                if (of.isTunnelMode) {
                    nextHeader = of.selectors.carriesAll4() ? Ipv4.IPIP : NOT_ORDINARY;
                    nextHeader6 = of.selectors.carriesAll6() ? Ipv4.IPV6 : NOT_ORDINARY;
                }
            }
            case IP_IN_IP, MPLS_IN_IP -> {}
        }
        return nextHeader == NOT_ORDINARY && nextHeader6 == NOT_ORDINARY ? null : its;
    }
}
