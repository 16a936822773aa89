package io.culvert.dataplane;

import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;

/// Finds the way of a checked IPv4 packet in its table.
final class Ipv4Lookup extends Node {
    Ipv4Lookup(Graph graph, int order) {
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
        int at = slab.start[slot];
        int destination = Ipv4.destination(memory, at);
        if (destination >>> 28 >= 0xE) {
            group(slot, destination);
            return;
        }
        int entry = graph.image.table(slab.table[slot]).lookup4(destination);
        if (entry == RouteTable.NO_ENTRY) {
            graph.unreachable(slot, Drop.NO_ROUTE, Icmp.NET);
        } else {
            take(slot, entry);
        }
    }

    /// Broadcast and multicast of the link (RFC 5771 section 4) are the router's own; other multicast goes nowhere.
    private void group(int slot, int destination) {
        boolean ofLink = destination == -1 || destination >>> 8 == 0xE0_0000;
        if (ofLink && (slab.flags[slot] & PacketFlag.ORIGINATED) == 0) {
            graph.localInput.add(slot);
        } else {
            graph.drop(slot, Drop.MULTICAST_NOT_FORWARDED);
        }
    }

    /// Sends the packet on by an entry of the image.
    void take(int slot, int entry) {
        Hop hop = graph.image.hop(entry);
        int taken = entry;
        if (hop.kind == Hop.MULTIPATH) {
            taken = hop.member(flowHash(slab.start[slot], slab.end[slot]));
            hop = graph.image.hop(taken);
        }
        slab.entry[slot] = taken;
        switch (hop.kind) {
            case Hop.RECEIVE -> receive(slot);
            case Hop.ATTACHED, Hop.ADJACENCY, Hop.TUNNEL -> {
                if ((slab.flags[slot] & PacketFlag.LINK_BROADCAST) != 0) {
                    graph.drop(slot, Drop.LINK_BROADCAST_NOT_FORWARDED);
                } else {
                    graph.ipv4Forward.add(slot);
                }
            }
            case Hop.DISCARD -> graph.unreachable(slot, hop.discard, Icmp.HOST);
            default -> graph.drop(slot, Drop.ROUTE_UNRESOLVED);
        }
    }

    /// A bound session's packet for an address of our own has not left by its tunnel either.
    private void receive(int slot) {
        if (slab.bound[slot] != Bound.ANYWHERE) {
            graph.drop(slot, Drop.BOUND_ELSEWHERE);
        } else {
            graph.localInput.add(slot);
        }
    }

    /// The packets of one flow take one way. Fragments have no ports, so that a fragmented packet stays together only the
    /// first 8 octets of whole packets count.
    private int flowHash(int at, int end) {
        int protocol = Ipv4.protocol(memory, at);
        int hash = Ipv4.source(memory, at) * 0x9E37_79B1 + Ipv4.destination(memory, at);
        hash = hash * 0x85EB_CA6B + protocol;
        int payload = at + Ipv4.headerLength(memory, at);
        if ((protocol == Ipv4.TCP || protocol == Ipv4.UDP)
                && !Ipv4.isFragment(memory, at)
                && end - payload >= 4) {
            hash = hash * 0xC2B2_AE35 + Net.i32(memory, payload);
        }
        hash ^= hash >>> 16;
        hash *= 0x7FEB_352D;
        return hash ^ hash >>> 15;
    }
}
