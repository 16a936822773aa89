package io.culvert.dataplane;

import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;

/// Forwards a checked IPv4 packet out of the interface of its `entry`: time to live, access list, protection of the tunnel,
/// segment size, labels. Its own packets (of the router, and outer packets of tunnels) skip what is a matter of transit.
final class Ipv4Forward extends Node {
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
        if (face == null) {
            graph.drop(slot, Drop.INTERFACE_UNKNOWN);
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
            graph.unreachable(slot, Drop.ACL_OUT, Icmp.ADMINISTRATIVELY_PROHIBITED);
            return;
        }
        if (face.mssClamp != 0) {
            MssClamp.apply(graph, slot, face, hop.labelCount());
        }
        graph.tap.forwardingOut(slot, face.index, slab.table[slot]);
        if (hop.labelCount() == 0) {
            slab.scratch[slot] = Fit.PAYLOAD_IPV4;
        } else {
            impose(slot, at, hop, own);
        }
        graph.fit.add(slot);
    }

    /// Whether a packet of a bound session may leave here. The bond ends with the tunnel it asked for.
    private boolean boundAllows(int slot, Face face) {
        int bound = slab.bound[slot];
        boolean isTunnel = face.tunnel != null;
        boolean allowed =
                switch (bound) {
                    case Bound.ANYWHERE -> true;
                    case Bound.TUNNELS -> isTunnel;
                    case Bound.PROTECTED_TUNNELS ->
                            face.tunnel != null && face.tunnel.protectionRequired();
                    default -> bound == face.index;
                };
        if (!allowed) {
            graph.drop(slot, Drop.BOUND_ELSEWHERE);
        }
        return allowed;
    }

    /// Counts this hop, RFC 1812 section 5.3.1, unless it was counted when a label was removed.
    private boolean countHop(int slot) {
        int at = slab.start[slot];
        int timeToLive = Ipv4.timeToLive(memory, at);
        boolean counted = (slab.flags[slot] & PacketFlag.TTL_COUNTED) != 0;
        if (timeToLive < (counted ? 1 : 2)) {
            graph.refuse(slot, Drop.TTL_EXPIRED, Icmp.TIME_EXCEEDED, Icmp.IN_TRANSIT, 0);
            return false;
        }
        if (!counted) {
            Ipv4.putTimeToLive(memory, at, timeToLive - 1);
        }
        slab.flags[slot] &= ~PacketFlag.TTL_COUNTED;
        return true;
    }

    private boolean isPassable(int slot, Face face, Hop hop) {
        if (!face.up) {
            graph.unreachable(slot, Drop.INTERFACE_DOWN, Icmp.HOST);
            return false;
        }
        if (face.kind == PlaneInterface.Kind.NULL || face.kind == PlaneInterface.Kind.LOOPBACK) {
            // The rest of a loopback's subnet is nowhere.
            graph.unreachable(slot, Drop.NULL_ROUTE, Icmp.HOST);
            return false;
        }
        if ((face.tunnel != null) != (hop.kind == Hop.TUNNEL)) {
            if (face.tunnel == null) {
                graph.drop(slot, Drop.ROUTE_UNRESOLVED);
                return false;
            }
        }
        if (face.tunnel != null
                && face.tunnel.protectionRequired()
                && graph.associations.outbound(face.index) == null) {
            graph.events.associationWanted(face.index);
            graph.unreachable(slot, Drop.SA_MISSING, Icmp.HOST);
            return false;
        }
        return true;
    }

    /// Puts the labels of the hop on: the time to live of the packet after its own count in the uniform model, or 255 (RFC 3443
    /// section 3.6); the class from the precedence (RFC 3270 section 3.4 leaves the mapping to the router).
    private void impose(int slot, int at, Hop hop, boolean own) {
        boolean uniform =
                own ? graph.image.propagatesTtlLocal() : graph.image.propagatesTtlForwarded();
        int timeToLive = uniform ? Ipv4.timeToLive(memory, at) : 255;
        int trafficClass = Ipv4.typeOfService(memory, at) >>> 5;
        slab.scratch[slot] = Fit.PAYLOAD_MPLS;
        LabelStack.push(slab, memory, slot, hop, trafficClass, true, timeToLive);
    }
}
