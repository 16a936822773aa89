package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.Net;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.mpls.MplsEntry;

/// Wraps a packet for a tunnel: GRE header, and either to ESP or, for a tunnel without protection, straight under its outer
/// header. A tunnel that requires protection never passes here without an association. `scratch` says what the packet
/// begins with; for ESP it holds the octet of service of the outer header and its DF bit afterwards.
final class TunnelOutput extends Node {
    TunnelOutput(Graph graph, int order) {
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
        if (face == null || ends == null) {
            graph.drop(slot, Drop.INTERFACE_UNKNOWN);
            return;
        }
        if (face.source == 0 || face.destination == 0) {
            graph.drop(slot, Drop.TUNNEL_NO_DESTINATION);
            return;
        }
        OutboundSa sa = graph.associations.outbound(face.index);
        if (sa == null && ends.protectionRequired()) {
            graph.drop(slot, Drop.SA_MISSING);
            return;
        }
        int payload = slab.scratch[slot];
        boolean gre = ends.encapsulation() == TunnelEnds.Encapsulation.GRE;
        if (!gre && payload != Fit.PAYLOAD_MPLS) {
            graph.drop(slot, Drop.TUNNEL_PAYLOAD);
            return;
        }
        int service = typeOfService(slot, ends, payload);
        int fragmentation = dontFragment(slot, ends, payload);
        graph.counters.out(face.index, slab.length(slot));
        if (gre) {
            putGre(slot, ends, payload);
        }
        int protocol = gre ? Ipv4.GRE : Ipv4.MPLS;
        if (sa == null) {
            putIpv4(slot, face, ends, service, fragmentation, protocol);
            graph.sendOuter(slot, face);
            return;
        }
        if (sa.isTunnelMode) {
            putIpv4(slot, face, ends, service, fragmentation, protocol);
            protocol = Ipv4.IPIP;
        }
        slab.scratch[slot] = protocol << 24 | service << 16 | fragmentation;
        graph.espOutput.add(slot);
    }

    /// Copied from the packet, ECN field and all (RFC 6040 section 4.1, normal mode). The class of a label becomes the class
    /// selector of its value, without ECN, which lies out of sight under the labels.
    private int typeOfService(int slot, TunnelEnds ends, int payload) {
        if (ends.tos() != TunnelEnds.TOS_COPY) {
            return ends.tos();
        }
        int at = slab.start[slot];
        return switch (payload) {
            case Fit.PAYLOAD_IPV4 -> Ipv4.typeOfService(memory, at);
            case Fit.PAYLOAD_IPV6 -> Ipv6.trafficClass(memory, at);
            default -> MplsEntry.trafficClass(memory, at) << 5;
        };
    }

    private int dontFragment(int slot, TunnelEnds ends, int payload) {
        return switch (ends.dontFragment()) {
            case SET -> Ipv4.DONT_FRAGMENT;
            case CLEAR -> 0;
            case COPY -> {
                int at = slab.start[slot];
                int ip =
                        payload != Fit.PAYLOAD_MPLS
                                ? at
                                : LabelStack.under(memory, at, slab.end[slot]);
                // A wrong guess about what is under the labels costs nothing here.
                boolean isIpv4 =
                        ip >= 0 && Ipv4.fits(ip, slab.end[slot]) && Ipv4.version(memory, ip) == 4;
                yield isIpv4 ? Ipv4.flagsAndOffset(memory, ip) & Ipv4.DONT_FRAGMENT : 0;
            }
        };
    }

    private void putGre(int slot, TunnelEnds ends, int payload) {
        int at = slab.start[slot];
        int flags = 0;
        if (ends.key() != TunnelEnds.NO_KEY) {
            at -= 4;
            Net.putI32(memory, at, (int) ends.key());
            flags = Gre.KEY;
        }
        at -= Gre.SIZE;
        Gre.write(memory, at, flags, payload);
        slab.start[slot] = at;
    }

    private void putIpv4(
            int slot, Face face, TunnelEnds ends, int service, int fragmentation, int protocol) {
        int at = slab.start[slot] - Ipv4.SIZE;
        Ipv4.write(
                memory,
                at,
                service,
                slab.end[slot] - at,
                graph.nextIdentification(),
                fragmentation,
                ends.ttl(),
                protocol,
                face.source,
                face.destination);
        slab.start[slot] = at;
    }
}
