package io.culvert.dataplane;

import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;

/// Takes packets for the router itself: puts fragments together, feeds the tunnels, and gives the rest to the router's own
/// stack.
final class LocalInput extends Node {
    private final Reassembly reassembly;
    private final PathMtu pathMtu;

    LocalInput(Graph graph, int order) {
        super(graph, order);
        reassembly = new Reassembly(graph);
        pathMtu = new PathMtu(graph);
    }

    Reassembly reassembly() {
        return reassembly;
    }

    PathMtu pathMtu() {
        return pathMtu;
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
        if (Ipv4.version(memory, at) == 6) {
            process6(slot, at);
        } else if (Ipv4.isFragment(memory, at)) {
            int whole = reassembly.add4(slot);
            if (whole != PacketSlab.NONE) {
                demultiplex(whole);
            }
        } else {
            demultiplex(slot);
        }
    }

    private void process6(int slot, int at) {
        int upper = Ipv6.upperLayer(memory, at, slab.end[slot]);
        int routing = upper == at + Ipv6.SIZE ? -1 : Ipv6.routingHeader(memory, at, slab.end[slot]);
        if (routing >= 0) {
            graph.refuse(slot, Drop.IPV6_HEADERS, Telling.PARAMETER, routing - at);
        } else if (upper < 0) {
            graph.drop(slot, Drop.IPV6_HEADERS);
        } else if (Net.u8(memory, Ipv6.chainEnd(memory, at, slab.end[slot])) == Ipv6.FRAGMENT) {
            int whole = reassembly.add6(slot, upper);
            if (whole != PacketSlab.NONE) {
                // What is whole has no fragment header any more, or one more, which nobody looks
                // into.
                deliver(whole);
            }
        } else {
            deliver(slot);
        }
    }

    private void demultiplex(int slot) {
        int at = slab.start[slot];
        switch (Ipv4.protocol(memory, at)) {
            case Ipv4.ESP -> graph.espInput.add(slot);
            case Ipv4.GRE -> {
                slab.flags[slot] &= ~PacketFlag.PROTECTED;
                slab.entry[slot] = at;
                slab.start[slot] = at + Ipv4.headerLength(memory, at);
                graph.greInput.add(slot);
            }
            case Ipv4.MPLS -> {
                slab.flags[slot] &= ~PacketFlag.PROTECTED;
                graph.greInput.mplsInIp(slot, at);
            }
            case Ipv4.UDP -> {
                if (isMplsInUdp(at, slab.end[slot])) {
                    graph.drop(slot, Drop.MPLS_OUTSIDE_TUNNEL);
                } else {
                    deliver(slot);
                }
            }
            case Ipv4.ICMP -> {
                pathMtu.hear(slot);
                deliver(slot);
            }
            default -> deliver(slot);
        }
    }

    /// RFC 7510: no tunnel of ours speaks it.
    private boolean isMplsInUdp(int at, int end) {
        int udp = at + Ipv4.headerLength(memory, at);
        if (!Udp.fits(udp, end)) {
            return false;
        }
        int port = Udp.destinationPort(memory, udp);
        return port == Udp.MPLS_PORT || port == Udp.MPLS_DTLS_PORT;
    }

    /// Gives the packet to the router's own stack.
    void deliver(int slot) {
        graph.counters.delivered++;
        int ifIndex = slab.ifIndex[slot];
        int table = slab.table[slot];
        graph.tap.delivered(slot, ifIndex, table);
        boolean isProtected = (slab.flags[slot] & PacketFlag.PROTECTED) != 0;
        graph.events.deliverLocal(slot, table, ifIndex, isProtected);
    }
}
