package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Ipv4;

/// Seals a packet for its tunnel's association (RFC 4303 section 3.3) and puts the outer header on. `scratch` holds next
/// header, octet of service and fragment word.
final class EspOutput extends Node {
    EspOutput(Graph graph, int order) {
        super(graph, order);
    }

    @Override
    void run() {
        for (int slot = takeAll(); slot != PacketSlab.NONE; ) {
            int following = slab.next[slot];
            process(slot);
            slot = following;
        }
    }

    private void process(int slot) {
        Face face = graph.image.face(graph.image.hop(slab.entry[slot]).ifIndex);
        TunnelEnds ends = face == null ? null : face.tunnel;
        OutboundSa sa = face == null ? null : graph.associations.outbound(face.index);
        if (face == null || ends == null || sa == null) {
            graph.drop(slot, Drop.SA_MISSING);
            return;
        }
        int payload = slab.length(slot);
        int padding = Esp.padding(payload, sa.alignment);
        int clear = payload + padding + Esp.TRAILER;
        int front = Ipv4.SIZE + Esp.SIZE + sa.ivOctets;
        if (slab.tailroom(slot) < padding + Esp.TRAILER + sa.icvOctets
                || front + clear + sa.icvOctets > Ipv4.TOTAL_LENGTH_MAX
                || slab.headroom(slot) < front) {
            sa.drops++;
            graph.drop(slot, Drop.NO_ROOM);
            return;
        }
        if (sa.isExhausted()) {
            sa.drops++;
            graph.drop(slot, Drop.SA_SEQUENCE_EXHAUSTED);
            return;
        }
        if (sa.binding.isSpent(sa.octets)) {
            sa.drops++;
            graph.drop(slot, Drop.SA_LIFETIME);
            return;
        }
        sa.sequence++;
        int facts = slab.scratch[slot];
        int start = slab.start[slot];
        Esp.writeTrailer(memory, slab.end[slot], padding, facts >>> 24);
        int esp = start - sa.ivOctets - Esp.SIZE;
        Esp.write(memory, esp, sa.spi, (int) sa.sequence);
        sa.sealer.seal(memory, esp, clear, sa.sequence);
        slab.end[slot] = start + clear + sa.icvOctets;
        slab.start[slot] = esp - Ipv4.SIZE;
        Ipv4.write(
                memory,
                slab.start[slot],
                facts >>> 16 & 0xFF,
                slab.length(slot),
                graph.nextIdentification(),
                facts & 0xFFFF,
                ends.ttl(),
                Ipv4.ESP,
                sa.local,
                sa.remote);
        if (sa.count(payload, graph.now)) {
            graph.events.softLimit(face.index, sa.spi, false);
        }
        graph.sendOuter(slot, face);
    }
}
