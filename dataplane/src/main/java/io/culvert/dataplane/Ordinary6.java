package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import java.lang.foreign.MemorySegment;

/// IPv6 on the express lane: which packets are ordinary, and what their headers say in the words in which the lane has those of IPv4. So both
/// families go the same way, and part only where octets are read or written.
final class Ordinary6 {
    private static final int VERSION = 6;

    /// What somebody may have to look behind: RFC 8200 section 4.
    private static final long EXTENSIONS =
            1L << Ipv6.HOP_BY_HOP
                    | 1L << Ipv6.ROUTING
                    | 1L << Ipv6.FRAGMENT
                    | 1L << Ipv6.DESTINATION_OPTIONS;

    /// The first ten bits of addresses of a link; all that are higher are of sites or groups.
    private static final int LINK_LOCAL = 0x3FA;

    /// The hop limit of neighbour discovery, which is not for forwarding (RFC 4861 section 4).
    private static final int DISCOVERY_HOPS = 255;

    private Ordinary6() {}

    /// Whether the first word of a header, of either family and in either form, is that of IPv6.
    static boolean isSix(long head) {
        return head >>> 60 == VERSION;
    }

    /// Whether there is a whole IPv6 packet without extension headers between addresses of hosts that reach beyond their link: what [Ipv6Input] and
    /// [Ipv6Lookup] check, and less than they let pass.
    static boolean isOrdinary(MemorySegment memory, int at, int room) {
        long first = Net.i64(memory, at);
        int next = (int) first >>> 8 & 0xFF;
        boolean isExtension = next < Long.SIZE && (EXTENSIONS >>> next & 1) != 0;
        boolean isDiscovery = next == Ipv6.ICMPV6 && ((int) first & 0xFF) == DISCOVERY_HOPS;
        return isSix(first)
                && Ipv6.SIZE + ((int) first >>> 16) <= room
                && !isExtension
                && !isDiscovery
                && isHost(Ipv6.sourceHigh(memory, at))
                && isHost(Ipv6.destinationHigh(memory, at));
    }

    /// Not the unspecified one, loopback or IPv4 in IPv6 form, nor of a link, a site or a group.
    private static boolean isHost(long high) {
        return high != 0 && high >>> 54 < LINK_LOCAL;
    }

    /// The version, the class and the length of the whole, where IPv4 has them; no flags.
    static long head(long first) {
        long service = first >>> 52 & 0xFF;
        long total = (first >>> 16 & 0xFFFF) + Ipv6.SIZE;
        return (long) VERSION << 60 | service << 48 | total << 32;
    }

    /// The hop limit and the next header, where IPv4 has them.
    static long middle(long first) {
        return first << 56 | (first >>> 8 & 0xFF) << 48;
    }

    /// As [Express#isClamped]; what is too short for TCP is so here too, and the graph knows better.
    static boolean isClamped(MemorySegment memory, Face face, int at) {
        return face.ipv6.mssClamp() != 0
                && Ipv6.nextHeader(memory, at) == Ipv4.TCP
                && (Tcp.flags(memory, at + Ipv6.SIZE) & Tcp.SYN) != 0;
    }
}
