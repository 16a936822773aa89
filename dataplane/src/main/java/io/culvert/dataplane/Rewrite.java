package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.mpls.MplsEntry;
import org.jspecify.annotations.Nullable;

/// What ordinary packets get in front of them on their way into a protected tunnel, worked out once: it is good until something that
/// went into it changes, see [Rewrites].
final class Rewrite {
    final Face tunnel;
    final OutboundSa sa;
    final Framing framing;
    final long mac;

    /// Whether there is more to look at than the headers: an access list, a limit on segments, an NHRP network.
    final boolean isWatched;

    final boolean isWatched6;

    /// The largest packet of a customer that leaves whole, of either family, and the largest with its labels.
    private final int mostPlain;

    private final int mostPlain6;
    private final int mostLabelled;

    /// What the time to live of labels is joined with: nothing in the uniform model, all ones in the pipe model (RFC 3443 section 3).
    final int labelTtl;

    /// Octets of GRE; 0 for MPLS right in IP.
    final int greOctets;

    final int greFlags;
    final int greKey;

    /// Whether there is GRE without a key.
    final boolean hasPlainGre;

    /// What ESP says it holds where there is IPv4 inside, and where there is IPv6.
    final int nextHeader;

    final int nextHeader6;

    final int ivOctets;
    final int icvOctets;
    final int alignment;

    /// The bits of the octet of service that are copied from inside, and those that are set.
    final int serviceCopied;

    final int serviceSet;

    /// The same for the word of flags.
    final int flagsCopied;

    final int flagsSet;

    /// Octets of outer IP and UDP header.
    final int outerOctets;

    final int outerMark;

    /// Octets of the outer packet beside the clear text.
    final int aroundOctets;

    /// Octets in front of a customer's packet under as many labels as there may be.
    final int front;

    /// The SPI in the upper half.
    final long spi;

    /// The words of the outer header that are the same for every packet, and the sum of them.
    final long outerThirdAndSource;

    final int outerDestination;
    final int outerSum;

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
        framing = new Framing(graph.image, out, false);
        isWatched = tunnel.accessOut != null || tunnel.mssClamp != 0 || tunnel.network != 0;
        isWatched6 = tunnel.ipv6.mssClamp() != 0 || tunnel.network != 0;
        labelTtl = graph.image.propagatesTtlForwarded() ? 0 : 255;
        boolean isGre = ends.encapsulation() == TunnelEnds.Encapsulation.GRE;
        boolean hasKey = ends.key() != TunnelEnds.NO_KEY;
        greOctets = isGre ? Gre.SIZE + (hasKey ? 4 : 0) : 0;
        greFlags = hasKey ? Gre.KEY << 16 : 0;
        greKey = (int) ends.key();
        hasPlainGre = isGre && !hasKey;
        boolean hasNoHeader = ends.encapsulation() == TunnelEnds.Encapsulation.IPSEC;
        nextHeader = isGre ? Ipv4.GRE : hasNoHeader ? Ipv4.IPIP : Ipv4.MPLS;
        nextHeader6 = hasNoHeader ? Ipv4.IPV6 : nextHeader;
        ivOctets = sa.ivOctets;
        icvOctets = sa.icvOctets;
        alignment = sa.alignment;
        boolean copies = ends.tos() == TunnelEnds.TOS_COPY;
        serviceCopied = copies ? 0xFF : 0;
        serviceSet = copies ? 0 : ends.tos();
        flagsCopied = ends.dontFragment() == TunnelEnds.DontFragment.COPY ? Ipv4.DONT_FRAGMENT : 0;
        flagsSet = ends.dontFragment() == TunnelEnds.DontFragment.SET ? Ipv4.DONT_FRAGMENT : 0;
        outerOctets = sa.path.headers();
        spi = (long) sa.spi << 32;
        aroundOctets = outerOctets + Esp.SIZE + ivOctets + icvOctets;
        front =
                framing.octets
                        + outerOctets
                        + Esp.SIZE
                        + ivOctets
                        + greOctets
                        + MplsEntry.SIZE * Hop.STACK_MAX;
        int room = graph.limits.ip(out, 0) - aroundOctets & -alignment;
        int most = Math.min(room - Esp.TRAILER - greOctets, ExpressOutput.TOTAL_MAX);
        boolean carries4 = isGre || hasNoHeader && sa.selectors.carriesAll4();
        boolean carries6 = isGre || hasNoHeader && sa.selectors.carriesAll6();
        mostPlain = carries4 ? Math.min(graph.limits.ip(tunnel, 0), most) : 0;
        mostPlain6 = carries6 ? Math.min(graph.limits.ip6(tunnel, 0), most) : 0;
        mostLabelled = hasNoHeader ? 0 : Math.min(graph.limits.payload(tunnel), most);
        outerMark = outer.mark;
        int protocol = sa.path.isUdp() ? Ipv4.UDP : Ipv4.ESP;
        long third = (long) ends.ttl() << 24 | protocol << 16;
        long source = sa.path.local.low() & 0xFFFF_FFFFL;
        outerThirdAndSource = third << 32 | source;
        outerDestination = (int) sa.path.remote.low();
        long sum = 0x4500_0000L + third + source + (outerDestination & 0xFFFF_FFFFL);
        outerSum = ~Checksum.finish(sum) & 0xFFFF;
        ports = sa.path.isUdp() ? (long) (sa.path.localPort << 16 | sa.path.remotePort) << 32 : 0;
    }

    /// The largest packet of a customer that leaves whole under so many labels, or less than nothing where they are too many.
    int most(int labels, boolean six) {
        return labels == 0
                ? six ? mostPlain6 : mostPlain
                : labels <= Hop.STACK_MAX ? mostLabelled - MplsEntry.SIZE * labels : -1;
    }

    /// What the outer header takes from the first word of a customer's header: the octet of service, and behind it the flag.
    int copiedOutside(long head, int labels) {
        int service = (int) (head >>> 48) & (labels == 0 ? 0xFF : 0xE0) & serviceCopied;
        return service | ((int) head & flagsCopied) >>> 6;
    }

    /// Some of what every packet needs, from each line of memory that this object takes.
    long foresee() {
        return mostLabelled + outerSum + spi + ports + outerThirdAndSource;
    }

    /// Counts packets that were sent.
    ///
    /// @param inside their octets, labels included
    /// @param framed those of their frames
    void count(Counters counters, int packets, long inside, long framed, long now) {
        counters.out(tunnel.index, packets, inside, now);
        framing.count(counters, packets, framed, now);
        sa.count(packets, inside + (long) packets * greOctets, now);
        if (outerMark != 0) {
            counters.use(outerMark, now);
        }
    }

    /// What packets into this tunnel get, or null where they are not ordinary: no protection or no association yet, an outer header of IPv6,
    /// a way out that is itself a tunnel or labelled, a neighbour that is not known.
    static @Nullable Rewrite of(Graph graph, Face face) {
        TunnelEnds ends = face.tunnel;
        OutboundSa sa = graph.associations.own.newest(face.index);
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
        boolean isCarried =
                switch (ends.encapsulation()) {
                    case GRE, MPLS_IN_IP -> !sa.isTunnelMode;
                    case IPSEC ->
                            sa.isTunnelMode
                                    && (sa.selectors.carriesAll4() || sa.selectors.carriesAll6());
                    case IP_IN_IP -> false;
                };
        return isCarried
                && face.up
                && face.hasEnds
                && face.outerEntry >= 0
                && !face.isMultipoint
                && ends.protectionRequired()
                && !sa.path.six;
    }
}
