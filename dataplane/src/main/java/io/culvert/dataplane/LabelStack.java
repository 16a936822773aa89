package io.culvert.dataplane;

import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;

/// Puts labels on and finds what is under them.
final class LabelStack {
    /// Entries that this router looks at, in one packet.
    static final int DEPTH_MAX = 16;

    private LabelStack() {}

    /// Puts the labels of a hop in front of the packet. `bottom` says that no label is there yet. There is always room: a
    /// hop has few labels, a slot a large headroom, and nested tunnels end at [Graph#ENCAPSULATIONS_MAX].
    static void push(
            PacketSlab slab,
            MemorySegment memory,
            int slot,
            Hop hop,
            int trafficClass,
            boolean bottom,
            int timeToLive) {
        int at = slab.start[slot];
        int last = hop.labelCount() - 1;
        slab.labelDepth[slot] = 0;
        for (int i = last; i >= 0; i--) {
            at -= MplsEntry.SIZE;
            MplsEntry.write(
                    memory, at, hop.label(i), trafficClass, bottom && i == last, timeToLive);
        }
        slab.start[slot] = at;
    }

    /// Where the IP header under a stack begins, or -1 when there is none: the stack does not end in time, or what is under it
    /// is neither an IPv4 header with a right checksum nor an IPv6 header. For fragments and errors alone, where a wrong guess costs nothing:
    /// RFC 3032 section 2.3 lets a router look for an IP header there.
    static int findIp(MemorySegment memory, int from, int end) {
        int at = under(memory, from, end);
        return at >= 0 && (isIpv4(memory, at, end) || isIpv6(memory, at, end)) ? at : -1;
    }

    /// The length of the IP packet that [#findIp] found.
    static int ipLength(MemorySegment memory, int at) {
        return Ipv4.version(memory, at) == 6
                ? Ipv6.SIZE + Ipv6.payloadLength(memory, at)
                : Ipv4.totalLength(memory, at);
    }

    /// Where the payload of a stack begins, or -1 when the stack does not end in time.
    static int under(MemorySegment memory, int from, int end) {
        int at = from;
        for (int i = 0; i < DEPTH_MAX && MplsEntry.fits(at, end); i++) {
            boolean bottom = MplsEntry.isBottom(memory, at);
            at += MplsEntry.SIZE;
            if (bottom) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isIpv4(MemorySegment memory, int at, int end) {
        if (!Ipv4.fits(at, end) || Ipv4.version(memory, at) != 4) {
            return false;
        }
        int header = Ipv4.headerLength(memory, at);
        int total = Ipv4.totalLength(memory, at);
        return header >= Ipv4.SIZE
                && total >= header
                && total <= end - at
                && Ipv4.checksumHolds(memory, at);
    }

    private static boolean isIpv6(MemorySegment memory, int at, int end) {
        return Ipv6.fits(at, end)
                && Ipv6.version(memory, at) == 6
                && Ipv6.SIZE + Ipv6.payloadLength(memory, at) <= end - at;
    }
}
