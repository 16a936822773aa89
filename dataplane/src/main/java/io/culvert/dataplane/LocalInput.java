package io.culvert.dataplane;

import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;

/// Takes packets for the router itself: puts fragments together, feeds the tunnels, and gives the rest to the router's own
/// stack.
final class LocalInput extends Node {
    private static final int KEEPALIVE = 0xFF;

    /// Octets of zeros before an IKE message on the port of ESP.
    private static final int NON_ESP_MARKER = 4;

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
        int end = slab.end[slot];
        int upper = Ipv6.upperLayer(memory, at, end);
        int routing = upper == at + Ipv6.SIZE ? -1 : Ipv6.routingHeader(memory, at, end);
        if (routing >= 0) {
            graph.refuse(slot, Drop.IPV6_HEADERS, Telling.PARAMETER, routing - at);
            return;
        }
        if (upper < 0) {
            graph.drop(slot, Drop.IPV6_HEADERS);
            return;
        }
        int number = Net.u8(memory, Ipv6.chainEnd(memory, at, end));
        if (number == Ipv6.FRAGMENT) {
            int whole = reassembly.add6(slot, upper);
            if (whole != PacketSlab.NONE) {
                whole6(whole, slab.start[whole], slab.end[whole]);
            }
        } else {
            demultiplex(slot, at, upper, number);
        }
    }

    /// What is whole has no fragment header any more, or one more, which nobody looks into.
    private void whole6(int slot, int at, int end) {
        int upper = Ipv6.upperLayer(memory, at, end);
        if (upper < 0) {
            graph.drop(slot, Drop.IPV6_HEADERS);
        } else {
            demultiplex(slot, at, upper, Net.u8(memory, Ipv6.chainEnd(memory, at, end)));
        }
    }

    private void demultiplex(int slot) {
        int at = slab.start[slot];
        demultiplex(slot, at, at + Ipv4.headerLength(memory, at), Ipv4.protocol(memory, at));
    }

    /// @param at the IP header
    /// @param upper what follows it and its extension headers
    private void demultiplex(int slot, int at, int upper, int protocol) {
        switch (protocol) {
            case Ipv4.ESP -> graph.espInput.plain(slot, upper);
            case Ipv4.GRE -> graph.greInput.inClear(slot, at, upper);
            case Ipv4.IPIP, Ipv4.IPV6, Ipv4.MPLS ->
                    graph.tunnelInput.inClear(slot, at, upper, protocol);
            case Ipv4.UDP -> udp(slot, upper);
            case Ipv4.ICMP, Ipv6.ICMPV6 -> {
                if (PathMtu.mayTell(memory, slab.start[slot], upper, slab.end[slot])) {
                    pathMtu.hear(slot, upper);
                    graph.exchange.spread(slot, upper);
                }
                deliver(slot);
            }
            default -> deliver(slot);
        }
    }

    /// MPLS in UDP (RFC 7510) is spoken by no tunnel of ours. On the port that IKE and ESP share, four zero octets stand before
    /// IKE, and an octet alone is a keepalive (RFC 3948 section 2.2 and 2.3).
    private void udp(int slot, int at) {
        int end = slab.end[slot];
        int port = Udp.fits(at, end) ? Udp.destinationPort(memory, at) : 0;
        switch (port) {
            case Udp.MPLS_PORT, Udp.MPLS_DTLS_PORT -> graph.drop(slot, Drop.MPLS_OUTSIDE_TUNNEL);
            case UdpEncapsulation.PORT -> espOrIke(slot, at, end);
            default -> deliver(slot);
        }
    }

    private void espOrIke(int slot, int at, int end) {
        int length = Udp.length(memory, at);
        int payload = at + Udp.SIZE;
        if (length < Udp.SIZE || length > end - at) {
            graph.drop(slot, Drop.ESP_UDP);
        } else if (length == Udp.SIZE + 1 && Net.u8(memory, payload) == KEEPALIVE) {
            graph.drop(slot, Drop.NAT_KEEPALIVE);
        } else if (length < Udp.SIZE + NON_ESP_MARKER) {
            graph.drop(slot, Drop.ESP_UDP);
        } else if (Net.i32(memory, payload) == 0) {
            deliver(slot);
        } else if (Udp.checksum(memory, at) == 0 && IpHeader.isSix(memory, slab.start[slot])) {
            // RFC 8200 section 8.1; nobody has agreed with us on the exception of RFC 6936.
            graph.drop(slot, Drop.ESP_UDP);
        } else {
            slab.end[slot] = at + length;
            graph.espInput.inUdp(slot, payload);
        }
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
