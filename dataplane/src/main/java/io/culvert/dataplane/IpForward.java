package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;

/// What forwarding is for both families: bonds, the state of the way out, labels.
abstract class IpForward extends Node {
    IpForward(Graph graph, int order) {
        super(graph, order);
    }

    /// Whether another plane has the association that a packet would leave by, which has the packet then.
    final boolean isGivenAway(int slot, Face face) {
        if (face.tunnel == null) {
            return false;
        }
        int owner = graph.exchange.sealerOf(face.index);
        if (owner == Exchange.HERE) {
            return false;
        }
        graph.exchange.give(slot, owner, Exchange.IP, 0);
        return true;
    }

    /// Whether a packet of a bound session may leave here. The bond ends with the tunnel it asked for.
    final boolean boundAllows(int slot, Face face) {
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

    /// The base of a multipoint tunnel leads nowhere itself: somebody has to find out where the next hop is, and a packet without
    /// labels, which every peer can route, goes to the default peer meanwhile. The answer is whether there is one.
    final boolean findPeer(int slot, Hop hop, Face base) {
        int at = slab.start[slot];
        boolean isNextHop = (hop.nextHopHigh | hop.nextHopLow) != 0;
        graph.redirects.wantEndpoint(
                base,
                isNextHop ? hop.nextHopHigh : IpHeader.destinationHigh(memory, at),
                isNextHop ? hop.nextHopLow : IpHeader.destinationLow(memory, at));
        if (base.peerEntry == RouteTable.NO_ENTRY || hop.labelCount() != 0) {
            graph.refuse(slot, Drop.ENDPOINT_UNKNOWN, Telling.HOST);
            return false;
        }
        slab.entry[slot] = base.peerEntry;
        if (slab.bound[slot] == base.index) {
            slab.bound[slot] = graph.image.outOf(base.peerEntry);
        }
        return true;
    }

    /// Notes that a packet takes this way: for whoever asks whether a route is used, and whether a shorter way would do.
    final void note(int slot, Face face, Hop hop, boolean own) {
        if (hop.mark != 0) {
            graph.counters.use(hop.mark, graph.now);
        }
        if (face.network != 0 && !own) {
            graph.redirects.look(slot, face);
        }
    }

    final boolean isPassable(int slot, Face face, Hop hop) {
        if (!face.up) {
            graph.refuse(slot, Drop.INTERFACE_DOWN, Telling.HOST);
            return false;
        }
        if (face.kind == PlaneInterface.Kind.NULL || face.kind == PlaneInterface.Kind.LOOPBACK) {
            // The rest of a loopback's subnet is nowhere.
            graph.refuse(slot, Drop.NULL_ROUTE, Telling.HOST);
            return false;
        }
        if ((face.tunnel != null) != (hop.kind == Hop.TUNNEL)) {
            if (face.tunnel == null) {
                graph.drop(slot, Drop.ROUTE_UNRESOLVED);
                return false;
            }
        }
        return face.tunnel == null || chooseAssociation(slot, face, face.tunnel);
    }

    /// Where the traffic itself is what an association was negotiated for, its selectors choose it, before the packet is cut
    /// and the ports of its fragments are out of sight.
    private boolean chooseAssociation(int slot, Face face, TunnelEnds ends) {
        slab.association[slot] = 0;
        if (!ends.protectionRequired()) {
            return true;
        }
        if (graph.associations.own.newest(face.index) == null) {
            graph.events.associationWanted(face.index);
            graph.refuse(slot, Drop.SA_MISSING, Telling.HOST);
            return false;
        }
        if (ends.encapsulation() == TunnelEnds.Encapsulation.IPSEC) {
            OutboundSa sa =
                    graph.flow.read(memory, slab.start[slot], slab.end[slot])
                            ? graph.associations.own.forFlow(face.index, graph.flow)
                            : null;
            if (sa == null) {
                graph.refuse(slot, Drop.SA_SELECTOR, Telling.PROHIBITED);
                return false;
            }
            slab.association[slot] = sa.spi;
        }
        return true;
    }

    /// Puts the labels of the hop on: the time to live of the packet after its own count in the uniform model, or 255 (RFC 3443
    /// section 3.6); the class from the precedence (RFC 3270 section 3.4 leaves the mapping to the router).
    final void impose(int slot, Hop hop, boolean own, int precedence, int timeToLive) {
        boolean uniform =
                own ? graph.image.propagatesTtlLocal() : graph.image.propagatesTtlForwarded();
        slab.scratch[slot] = Fit.PAYLOAD_MPLS;
        LabelStack.push(slab, memory, slot, hop, precedence, true, uniform ? timeToLive : 255);
    }
}
