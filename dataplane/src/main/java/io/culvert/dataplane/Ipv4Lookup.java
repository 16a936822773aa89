package io.culvert.dataplane;

import io.culvert.dataplane.fib.RouteTable;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;

/// Finds the way of a checked IPv4 packet in its table.
final class Ipv4Lookup extends IpLookup {
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
            graph.refuse(slot, Drop.NO_ROUTE, Telling.NO_ROUTE);
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

    @Override
    void forward(int slot) {
        graph.ipv4Forward.add(slot);
    }

    /// The packets of one flow take one way. Fragments have no ports, so that a fragmented packet stays together only the
    /// first 8 octets of whole packets count.
    @Override
    int flowHash(int slot) {
        int at = slab.start[slot];
        int end = slab.end[slot];
        int protocol = Ipv4.protocol(memory, at);
        int hash = Ipv4.source(memory, at) * 0x9E37_79B1 + Ipv4.destination(memory, at);
        hash = hash * 0x85EB_CA6B + protocol;
        int payload = at + Ipv4.headerLength(memory, at);
        if ((protocol == Ipv4.TCP || protocol == Ipv4.UDP)
                && !Ipv4.isFragment(memory, at)
                && end - payload >= 4) {
            hash = hash * 0xC2B2_AE35 + Net.i32(memory, payload);
        }
        return mix(hash);
    }
}
