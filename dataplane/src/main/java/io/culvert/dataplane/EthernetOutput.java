package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;

/// Finds the neighbour's link layer address, frames the packet and gives it to its port in batches; a port of bare packets
/// gets it as it is. `scratch` holds the EtherType.
final class EthernetOutput extends Node {
    private static final int BATCH = 256;

    private final HoldQueue hold;
    private final int[] batch = new int[BATCH];
    private int count;
    private int port = -1;

    EthernetOutput(Graph graph, int order) {
        super(graph, order);
        hold = new HoldQueue(graph);
    }

    HoldQueue hold() {
        return hold;
    }

    @Override
    void run() {
        for (int slot = takeAll(); slot != PacketSlab.NONE; ) {
            int following = slab.next[slot];
            process(slot);
            slot = following;
        }
        flush();
    }

    private void process(int slot) {
        Hop hop = graph.image.hop(slab.entry[slot]);
        Face face = graph.image.face(hop.ifIndex);
        if (face == null || face.port < 0) {
            graph.drop(slot, Drop.INTERFACE_UNKNOWN);
            return;
        }
        if (face.kind == PlaneInterface.Kind.BARE) {
            bare(slot, face);
            return;
        }
        int at = slab.start[slot];
        boolean attached = hop.kind == Hop.ATTACHED;
        boolean six = slab.scratch[slot] == Fit.PAYLOAD_IPV6;
        long high = attached ? six ? Ipv6.destinationHigh(memory, at) : 0 : hop.nextHopHigh;
        long low =
                attached
                        ? six
                                ? Ipv6.destinationLow(memory, at)
                                : Hop.mapped(Ipv4.destination(memory, at))
                        : hop.nextHopLow;
        long mac = graph.neighbors.lookup(face.index, high, low);
        if (mac == Neighbors.UNKNOWN) {
            hold.hold(slot, face.index, high, low);
        } else {
            frame(slot, face, mac);
        }
    }

    /// A port of bare packets leads to one neighbour, whoever the next hop is.
    private void bare(int slot, Face face) {
        if (slab.scratch[slot] == Ethernet.MPLS) {
            graph.drop(slot, Drop.BARE_PAYLOAD);
        } else {
            send(slot, face);
        }
    }

    /// Sends what waited for a neighbour that is known now.
    void release(int ifIndex, long high, long low, long mac) {
        int slot = hold.take(ifIndex, high, low);
        Face face = graph.image.face(ifIndex);
        while (slot != PacketSlab.NONE) {
            int following = slab.next[slot];
            if (face == null || face.port < 0 || !face.up) {
                graph.drop(slot, Drop.INTERFACE_DOWN);
            } else {
                frame(slot, face, mac);
            }
            slot = following;
        }
    }

    private void frame(int slot, Face face, long mac) {
        int at = slab.start[slot] - Ethernet.SIZE;
        Ethernet.write(memory, at, mac, face.mac, slab.scratch[slot]);
        slab.start[slot] = at;
        send(slot, face);
    }

    /// Sends a frame of the router's own: others are never for a group.
    void sendOwn(int slot, Face face) {
        long destination = Ethernet.destination(memory, slab.start[slot]);
        if (Ethernet.isGroup(destination)) {
            boolean isBroadcast = destination == Ethernet.BROADCAST;
            graph.counters.groupOut(face.index, isBroadcast);
            int trunk = trunkIndex(face);
            if (trunk != face.index) {
                graph.counters.groupOut(trunk, isBroadcast);
            }
        }
        send(slot, face);
    }

    /// Tags a frame that has none yet and queues it at its port.
    void send(int slot, Face face) {
        if (face.vlan != 0) {
            int at = slab.start[slot];
            long first = Net.i64(memory, at);
            int last = Net.i32(memory, at + 8);
            Net.putI64(memory, at - VlanTag.SIZE, first);
            Net.putI32(memory, at - VlanTag.SIZE + 8, last);
            Net.putI32(memory, at + 8, Ethernet.VLAN << 16 | face.vlan);
            slab.start[slot] = at - VlanTag.SIZE;
        }
        int trunk = trunkIndex(face);
        graph.counters.out(face.index, slab.length(slot), graph.now);
        if (trunk != face.index) {
            graph.counters.out(trunk, slab.length(slot), graph.now);
        }
        graph.tap.sent(slot, trunk);
        queue(slot, face.port);
    }

    /// Queues what is ready for the wire.
    void queue(int slot, int to) {
        if (count == BATCH || port != to) {
            flush();
        }
        port = to;
        batch[count++] = slot;
    }

    private int trunkIndex(Face face) {
        Face trunk = face.vlan == 0 ? face : graph.image.faceOfPort(face.port, 0);
        return trunk == null ? face.index : trunk.index;
    }

    void flush() {
        if (count > 0) {
            int sent = count;
            count = 0;
            graph.output.transmit(port, batch, sent);
        }
    }
}
