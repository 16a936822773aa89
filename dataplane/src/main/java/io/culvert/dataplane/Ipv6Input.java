package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.SourceCheck;
import io.culvert.wire.ip.Ipv6;
import org.jspecify.annotations.Nullable;

/// Checks what claims to be an IPv6 packet: RFC 8200 section 3, addresses that are never on the wire (RFC 4291), the sources of the
/// interface. What passes is
/// exactly as long as its header says. `entry` may hold [Ipv4Input#LOOKUP] or an entry that a label has decided on.
final class Ipv6Input extends Node {
    Ipv6Input(Graph graph, int order) {
        super(graph, order);
    }

    /// Queues a packet whose way is to be looked up.
    void lookUp(int slot) {
        slab.entry[slot] = Ipv4Input.LOOKUP;
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
        int at = slab.start[slot];
        Drop wrong = check(slot, at);
        if (wrong != null) {
            graph.drop(slot, wrong);
            return;
        }
        int ifIndex = slab.ifIndex[slot];
        int depth = slab.labelDepth[slot];
        int known = depth == 0 ? Ipv4Input.LOOKUP : slab.entry[slot];
        graph.tap.forwardingIn(slot, ifIndex, slab.table[slot]);
        Face face = graph.image.face(ifIndex);
        if (face != null) {
            if (depth == 0 && !face.ipv6.enabled()) {
                graph.drop(slot, Drop.IPV6_DISABLED);
                return;
            }
            if (depth == 0 && !SourceCheck.permits(graph.image, face, memory, at, true)) {
                graph.drop(slot, Drop.SOURCE_UNROUTED);
                return;
            }
            if (face.ipv6.mssClamp() != 0) {
                MssClamp.apply6(graph, slot, face, depth);
            }
        }
        if (known == Ipv4Input.LOOKUP) {
            graph.ipv6Lookup.add(slot);
        } else {
            graph.ipv6Lookup.take(slot, known);
        }
    }

    private @Nullable Drop check(int slot, int at) {
        int end = slab.end[slot];
        if (!Ipv6.fits(at, end)) {
            return Drop.IP_SHORT;
        }
        if (Ipv6.version(memory, at) != 6) {
            return Drop.IP_VERSION;
        }
        int total = Ipv6.SIZE + Ipv6.payloadLength(memory, at);
        if (total > end - at) {
            return Drop.IP_SHORT;
        }
        slab.end[slot] = at + total;
        long destination = Ipv6.destinationHigh(memory, at);
        if (isMartian(destination, Ipv6.destinationLow(memory, at))
                || (Ipv6.isMulticast(destination) && (destination >>> 48 & 0xF) < 2)) {
            return Drop.MARTIAN_DESTINATION;
        }
        long source = Ipv6.sourceHigh(memory, at);
        long sourceLow = Ipv6.sourceLow(memory, at);
        // A host that has no address yet speaks to its link from the unspecified one.
        boolean nameless = source == 0 && sourceLow == 0 && Ipv6.isGroupOfLink(destination);
        return (Ipv6.isMulticast(source) || isMartian(source, sourceLow)) && !nameless
                ? Drop.MARTIAN_SOURCE
                : null;
    }

    /// The unspecified address, loopback (RFC 4291 sections 2.5.2 and 2.5.3), and IPv4 addresses in IPv6 form (section 2.5.5).
    static boolean isMartian(long high, long low) {
        return high == 0 && (low >>> 32 == 0 || low >>> 32 == 0xFFFF);
    }
}
