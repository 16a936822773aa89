package io.culvert.dataplane;

import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.SourceCheck;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import org.jspecify.annotations.Nullable;

/// Checks what claims to be an IPv4 packet: RFC 1812 section 5.2.2, addresses that no host has (section 5.3.7), the access
/// list and the sources of the interface. What passes is exactly as long as its header says. `entry` may hold [#LOOKUP] or an entry that a
/// label has decided on.
final class Ipv4Input extends Node {
    /// The way is not known yet.
    static final int LOOKUP = -1;

    Ipv4Input(Graph graph, int order) {
        super(graph, order);
    }

    /// Queues a packet whose way is to be looked up.
    void lookUp(int slot) {
        slab.entry[slot] = LOOKUP;
        add(slot);
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
        graph.counters.ipv4Received++;
        int at = slab.start[slot];
        Drop wrong = check(slot, at);
        if (wrong != null) {
            graph.drop(slot, wrong);
            return;
        }
        int ifIndex = slab.ifIndex[slot];
        int known = slab.labelDepth[slot] == 0 ? LOOKUP : slab.entry[slot];
        graph.tap.forwardingIn(slot, ifIndex, slab.table[slot]);
        Face face = graph.image.face(ifIndex);
        if (face != null) {
            // A list on a tunnel judges the packets of the tunnel's own VRF, not those that came in
            // under a label.
            AccessList access = slab.labelDepth[slot] == 0 ? face.accessIn : null;
            if (access != null && !access.permits(memory, at, slab.end[slot])) {
                graph.refuse(slot, Drop.ACL_IN, Telling.PROHIBITED);
                return;
            }
            if (slab.labelDepth[slot] == 0
                    && !SourceCheck.permits(graph.image, face, memory, at, false)) {
                graph.drop(slot, Drop.SOURCE_UNROUTED);
                return;
            }
            if (face.mssClamp != 0) {
                MssClamp.apply(graph, slot, face, slab.labelDepth[slot]);
            }
        }
        if (known == LOOKUP) {
            graph.ipv4Lookup.add(slot);
        } else {
            graph.ipv4Lookup.take(slot, known);
        }
    }

    private @Nullable Drop check(int slot, int at) {
        int end = slab.end[slot];
        if (!Ipv4.fits(at, end)) {
            return Drop.IP_SHORT;
        }
        int header = Ipv4.headerLength(memory, at);
        if (Ipv4.version(memory, at) != 4 || header < Ipv4.SIZE) {
            return Drop.IP_VERSION;
        }
        int total = Ipv4.totalLength(memory, at);
        if (total < header || total > end - at) {
            return Drop.IP_SHORT;
        }
        if (!Ipv4.checksumHolds(memory, at)) {
            return Drop.IP_CHECKSUM;
        }
        slab.end[slot] = at + total;
        if (header > Ipv4.SIZE && asksForRoute(at + Ipv4.SIZE, at + header)) {
            return Drop.IP_OPTION;
        }
        if (isMartianSource(Ipv4.source(memory, at))) {
            return Drop.MARTIAN_SOURCE;
        }
        return isMartianDestination(Ipv4.destination(memory, at)) ? Drop.MARTIAN_DESTINATION : null;
    }

    /// Source routing is refused as a whole (RFC 7126 sections 4.3 and 4.4); options that make no sense are the receiver's to judge.
    private boolean asksForRoute(int from, int end) {
        int at = from;
        while (at < end) {
            int type = Net.u8(memory, at);
            if (type == Ipv4.OPTION_LOOSE_SOURCE || type == Ipv4.OPTION_STRICT_SOURCE) {
                return true;
            }
            if (type == Ipv4.OPTION_END) {
                return false;
            }
            int length = type == Ipv4.OPTION_NOP || at + 1 >= end ? 1 : Net.u8(memory, at + 1);
            at += Math.max(1, length);
        }
        return false;
    }

    static boolean isMartianSource(int address) {
        int first = address >>> 24;
        return first == 0 || first == 127 || first >= 224;
    }

    private static boolean isMartianDestination(int address) {
        int first = address >>> 24;
        return first == 0 || first == 127 || (first >= 240 && address != -1);
    }
}
