package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.ip.Ipv6;
import org.jspecify.annotations.Nullable;

/// Takes frames from a port: finds the interface by port and VLAN tag, keeps frames for other stations out, and hands the
/// payload on by its EtherType. `entry` holds the port.
final class EthernetInput extends Node {
    /// Types of neighbour discovery messages, RFC 4861 section 4.
    private static final int DISCOVERY_FIRST = 133;

    private static final int DISCOVERY_LAST = 137;

    EthernetInput(Graph graph, int order) {
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
        int port = slab.entry[slot];
        Face trunk = graph.image.faceOfPort(port, 0);
        slab.ifIndex[slot] = trunk == null ? ofTag(slot, port) : trunk.index;
        graph.tap.received(slot, slab.ifIndex[slot]);
        if (trunk != null && trunk.up) {
            graph.counters.in(trunk.index, slab.length(slot), graph.now);
        }
        if (!Ethernet.fits(at, slab.end[slot])) {
            graph.drop(slot, Drop.FRAME_SHORT);
            return;
        }
        int type = Ethernet.type(memory, at);
        int vlan = 0;
        if (type == Ethernet.VLAN) {
            if (!VlanTag.fits(at + Ethernet.SIZE, slab.end[slot])) {
                graph.drop(slot, Drop.FRAME_SHORT);
                return;
            }
            vlan = VlanTag.vlan(memory, at + Ethernet.SIZE);
            type = VlanTag.type(memory, at + Ethernet.SIZE);
            at = removeTag(slot, at);
        }
        Face face = vlan == 0 ? trunk : graph.image.faceOfPort(port, vlan);
        if (face == null) {
            graph.drop(slot, vlan == 0 ? Drop.PORT_UNKNOWN : Drop.VLAN_UNKNOWN);
            return;
        }
        slab.ifIndex[slot] = face.index;
        slab.table[slot] = face.table;
        if (admit(slot, at, face, trunk)) {
            demultiplex(slot, at, type);
        }
    }

    /// The sub-interface of a frame whose port has no interface of its own, or 0.
    private int ofTag(int slot, int port) {
        int tag = slab.start[slot] + Ethernet.SIZE;
        boolean isTagged =
                VlanTag.fits(tag, slab.end[slot])
                        && Ethernet.type(memory, slab.start[slot]) == Ethernet.VLAN;
        Face face = isTagged ? graph.image.faceOfPort(port, VlanTag.vlan(memory, tag)) : null;
        return face == null ? 0 : face.index;
    }

    /// Moves the addresses over the tag, so that what is punted looks like any frame.
    private int removeTag(int slot, int at) {
        long first = Net.i64(memory, at);
        int last = Net.i32(memory, at + 8);
        Net.putI64(memory, at + VlanTag.SIZE, first);
        Net.putI32(memory, at + VlanTag.SIZE + 8, last);
        slab.start[slot] = at + VlanTag.SIZE;
        return at + VlanTag.SIZE;
    }

    private boolean admit(int slot, int at, Face face, @Nullable Face trunk) {
        if (!face.up || (trunk != null && !trunk.up)) {
            graph.drop(slot, Drop.INTERFACE_DOWN);
            return false;
        }
        long destination = Ethernet.destination(memory, at);
        boolean group = Ethernet.isGroup(destination);
        count(slot, face, trunk, destination, group);
        if (destination != face.mac && !group) {
            graph.drop(slot, Drop.FRAME_NOT_FOR_US);
            return false;
        }
        if (Ethernet.isGroup(Ethernet.source(memory, at))) {
            graph.drop(slot, Drop.FRAME_SOURCE_GROUP);
            return false;
        }
        slab.flags[slot] = group ? PacketFlag.LINK_BROADCAST : 0;
        return true;
    }

    /// A tagged frame counts at its sub-interface and at the interface of the port, tag and all.
    private void count(int slot, Face face, @Nullable Face trunk, long destination, boolean group) {
        boolean isTagged = face != trunk;
        if (isTagged) {
            graph.counters.in(face.index, slab.length(slot) + VlanTag.SIZE, graph.now);
        }
        if (group) {
            boolean isBroadcast = destination == Ethernet.BROADCAST;
            graph.counters.groupIn(face.index, isBroadcast);
            if (isTagged && trunk != null) {
                graph.counters.groupIn(trunk.index, isBroadcast);
            }
        }
    }

    private void demultiplex(int slot, int at, int type) {
        switch (type) {
            case Ethernet.IPV4 -> {
                slab.start[slot] = at + Ethernet.SIZE;
                graph.ipv4Input.add(slot);
            }
            case Ethernet.MPLS -> {
                slab.start[slot] = at + Ethernet.SIZE;
                graph.mplsInput.add(slot);
            }
            case Ethernet.ARP -> {
                graph.counters.delivered++;
                graph.events.deliverArp(slot, slab.ifIndex[slot]);
            }
            case Ethernet.IPV6 -> {
                if (isDiscovery(at + Ethernet.SIZE, slab.end[slot])) {
                    graph.counters.delivered++;
                    graph.events.deliverNeighborDiscovery(slot, slab.ifIndex[slot]);
                } else {
                    slab.start[slot] = at + Ethernet.SIZE;
                    graph.ipv6Input.lookUp(slot);
                }
            }
            default ->
                    graph.drop(
                            slot,
                            type < Ethernet.TYPE_MIN
                                    ? Drop.FRAME_LENGTH_TYPE
                                    : Drop.ETHERTYPE_UNKNOWN);
        }
    }

    /// A hop limit of 255 shows that the message did not come from beyond the link (RFC 4861 sections 6.1, 7.1
    /// and 8.1).
    private boolean isDiscovery(int at, int end) {
        if (!Ipv6.fits(at, end)
                || Ipv6.version(memory, at) != 6
                || Ipv6.nextHeader(memory, at) != Ipv6.ICMPV6
                || Ipv6.hopLimit(memory, at) != 255
                || end - at <= Ipv6.SIZE) {
            return false;
        }
        int type = Net.u8(memory, at + Ipv6.SIZE);
        return type >= DISCOVERY_FIRST && type <= DISCOVERY_LAST;
    }
}
