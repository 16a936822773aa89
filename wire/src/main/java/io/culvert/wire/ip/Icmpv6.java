package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The numbers of ICMPv6, RFC 4443; its header lies as that of [Icmp], its checksum counts the pseudo-header too (section
/// 2.3).
public final class Icmpv6 {
    public static final int UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int REDIRECT = 137;

    /// Codes of [#UNREACHABLE], section 3.1.
    public static final int NO_ROUTE = 0;

    public static final int ADMINISTRATIVELY_PROHIBITED = 1;
    public static final int BEYOND_SCOPE = 2;
    public static final int ADDRESS = 3;

    private Icmpv6() {}

    /// Whether no error is ever sent about a message of this type: errors, known or not (section 2.1), and redirects
    /// (section 2.4 (e)).
    public static boolean isError(int type) {
        return type < 128 || type == REDIRECT;
    }

    /// The value of "packet too big".
    public static int mtu(MemorySegment slab, long at) {
        return Net.i32(slab, at + 4);
    }

    /// Computes the checksum of the message from `at` to `end` in the IPv6 packet at `ip`, and puts it in.
    public static void seal(MemorySegment slab, long ip, long at, long end) {
        Net.putU16(slab, at + 2, 0);
        Net.putU16(slab, at + 2, Checksum.finish(sum(slab, ip, at, end)));
    }

    /// Whether the checksum of the message is right.
    public static boolean checksumHolds(MemorySegment slab, long ip, long at, long end) {
        return Checksum.finish(sum(slab, ip, at, end)) == 0;
    }

    private static long sum(MemorySegment slab, long ip, long at, long end) {
        return Checksum.sum(slab, at, end)
                + Checksum.pseudoHeader6(
                        Ipv6.sourceHigh(slab, ip),
                        Ipv6.sourceLow(slab, ip),
                        Ipv6.destinationHigh(slab, ip),
                        Ipv6.destinationLow(slab, ip),
                        Ipv6.ICMPV6,
                        (int) (end - at));
    }
}
