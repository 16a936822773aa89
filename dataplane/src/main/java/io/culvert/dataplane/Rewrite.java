package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.mpls.MplsEntry;
import org.jspecify.annotations.Nullable;

/// What ordinary IPv4 packets get in front of them on their way into a protected tunnel, worked out once: it is good until something that
/// went into it changes, see [Rewrites].
final class Rewrite {
    final Face tunnel;
    final OutboundSa sa;
    final Framing framing;
    final long mac;

    /// The largest packet of a customer that leaves whole, and the largest with its labels.
    final int mostPlain;

    final int mostLabelled;

    /// Octets of GRE.
    final int greOctets;

    final int greFlags;
    final int greKey;

    /// What ESP says it holds.
    final int nextHeader;

    /// The octet of service of the outer header, or [TunnelEnds#TOS_COPY].
    final int service;

    final TunnelEnds.DontFragment fragmentation;

    /// Octets of outer IP and UDP header, and the largest outer packet that leaves whole.
    final int outerOctets;

    final int outerMost;
    final int outerMark;

    /// The words of the outer header that are the same for every packet, and the sum of them.
    final long outerThirdAndSource;

    final int outerDestination;
    final long outerSum;

    /// UDP ports in the upper half, or 0 where there is no UDP header.
    final long ports;

    private Rewrite(
            Graph graph,
            Face tunnel,
            TunnelEnds ends,
            OutboundSa sa,
            Hop outer,
            Face out,
            long mac) {
        this.tunnel = tunnel;
        this.sa = sa;
        this.mac = mac;
        framing = new Framing(graph.image, out);
        mostPlain = graph.limits.ip(tunnel, 0);
        mostLabelled = graph.limits.payload(tunnel);
        boolean isGre = ends.encapsulation() == TunnelEnds.Encapsulation.GRE;
        boolean hasKey = ends.key() != TunnelEnds.NO_KEY;
        greOctets = isGre ? Gre.SIZE + (hasKey ? 4 : 0) : 0;
        greFlags = hasKey ? Gre.KEY << 16 : 0;
        greKey = (int) ends.key();
        nextHeader = isGre ? Ipv4.GRE : Ipv4.MPLS;
        service = ends.tos();
        fragmentation = ends.dontFragment();
        outerOctets = sa.path.headers();
        outerMost = graph.limits.ip(out, 0);
        outerMark = outer.mark;
        int protocol = sa.path.isUdp() ? Ipv4.UDP : Ipv4.ESP;
        long third = (long) ends.ttl() << 24 | protocol << 16;
        long source = sa.path.local.low() & 0xFFFF_FFFFL;
        outerThirdAndSource = third << 32 | source;
        outerDestination = (int) sa.path.remote.low();
        outerSum = 0x4500_0000L + third + source + (outerDestination & 0xFFFF_FFFFL);
        ports = (long) (sa.path.localPort << 16 | sa.path.remotePort) << 32;
    }

    /// Octets in front of a customer's packet under so many labels.
    int front(int labels) {
        return framing.octets
                + outerOctets
                + Esp.SIZE
                + sa.ivOctets
                + greOctets
                + MplsEntry.SIZE * labels;
    }

    boolean isUdp() {
        return outerOctets != Ipv4.SIZE;
    }

    /// What packets into this tunnel get, or null where they are not ordinary: no protection or no association yet, an outer header of IPv6,
    /// a way out that is itself a tunnel or labelled, a neighbour that is not known.
    static @Nullable Rewrite of(Graph graph, Face face) {
        TunnelEnds ends = face.tunnel;
        OutboundSa sa = graph.associations.outbound(face.index);
        if (ends == null || sa == null || !isOrdinary(face, ends, sa)) {
            return null;
        }
        Hop outer = graph.image.hop(face.outerEntry);
        Face out = graph.image.face(outer.ifIndex);
        boolean attached = outer.kind == Hop.ATTACHED;
        if (out == null
                || !out.up
                || !Framing.isLink(out)
                || !attached && outer.kind != Hop.ADJACENCY
                || outer.labelCount() != 0) {
            return null;
        }
        long mac =
                Framing.isBare(out)
                        ? 0
                        : graph.neighbors.lookup(
                                out.index,
                                attached ? sa.path.remote.high() : outer.nextHopHigh,
                                attached ? sa.path.remote.low() : outer.nextHopLow);
        return mac == Neighbors.UNKNOWN
                ? null
                : new Rewrite(graph, face, ends, sa, outer, out, mac);
    }

    private static boolean isOrdinary(Face face, TunnelEnds ends, OutboundSa sa) {
        boolean isTransport =
                switch (ends.encapsulation()) {
                    case GRE, MPLS_IN_IP -> !sa.isTunnelMode;
                    case IP_IN_IP, IPSEC -> false;
                };
        return isTransport
                && face.up
                && face.hasEnds
                && face.outerEntry >= 0
                && !face.isMultipoint
                && ends.protectionRequired()
                && !sa.path.six;
    }
}
