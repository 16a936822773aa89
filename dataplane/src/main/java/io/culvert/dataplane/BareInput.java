package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.wire.ip.Ipv4;

/// Takes bare IP packets from a port without link layer and hands them on by their version. `entry` holds the port.
final class BareInput extends Node {
    BareInput(Graph graph, int order) {
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
        Face face = graph.image.faceOfPort(slab.entry[slot], 0);
        if (face == null) {
            graph.drop(slot, Drop.PORT_UNKNOWN);
            return;
        }
        slab.ifIndex[slot] = face.index;
        slab.table[slot] = face.table;
        graph.tap.received(slot, face.index);
        if (!face.up) {
            graph.drop(slot, Drop.INTERFACE_DOWN);
            return;
        }
        graph.counters.in(face.index, slab.length(slot), graph.now);
        int version = slab.length(slot) > 0 ? Ipv4.version(memory, slab.start[slot]) : 0;
        switch (version) {
            case 4 -> graph.ipv4Input.lookUp(slot);
            case 6 -> graph.ipv6Input.lookUp(slot);
            default -> graph.drop(slot, Drop.BARE_VERSION);
        }
    }
}
