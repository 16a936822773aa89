package io.culvert.dataplane;

import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.Net;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.mpls.MplsEntry;

/// Wraps a packet for a tunnel: the tunnel's own header, and either to ESP or, for a tunnel without protection, straight under
/// its outer header. A tunnel that requires protection never passes here without an association. `scratch` says what the packet
/// begins with; for ESP it holds the octet of service of the outer header and its DF bit afterwards.
final class TunnelOutput extends Node {
    /// Of NHRP, which has no octet of service itself: precedence 6, as ICMP errors have it (RFC 1812 section 4.3.2.5).
    private static final int INTERNETWORK_CONTROL = 0xC0;

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
        if (face.isMultipoint && !ends.protectionRequired()) {
            toPeer(slot, face, ends);
            return;
        }
        if (!face.hasEnds) {
            graph.drop(slot, Drop.TUNNEL_NO_DESTINATION);
            return;
        }
        OutboundSa sa = graph.associations.own.chosen(face.index, slab.association[slot]);
        if (sa == null && ends.protectionRequired()) {
            graph.drop(slot, Drop.SA_MISSING);
            return;
        }
        int payload = slab.scratch[slot];
        int service = typeOfService(slot, ends, payload);
        int fragmentation = dontFragment(slot, ends, payload);
        int octets = slab.length(slot);
        graph.tap.tunnelOut(slot, face.index, payload);
        int protocol = encapsulate(slot, ends, payload);
        boolean hasHeader = ends.encapsulation() != TunnelEnds.Encapsulation.IPSEC;
        if (protocol < 0 || !hasHeader && (sa == null || !sa.isTunnelMode)) {
            graph.drop(slot, Drop.TUNNEL_PAYLOAD);
            return;
        }
        graph.counters.out(face.index, octets, graph.now);
        if (sa == null) {
            put(slot, face, face.source, face.destination, service, fragmentation, protocol);
            graph.sendOuter(slot, face);
            return;
        }
        if (sa.isTunnelMode && hasHeader) {
            Ipv6Address from = sa.deliveryFrom == null ? face.source : sa.deliveryFrom;
            Ipv6Address to = sa.deliveryTo == null ? face.destination : sa.deliveryTo;
            put(slot, face, from, to, service, fragmentation, protocol);
            protocol = face.six ? Ipv4.IPV6 : Ipv4.IPIP;
        }
        slab.scratch[slot] = protocol << 24 | service << 16 | fragmentation;
        graph.espOutput.add(slot);
    }

    /// The router's own packet from the base of a multipoint tunnel to a peer that has no tunnel of its own: the slot says to whom.
    private void toPeer(int slot, Face face, TunnelEnds ends) {
        int payload = slab.scratch[slot];
        int service = typeOfService(slot, ends, payload);
        int octets = slab.length(slot);
        graph.tap.tunnelOut(slot, face.index, payload);
        int protocol = encapsulate(slot, ends, payload);
        graph.counters.out(face.index, octets, graph.now);
        var to = new Ipv6Address(slab.outerHigh[slot], slab.outerLow[slot]);
        put(slot, face, face.source, to, service, 0, protocol);
        graph.sendOuterAnywhere(slot, ends);
    }

    /// Puts the tunnel's own header on, if it has one, and answers the IP protocol that announces the result; -1 when the
    /// tunnel cannot carry the payload.
    private int encapsulate(int slot, TunnelEnds ends, int payload) {
        if (payload == Gre.NHRP && ends.encapsulation() != TunnelEnds.Encapsulation.GRE) {
            return -1;
        }
        return switch (ends.encapsulation()) {
            case GRE -> {
                putGre(slot, ends, payload);
                yield Ipv4.GRE;
            }
            case MPLS_IN_IP -> {
                if (payload != Fit.PAYLOAD_MPLS) {
                    putExplicitNull(slot, payload);
                }
                yield Ipv4.MPLS;
            }
            case IP_IN_IP ->
                    switch (payload) {
                        case Fit.PAYLOAD_IPV4 -> Ipv4.IPIP;
                        case Fit.PAYLOAD_IPV6 -> Ipv4.IPV6;
                        default -> Ipv4.MPLS;
                    };
            case IPSEC ->
                    switch (payload) {
                        case Fit.PAYLOAD_IPV4 -> Ipv4.IPIP;
                        case Fit.PAYLOAD_IPV6 -> Ipv4.IPV6;
                        default -> -1;
                    };
        };
    }

    /// An IP packet without a label, in a tunnel that knows labels alone: RFC 3032 section 2.1, label 0 or 2.
    private void putExplicitNull(int slot, int payload) {
        int at = slab.start[slot];
        boolean six = payload == Fit.PAYLOAD_IPV6;
        MplsEntry.write(
                memory,
                at - MplsEntry.SIZE,
                six ? MplsEntry.IPV6_EXPLICIT_NULL : MplsEntry.IPV4_EXPLICIT_NULL,
                IpHeader.service(memory, at) >>> 5,
                true,
                six ? Ipv6.hopLimit(memory, at) : Ipv4.timeToLive(memory, at));
        slab.start[slot] = at - MplsEntry.SIZE;
    }

    /// Copied from the packet, ECN field and all (RFC 6040 section 4.1, normal mode). The class of a label becomes the class
    /// selector of its value, without ECN, which lies out of sight under the labels.
    private int typeOfService(int slot, TunnelEnds ends, int payload) {
        if (ends.tos() != TunnelEnds.TOS_COPY) {
            return ends.tos();
        }
        int at = slab.start[slot];
        return switch (payload) {
            case Fit.PAYLOAD_MPLS -> MplsEntry.trafficClass(memory, at) << 5;
            case Gre.NHRP -> INTERNETWORK_CONTROL;
            default -> IpHeader.service(memory, at);
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
                        payload != Gre.NHRP
                                && ip >= 0
                                && Ipv4.fits(ip, slab.end[slot])
                                && Ipv4.version(memory, ip) == 4;
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

    private void put(
            int slot,
            Face face,
            Ipv6Address from,
            Ipv6Address to,
            int service,
            int fragmentation,
            int protocol) {
        TunnelEnds ends = face.tunnel;
        OuterHeader.put(
                graph,
                slot,
                face.six,
                from,
                to,
                service,
                fragmentation,
                ends == null ? TunnelEnds.TTL_DEFAULT : ends.ttl(),
                protocol,
                face.index);
    }
}
