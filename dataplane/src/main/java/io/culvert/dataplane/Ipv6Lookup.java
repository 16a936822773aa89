package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;

/// Finds the way of a checked IPv6 packet: by its link where the destination is of the link alone (RFC 4291 sections 2.5.6
/// and 2.7), otherwise in its table.
final class Ipv6Lookup extends IpLookup {
    Ipv6Lookup(Graph graph, int order) {
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
        long high = Ipv6.destinationHigh(memory, at);
        long low = Ipv6.destinationLow(memory, at);
        boolean group = Ipv6.isMulticast(high);
        if (group || Ipv6.isLinkLocal(high)) {
            if ((slab.flags[slot] & PacketFlag.ORIGINATED) != 0) {
                toLink(slot);
            } else if (group) {
                group(slot, high);
            } else {
                linkLocal(slot, high, low);
            }
            return;
        }
        int entry = graph.image.table(slab.table[slot]).lookup6(high, low);
        if (entry == RouteTable.NO_ENTRY) {
            graph.refuse(slot, Drop.NO_ROUTE, Telling.NO_ROUTE);
        } else {
            take(slot, entry);
        }
    }

    /// The router's own packet for its link leaves by the interface that it is bound to.
    private void toLink(int slot) {
        Face face = slab.bound[slot] > 0 ? graph.image.face(slab.bound[slot]) : null;
        if (face == null || face.linkEntry == RouteTable.NO_ENTRY) {
            graph.drop(slot, Drop.LINK_UNKNOWN);
        } else {
            slab.entry[slot] = face.linkEntry;
            graph.ipv6Forward.add(slot);
        }
    }

    /// Groups of the link are the router's own to judge; others go nowhere.
    private void group(int slot, long high) {
        if (Ipv6.isGroupOfLink(high)) {
            graph.localInput.add(slot);
        } else {
            graph.drop(slot, Drop.MULTICAST_NOT_FORWARDED);
        }
    }

    private void linkLocal(int slot, long high, long low) {
        Face face = graph.image.face(slab.ifIndex[slot]);
        if (face != null
                && face.ipv6.linkLocal().high() == high
                && face.ipv6.linkLocal().low() == low
                && slab.labelDepth[slot] == 0) {
            receive(slot);
        } else {
            graph.drop(slot, Drop.LINK_LOCAL_NOT_FORWARDED);
        }
    }

    /// RFC 4291 section 2.5.6: what has an address of the link alone stays on it.
    @Override
    void forward(int slot) {
        if ((slab.flags[slot] & PacketFlag.ORIGINATED) != 0) {
            graph.ipv6Forward.add(slot);
        } else if (Ipv6.isLinkLocal(Ipv6.sourceHigh(memory, slab.start[slot]))) {
            graph.refuse(slot, Drop.LINK_LOCAL_NOT_FORWARDED, Telling.BEYOND_SCOPE);
        } else if (!graph.image.forwardsIpv6()) {
            graph.drop(slot, Drop.IPV6_NOT_FORWARDED);
        } else {
            graph.ipv6Forward.add(slot);
        }
    }

    /// As [Ipv4Lookup#flowHash]; the flow label (RFC 6438) serves in fragments too.
    @Override
    int flowHash(int slot) {
        int at = slab.start[slot];
        long addresses =
                (Ipv6.sourceHigh(memory, at) * 31 + Ipv6.sourceLow(memory, at)) * 0x9E37_79B1L
                        + Ipv6.destinationHigh(memory, at) * 31
                        + Ipv6.destinationLow(memory, at);
        int hash = Long.hashCode(addresses * 0xD6E8_FEB8_6659_FD93L);
        int protocol = Ipv6.nextHeader(memory, at);
        hash = hash * 0x85EB_CA6B + Ipv6.flowLabel(memory, at);
        int payload = at + Ipv6.SIZE;
        if ((protocol == Ipv4.TCP || protocol == Ipv4.UDP) && slab.end[slot] - payload >= 4) {
            hash = hash * 0xC2B2_AE35 + Net.i32(memory, payload);
        }
        return mix(hash * 31 + protocol);
    }
}
