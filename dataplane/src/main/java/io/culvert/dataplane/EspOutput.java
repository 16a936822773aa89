package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Udp;

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
        OutboundSa sa =
                face == null
                        ? null
                        : graph.associations.own.chosen(face.index, slab.association[slot]);
        if (face == null || ends == null || sa == null) {
            graph.drop(slot, Drop.SA_MISSING);
            return;
        }
        int payload = slab.length(slot);
        int padding = Esp.padding(payload, sa.alignment);
        int clear = payload + padding + Esp.TRAILER;
        PathEnds path = sa.path;
        int front = path.headers() + Esp.SIZE + sa.ivOctets;
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
        slab.start[slot] = esp;
        if (path.isUdp()) {
            putUdp(slot, path);
        }
        OuterHeader.put(
                graph,
                slot,
                path.six,
                path.local,
                path.remote,
                facts >>> 16 & 0xFF,
                facts & 0xFFFF,
                ends.ttl(),
                path.isUdp() ? Ipv4.UDP : Ipv4.ESP,
                sa.spi);
        if (sa.count(payload, graph.now)) {
            graph.events.softLimit(face.index, sa.spi, false);
        }
        graph.sendOuter(slot, face);
    }

    /// RFC 3948 section 2.1: no checksum over IPv4. Over IPv6 there must be one (RFC 8200 section 8.1), and Linux and strongSwan
    /// throw away what has none.
    private void putUdp(int slot, PathEnds path) {
        int end = slab.end[slot];
        int at = slab.start[slot] - Udp.SIZE;
        Udp.write(memory, at, path.localPort, path.remotePort, end - at);
        if (path.six) {
            Udp.seal(
                    memory,
                    at,
                    end,
                    Checksum.pseudoHeader6(
                            path.local.high(),
                            path.local.low(),
                            path.remote.high(),
                            path.remote.low(),
                            Ipv4.UDP,
                            end - at));
        }
        slab.start[slot] = at;
    }
}
