package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.Net;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Decides which tunnel a packet came out of. Out of an association that is the tunnel the association is bound to, and no
/// other, however many tunnels have the same ends (as those to peers behind one NAT); in the clear it is the tunnel with its
/// ends, and one that requires protection refuses it.
final class TunnelInput {
    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;

    TunnelInput(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
    }

    /// Takes the packet of an association in tunnel mode, which the selectors let in: the traffic itself, or the delivery
    /// packet of a tunnel that has one. The plane's [Flow] was read from it.
    void innerPacket(int slot) {
        Face face = graph.image.face(slab.ifIndex[slot]);
        if (face == null || face.tunnel == null) {
            graph.drop(slot, Drop.ESP_INTERFACE);
            return;
        }
        if (face.tunnel.encapsulation() == TunnelEnds.Encapsulation.IPSEC) {
            graph.greInput.enter(slot, face, graph.flow.six ? Gre.IPV6 : Gre.IPV4);
            return;
        }
        if (graph.flow.six) {
            innerDelivery6(slot, face);
        } else {
            innerDelivery4(slot, face);
        }
    }

    /// A delivery packet that the peer cut before encryption is put together here.
    private void innerDelivery4(int slot, Face face) {
        int at = slab.start[slot];
        slab.end[slot] = at + Ipv4.totalLength(memory, at);
        int whole = slot;
        if (Ipv4.isFragment(memory, at)) {
            whole = graph.localInput.reassembly().add4(slot);
            if (whole == PacketSlab.NONE) {
                return;
            }
            at = slab.start[whole];
        }
        slab.start[whole] = at + Ipv4.headerLength(memory, at);
        payload(whole, face, Ipv4.protocol(memory, at));
    }

    private void innerDelivery6(int slot, Face face) {
        int at = slab.start[slot];
        slab.end[slot] = at + Ipv6.SIZE + Ipv6.payloadLength(memory, at);
        int whole = slot;
        int upper = Ipv6.upperLayer(memory, at, slab.end[slot]);
        if (Net.u8(memory, Ipv6.chainEnd(memory, at, slab.end[slot])) == Ipv6.FRAGMENT) {
            whole = graph.localInput.reassembly().add6(slot, upper);
            if (whole == PacketSlab.NONE) {
                return;
            }
            at = slab.start[whole];
            upper = Ipv6.upperLayer(memory, at, slab.end[whole]);
            if (upper < 0) {
                graph.drop(whole, Drop.IPV6_HEADERS);
                return;
            }
        }
        slab.start[whole] = upper;
        payload(whole, face, Net.u8(memory, Ipv6.chainEnd(memory, at, slab.end[whole])));
    }

    /// Takes the payload of an association in transport mode, which follows a next header of this number.
    void payload(int slot, int protocol) {
        Face face = graph.image.face(slab.ifIndex[slot]);
        if (face == null || face.tunnel == null) {
            graph.drop(slot, Drop.ESP_INTERFACE);
        } else {
            payload(slot, face, protocol);
        }
    }

    private void payload(int slot, Face face, int protocol) {
        if (face.tunnel == null || !face.tunnel.encapsulation().takes(protocol)) {
            graph.drop(slot, Drop.ESP_INTERFACE);
        } else if (protocol == Ipv4.GRE) {
            graph.greInput.fromSa(slot);
        } else {
            graph.greInput.enter(slot, face, payloadType(protocol));
        }
    }

    private static int payloadType(int protocol) {
        return switch (protocol) {
            case Ipv4.IPIP -> Gre.IPV4;
            case Ipv4.IPV6 -> Gre.IPV6;
            default -> Gre.MPLS;
        };
    }

    /// Takes what came in the clear right behind an IP header at `ip`: IP or MPLS.
    void inClear(int slot, int ip, int payload, int protocol) {
        Face face = tunnelInClear(slot, ip, protocol, TunnelEnds.NO_KEY);
        if (face != null) {
            slab.start[slot] = payload;
            graph.greInput.enter(slot, face, payloadType(protocol));
        }
    }

    /// The tunnel of a packet in the clear, or null when the packet was dropped.
    @Nullable Face tunnelInClear(int slot, int ip, int protocol, long key) {
        Face face =
                graph.image.faceOfTunnel(
                        slab.table[slot],
                        IpHeader.destinationHigh(memory, ip),
                        IpHeader.destinationLow(memory, ip),
                        IpHeader.sourceHigh(memory, ip),
                        IpHeader.sourceLow(memory, ip),
                        protocol,
                        key);
        if (face == null || face.tunnel == null) {
            graph.drop(slot, Drop.TUNNEL_UNKNOWN);
            return null;
        }
        if (face.tunnel.protectionRequired() || isPastItsProtection(slot, face)) {
            graph.drop(slot, Drop.PROTECTION_MISSING);
            return null;
        }
        slab.flags[slot] &= ~PacketFlag.PROTECTED;
        slab.scratch[slot] = IpHeader.service(memory, ip);
        slab.outerHigh[slot] = IpHeader.sourceHigh(memory, ip);
        slab.outerLow[slot] = IpHeader.sourceLow(memory, ip);
        return face;
    }

    /// A tunnel whose packets go out through a protected one takes those that come in through protection alone: anybody else
    /// could write the same addresses in the clear.
    private boolean isPastItsProtection(int slot, Face face) {
        if (face.outerEntry < 0 || (slab.flags[slot] & PacketFlag.PROTECTED) != 0) {
            return false;
        }
        Hop hop = graph.image.hop(face.outerEntry);
        Face way = hop.kind == Hop.TUNNEL ? graph.image.face(hop.ifIndex) : null;
        return way != null && way.tunnel != null && way.tunnel.protectionRequired();
    }
}
