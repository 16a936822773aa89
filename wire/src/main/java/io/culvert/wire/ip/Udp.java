package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The UDP header, RFC 768.
/// ```
/// |          Source Port          |       Destination Port        |
/// |            Length             |           Checksum            |
/// ```
public final class Udp {
    public static final int SIZE = 8;

    /// Destination ports of MPLS in UDP and of the same under DTLS, RFC 7510 section 7.
    public static final int MPLS_PORT = 6635;

    public static final int MPLS_DTLS_PORT = 6636;

    private Udp() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int sourcePort(MemorySegment slab, long at) {
        return Net.u16(slab, at);
    }

    public static int destinationPort(MemorySegment slab, long at) {
        return Net.u16(slab, at + 2);
    }

    /// Octets of header and payload.
    public static int length(MemorySegment slab, long at) {
        return Net.u16(slab, at + 4);
    }

    /// Zero when the sender made none.
    public static int checksum(MemorySegment slab, long at) {
        return Net.u16(slab, at + 6);
    }

    /// Writes the header, its checksum zero.
    public static void write(
            MemorySegment slab, long at, int sourcePort, int destinationPort, int length) {
        Net.putI32(slab, at, sourcePort << 16 | destinationPort);
        Net.putI32(slab, at + 4, length << 16);
    }

    /// Puts the checksum in, given the sum of the pseudo-header; a computed zero is sent as all ones.
    public static void seal(MemorySegment slab, long at, long end, long pseudoHeader) {
        Net.putU16(slab, at + 6, 0);
        int checksum = Checksum.finish(pseudoHeader + Checksum.sum(slab, at, end));
        Net.putU16(slab, at + 6, checksum == 0 ? 0xFFFF : checksum);
    }
}
