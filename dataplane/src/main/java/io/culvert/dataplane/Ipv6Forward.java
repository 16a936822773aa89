package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.ip.Ipv6;

/// Forwards a checked IPv6 packet as [Ipv4Forward] does IPv4.
final class Ipv6Forward extends IpForward {
    Ipv6Forward(Graph graph, int order) {
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
        Hop hop = graph.image.hop(slab.entry[slot]);
        Face face = graph.image.face(hop.ifIndex);
        if (face != null && face.isMultipoint && face.up) {
            if (!findPeer(slot, hop, face)) {
                return;
            }
            hop = graph.image.hop(slab.entry[slot]);
            face = graph.image.face(hop.ifIndex);
        }
        if (face == null) {
            graph.drop(slot, Drop.INTERFACE_UNKNOWN);
            return;
        }
        if (isGivenAway(slot, face)) {
            return;
        }
        boolean own = (slab.flags[slot] & PacketFlag.ORIGINATED) != 0;
        if (own ? !boundAllows(slot, face) : !countHop(slot)) {
            return;
        }
        if (!isPassable(slot, face, hop)) {
            return;
        }
        if (face.ipv6.mssClamp() != 0) {
            MssClamp.apply6(graph, slot, face, hop.labelCount());
        }
        note(slot, face, hop, own);
        graph.tap.forwardingOut(slot, face.index, slab.table[slot]);
        if (hop.labelCount() == 0) {
            slab.scratch[slot] = Fit.PAYLOAD_IPV6;
        } else {
            int at = slab.start[slot];
            int precedence = Ipv6.trafficClass(memory, at) >>> 5;
            impose(slot, hop, own, precedence, Ipv6.hopLimit(memory, at));
        }
        graph.fit.add(slot);
    }

    /// Counts this hop, RFC 8200 section 3, unless it was counted when a label was removed.
    private boolean countHop(int slot) {
        int at = slab.start[slot];
        int hopLimit = Ipv6.hopLimit(memory, at);
        boolean counted = (slab.flags[slot] & PacketFlag.TTL_COUNTED) != 0;
        if (hopLimit < (counted ? 1 : 2)) {
            graph.refuse(slot, Drop.TTL_EXPIRED, Telling.HOP_LIMIT);
            return false;
        }
        if (!counted) {
            Ipv6.putHopLimit(memory, at, hopLimit - 1);
        }
        slab.flags[slot] &= ~PacketFlag.TTL_COUNTED;
        return true;
    }
}
