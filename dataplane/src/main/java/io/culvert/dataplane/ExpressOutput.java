package io.culvert.dataplane;

import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Udp;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;

/// The way out of the express lane: hop count, labels, GRE, ESP, outer header, frame. All headers of a batch are written first, then all
/// packets are sealed: by then the octets have left the store buffers, and the cipher does not wait for them.
final class ExpressOutput {
    /// What stands behind a payload that needs so much padding, pad length and room for the next header: RFC 4303 section 2.4.
    private static final long[] TRAILERS = {
        0L, 0x0101L << 48, 0x01_0202L << 40, 0x0102_0303L << 32,
    };

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;

    /// The packets of this batch, in order; those that are to be sealed have an association.
    private final int[] slots = new int[Express.BATCH];

    private final int[] ports = new int[Express.BATCH];
    private int count;

    /// Packets that left by the lane.
    long carried;

    private final OutboundSa[] sas = new OutboundSa[Express.BATCH];
    private final int[] esp = new int[Express.BATCH];
    private final int[] clear = new int[Express.BATCH];
    private final long[] sequence = new long[Express.BATCH];
    private int sealed;

    ExpressOutput(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
    }

    /// Seals and sends what is there.
    void finish() {
        carried += count;
        for (int i = 0; i < sealed; i++) {
            sas[i].sealer.seal(memory, esp[i], clear[i], sequence[i]);
        }
        sealed = 0;
        for (int i = 0; i < count; i++) {
            graph.ethernetOutput.queue(slots[i], ports[i]);
        }
        count = 0;
    }

    /// Sends a packet on by a link without labels, if it is ordinary there too.
    ///
    /// @param isCounted whether this hop was counted on its label
    boolean ontoLink(int slot, int at, Hop hop, Face in, boolean isCounted) {
        Framing framing = graph.rewrites.framing(hop.ifIndex);
        int timeToLive = Ipv4.timeToLive(memory, at);
        int total = Ipv4.totalLength(memory, at);
        if (framing == null
                || hop.labelCount() != 0
                || timeToLive < (isCounted ? 1 : 2)
                || total > graph.limits.ip(framing.out, 0)
                || !mayLeave(framing.out, at, total)
                || at - slab.base(slot) < framing.octets) {
            return false;
        }
        long mac = 0;
        if (framing.octets != 0) {
            boolean attached = hop.kind == Hop.ATTACHED;
            mac =
                    graph.neighbors.lookup(
                            hop.ifIndex,
                            attached ? 0 : hop.nextHopHigh,
                            attached ? Hop.mapped(Ipv4.destination(memory, at)) : hop.nextHopLow);
            if (mac == Neighbors.UNKNOWN) {
                return false;
            }
        }
        if (!isCounted) {
            Ipv4.putTimeToLive(memory, at, timeToLive - 1);
        }
        graph.counters.ipv4Forwarded++;
        use(hop.mark);
        send(slot, framing.put(memory, at, mac), at + total, framing);
        return true;
    }

    /// Sends a packet into a protected tunnel, if it is ordinary there too.
    ///
    /// @param isCounted whether this hop was counted on its label
    boolean intoTunnel(int slot, int at, Hop hop, Face in, boolean isCounted) {
        Rewrite rewrite = graph.rewrites.of(hop.ifIndex);
        if (rewrite == null) {
            return false;
        }
        long first = Net.i64(memory, at);
        int total = (int) (first >>> 32) & 0xFFFF;
        int timeToLive = Ipv4.timeToLive(memory, at);
        int labels = hop.labelCount();
        int inside = total + MplsEntry.SIZE * labels;
        OutboundSa sa = rewrite.sa;
        int payload = inside + rewrite.greOctets;
        int padding = Esp.padding(payload, sa.alignment);
        int clearOctets = payload + padding + Esp.TRAILER;
        int outer = rewrite.outerOctets + Esp.SIZE + sa.ivOctets + clearOctets + sa.icvOctets;
        if (timeToLive < (isCounted ? 1 : 2)
                || labels > Hop.STACK_MAX
                || labels == 0 && rewrite.greOctets == 0
                || inside > (labels == 0 ? rewrite.mostPlain : rewrite.mostLabelled)
                || outer > rewrite.outerMost
                || !sa.isFarFromLimits()
                || isOfInterest(rewrite.tunnel, in)
                || !mayLeave(rewrite.tunnel, at, total)
                || at - slab.base(slot) < rewrite.front(labels)
                || slab.limit(slot) - at - total < padding + Esp.TRAILER + sa.icvOctets) {
            return false;
        }
        if (!isCounted) {
            timeToLive--;
            Ipv4.putTimeToLive(memory, at, timeToLive);
        }
        int service = (int) (first >>> 48) & 0xFF;
        graph.counters.ipv4Forwarded++;
        use(hop.mark);
        int start = at - MplsEntry.SIZE * labels;
        if (labels != 0) {
            int imposed = graph.image.propagatesTtlForwarded() ? timeToLive : 255;
            putLabels(hop, at, service >>> 5 << 9 | imposed);
            service &= 0xE0;
        }
        graph.counters.out(rewrite.tunnel.index, inside, graph.now);
        start = putGre(rewrite, start, labels);
        putTrailer(at + total, padding, rewrite.nextHeader);
        int header = start - sa.ivOctets - Esp.SIZE;
        long number = sa.take(payload, graph.now);
        Net.putI64(memory, header, (long) sa.spi << 32 | number & 0xFFFF_FFFFL);
        sas[sealed] = sa;
        esp[sealed] = header;
        clear[sealed] = clearOctets;
        sequence[sealed++] = number;
        int begin = putOuter(rewrite, header, outer, service, (int) first);
        use(rewrite.outerMark);
        send(slot, rewrite.framing.put(memory, begin, rewrite.mac), begin + outer, rewrite.framing);
        return true;
    }

    /// Whether the two ends could have a tunnel of their own, which [Redirects] looks into.
    private static boolean isOfInterest(Face tunnel, Face in) {
        return tunnel.network != 0 && in.redirectNanos != 0 && in.network == tunnel.network;
    }

    private boolean mayLeave(Face out, int at, int total) {
        AccessList access = out.accessOut;
        return (access == null || access.permits(memory, at, at + total))
                && !Express.isClamped(memory, out, at);
    }

    /// As [LabelStack#push]; `around` is the class and the time to live of each.
    private void putLabels(Hop hop, int at, int around) {
        if (hop.labelCount() == 1) {
            Net.putI32(memory, at - MplsEntry.SIZE, (int) hop.stack | around);
        } else {
            long both = (long) around << 32 | around;
            Net.putI64(memory, at - 2 * MplsEntry.SIZE, hop.stack | both);
        }
    }

    private int putGre(Rewrite rewrite, int at, int labels) {
        if (rewrite.greOctets == 0) {
            return at;
        }
        int start = at - rewrite.greOctets;
        if (rewrite.greFlags != 0) {
            Net.putI32(memory, at - 4, rewrite.greKey);
        }
        Net.putI32(memory, start, rewrite.greFlags | (labels == 0 ? Gre.IPV4 : Gre.MPLS));
        return start;
    }

    /// A short trailer is one store, whose rest the tag is written over.
    private void putTrailer(int at, int padding, int nextHeader) {
        if (padding < TRAILERS.length) {
            Net.putI64(memory, at, TRAILERS[padding] | (long) nextHeader << 48 - 8 * padding);
        } else {
            Esp.writeTrailer(memory, at, padding, nextHeader);
        }
    }

    /// Puts UDP, if any, and IP in front of ESP and answers where the packet begins.
    private int putOuter(Rewrite rewrite, int header, int length, int inner, int innerWord) {
        int at = header - rewrite.outerOctets;
        if (rewrite.isUdp()) {
            Net.putI64(
                    memory, header - Udp.SIZE, rewrite.ports | (long) (length - Ipv4.SIZE) << 16);
        }
        int service = rewrite.service == TunnelEnds.TOS_COPY ? inner : rewrite.service;
        int fragmentation =
                switch (rewrite.fragmentation) {
                    case COPY -> innerWord & Ipv4.DONT_FRAGMENT;
                    case SET -> Ipv4.DONT_FRAGMENT;
                    case CLEAR -> 0;
                };
        int varying = service << 16 | length;
        int second = graph.nextIdentification() << 16 | fragmentation;
        long sum = rewrite.outerSum + varying + (second & 0xFFFF_FFFFL);
        Net.putI64(memory, at, (0x4500_0000L | varying) << 32 | second & 0xFFFF_FFFFL);
        Net.putI64(memory, at + 8, rewrite.outerThirdAndSource | (long) Checksum.finish(sum) << 32);
        Net.putI32(memory, at + 16, rewrite.outerDestination);
        return at;
    }

    private void use(int mark) {
        if (mark != 0) {
            graph.counters.use(mark, graph.now);
        }
    }

    private void send(int slot, int begin, int end, Framing framing) {
        slab.start[slot] = begin;
        slab.end[slot] = end;
        Face out = framing.out;
        graph.counters.out(out.index, end - begin, graph.now);
        if (framing.trunk != out.index) {
            graph.counters.out(framing.trunk, end - begin, graph.now);
        }
        slots[count] = slot;
        ports[count++] = out.port;
    }
}
