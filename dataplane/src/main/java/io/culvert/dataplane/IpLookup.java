package io.culvert.dataplane;

import io.culvert.dataplane.fib.Hop;

/// What the lookups of both families do once the entry is known.
abstract class IpLookup extends Node {
    IpLookup(Graph graph, int order) {
        super(graph, order);
    }

    /// A number that all packets of a flow share.
    abstract int flowHash(int slot);

    /// Sends the packet on towards its way out, or refuses it.
    abstract void forward(int slot);

    /// Sends the packet on by an entry of the image.
    final void take(int slot, int entry) {
        Hop hop = graph.image.hop(entry);
        int taken = entry;
        if (hop.kind == Hop.MULTIPATH) {
            taken = hop.member(flowHash(slot));
            hop = graph.image.hop(taken);
        }
        slab.entry[slot] = taken;
        switch (hop.kind) {
            case Hop.RECEIVE -> receive(slot);
            case Hop.ATTACHED, Hop.ADJACENCY, Hop.TUNNEL -> {
                if ((slab.flags[slot] & PacketFlag.LINK_BROADCAST) != 0) {
                    graph.drop(slot, Drop.LINK_BROADCAST_NOT_FORWARDED);
                } else {
                    forward(slot);
                }
            }
            case Hop.DISCARD -> graph.refuse(slot, hop.discard, Telling.HOST);
            default -> graph.drop(slot, Drop.ROUTE_UNRESOLVED);
        }
    }

    /// A bound session's packet for an address of our own has not left by its tunnel either.
    final void receive(int slot) {
        if (slab.bound[slot] != Bound.ANYWHERE) {
            graph.drop(slot, Drop.BOUND_ELSEWHERE);
        } else {
            graph.localInput.add(slot);
        }
    }

    static int mix(int hash) {
        int mixed = hash ^ hash >>> 16;
        mixed *= 0x7FEB_352D;
        return mixed ^ mixed >>> 15;
    }
}
