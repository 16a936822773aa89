package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import org.jspecify.annotations.Nullable;

/// Takes GRE headers off (RFC 2784 section 2, RFC 2890) and decides which tunnel a packet came out of. In the clear that is
/// the tunnel with its addresses and key, and one that requires protection refuses it; out of an association it is the
/// tunnel the association is bound to, and no other. `entry` holds the place of the outer header of a packet in the clear,
/// `scratch` the octet of service of that out of an association.
final class GreInput extends Node {
    private static final int FROM_SA = -1;

    GreInput(Graph graph, int order) {
        super(graph, order);
    }

    /// Takes the payload of an association.
    void fromSa(int slot) {
        slab.entry[slot] = FROM_SA;
        add(slot);
    }

    /// Takes what came in the clear; `at` is the outer header.
    void inClear(int slot, int at, int payload) {
        slab.entry[slot] = at;
        slab.start[slot] = payload;
        add(slot);
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
        int at = slab.start[slot];
        int end = slab.end[slot];
        if (!Gre.fits(at, end)) {
            graph.drop(slot, Drop.GRE_SHORT);
            return;
        }
        int flags = Gre.flags(memory, at);
        if ((flags & Gre.REFUSED) != 0) {
            graph.drop(slot, Drop.GRE_VERSION);
            return;
        }
        int header = Gre.headerLength(flags);
        if (end - at < header) {
            graph.drop(slot, Drop.GRE_SHORT);
            return;
        }
        if ((flags & Gre.CHECKSUM) != 0 && Checksum.of(memory, at, end) != 0) {
            graph.drop(slot, Drop.GRE_CHECKSUM);
            return;
        }
        long key = (flags & Gre.KEY) != 0 ? Gre.key(memory, at) & 0xFFFF_FFFFL : TunnelEnds.NO_KEY;
        Face face =
                slab.entry[slot] == FROM_SA
                        ? tunnelOfSa(slot, key)
                        : graph.tunnelInput.tunnelInClear(slot, slab.entry[slot], Ipv4.GRE, key);
        if (face != null) {
            slab.start[slot] = at + header;
            enter(slot, face, Gre.protocol(memory, at));
        }
    }

    /// The association's tunnel, or null when the packet was dropped because its key belongs to another.
    private @Nullable Face tunnelOfSa(int slot, long key) {
        Face face = graph.image.face(slab.ifIndex[slot]);
        if (face == null
                || face.tunnel == null
                || face.tunnel.encapsulation() != TunnelEnds.Encapsulation.GRE) {
            graph.drop(slot, Drop.ESP_INTERFACE);
            return null;
        }
        if (face.tunnel.key() != key) {
            graph.drop(slot, Drop.GRE_KEY);
            return null;
        }
        return face;
    }

    /// Goes on inside the tunnel with a payload of this GRE protocol type.
    void enter(int slot, Face face, int protocol) {
        if (!face.up) {
            graph.drop(slot, Drop.INTERFACE_DOWN);
            return;
        }
        slab.ifIndex[slot] = face.index;
        slab.table[slot] = face.table;
        slab.flags[slot] &= PacketFlag.PROTECTED;
        slab.labelDepth[slot] = 0;
        graph.counters.in(face.index, slab.length(slot), graph.now);
        graph.tap.tunnelIn(slot, face.index, protocol);
        switch (protocol) {
            case Gre.IPV4 -> {
                if (takeCongestion(slot)) {
                    graph.ipv4Input.lookUp(slot);
                } else {
                    graph.drop(slot, Drop.ECN_INVALID);
                }
            }
            case Gre.MPLS -> graph.mplsInput.add(slot);
            case Gre.IPV6 -> {
                if (takeCongestion6(slot)) {
                    graph.ipv6Input.lookUp(slot);
                } else {
                    graph.drop(slot, Drop.ECN_INVALID);
                }
            }
            case Gre.NHRP -> {
                if (face.network != 0) {
                    graph.redirects.deliver(slot, face, false);
                } else {
                    graph.drop(slot, Drop.NHRP_DISABLED);
                }
            }
            default -> graph.drop(slot, Drop.GRE_PROTOCOL);
        }
    }

    /// Joins the congestion marks of outer and inner header, RFC 6040 section 4.2; the answer is whether the packet stands.
    private boolean takeCongestion(int slot) {
        int outer = slab.scratch[slot] & 3;
        int at = slab.start[slot];
        if (outer == 0
                || !Ipv4.fits(at, slab.end[slot])
                || Ipv4.headerLength(memory, at) < Ipv4.SIZE) {
            return true;
        }
        int service = Ipv4.typeOfService(memory, at);
        int joined = Congestion.join(outer, service & 3);
        if (joined >= 0 && joined != (service & 3)) {
            Ipv4.putTypeOfService(memory, at, service & ~3 | joined);
        }
        return joined >= 0;
    }

    private boolean takeCongestion6(int slot) {
        int outer = slab.scratch[slot] & 3;
        int at = slab.start[slot];
        if (outer == 0 || !Ipv6.fits(at, slab.end[slot])) {
            return true;
        }
        int service = Ipv6.trafficClass(memory, at);
        int joined = Congestion.join(outer, service & 3);
        if (joined >= 0) {
            Ipv6.putTrafficClass(memory, at, service & ~3 | joined);
        }
        return joined >= 0;
    }
}
