package io.culvert.dataplane;

import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.ip.Ipv6;

/// Hands IPv6 packets for this router to its own stack; forwarding of IPv6 is deliberately absent.
final class Ipv6Input extends Node {
    Ipv6Input(Graph graph, int order) {
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
        if (!Ipv6.fits(at, slab.end[slot])) {
            graph.drop(slot, Drop.IP_SHORT);
            return;
        }
        if (Ipv6.version(memory, at) != 6) {
            graph.drop(slot, Drop.IP_VERSION);
            return;
        }
        int total = Ipv6.SIZE + Ipv6.payloadLength(memory, at);
        if (total > slab.end[slot] - at) {
            graph.drop(slot, Drop.IP_SHORT);
            return;
        }
        slab.end[slot] = at + total;
        if (isForUs(slot, at)) {
            graph.localInput.deliver(slot);
        } else {
            graph.drop(slot, Drop.IPV6_NOT_FORWARDED);
        }
    }

    /// Multicast of the link (RFC 4291 section 2.7) and link-local addresses are the stack's to judge.
    private boolean isForUs(int slot, int at) {
        long high = Ipv6.destinationHigh(memory, at);
        if (high >>> 48 == 0xFF02 || high >>> 54 == 0x3FA) {
            return true;
        }
        int entry =
                graph.image.table(slab.table[slot]).lookup6(high, Ipv6.destinationLow(memory, at));
        return entry >= 0 && graph.image.hop(entry).kind == Hop.RECEIVE;
    }
}
