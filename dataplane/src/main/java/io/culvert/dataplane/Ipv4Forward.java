package io.culvert.dataplane;

import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.ip.Ipv4;

/// Forwards a checked IPv4 packet out of the interface of its `entry`: time to live, access list, protection of the tunnel,
/// segment size, labels. The router's own packets, outer packets of tunnels among them, skip what is a matter of transit.
final class Ipv4Forward extends IpForward {
    Ipv4Forward(Graph graph, int order) {
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
        AccessList access = own ? null : face.accessOut;
        int at = slab.start[slot];
        if (access != null && !access.permits(memory, at, slab.end[slot])) {
            graph.refuse(slot, Drop.ACL_OUT, Telling.PROHIBITED);
            return;
        }
        if (face.mssClamp != 0) {
            MssClamp.apply(graph, slot, face, hop.labelCount());
        }
        if (!own) {
            graph.counters.ipv4Forwarded++;
        }
        note(slot, face, hop, own);
        graph.tap.forwardingOut(slot, face.index, slab.table[slot]);
        if (hop.labelCount() == 0) {
            slab.scratch[slot] = Fit.PAYLOAD_IPV4;
        } else {
            int precedence = Ipv4.typeOfService(memory, at) >>> 5;
            impose(slot, hop, own, precedence, Ipv4.timeToLive(memory, at));
        }
        graph.fit.add(slot);
    }

    /// Counts this hop, RFC 1812 section 5.3.1, unless it was counted when a label was removed.
    private boolean countHop(int slot) {
        int at = slab.start[slot];
        int timeToLive = Ipv4.timeToLive(memory, at);
        boolean counted = (slab.flags[slot] & PacketFlag.TTL_COUNTED) != 0;
        if (timeToLive < (counted ? 1 : 2)) {
            graph.refuse(slot, Drop.TTL_EXPIRED, Telling.HOP_LIMIT);
            return false;
        }
        if (!counted) {
            Ipv4.putTimeToLive(memory, at, timeToLive - 1);
        }
        slab.flags[slot] &= ~PacketFlag.TTL_COUNTED;
        return true;
    }
}
