package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The TCP header, RFC 9293 section 3.1.
/// ```
/// |          Source Port          |       Destination Port        |
/// |                        Sequence Number                        |
/// |                    Acknowledgment Number                      |
/// | Offset| Rsrvd |C|E|U|A|P|R|S|F|            Window             |
/// |           Checksum            |         Urgent Pointer        |
/// |                           [Options]                           |
/// ```
public final class Tcp {
    /// Octets of a header without options.
    public static final int SIZE = 20;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;

    public static final int OPTION_END = 0;
    public static final int OPTION_NOP = 1;
    public static final int OPTION_MSS = 2;
    public static final int OPTION_MSS_LENGTH = 4;

    private Tcp() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int sourcePort(MemorySegment slab, long at) {
        return Net.u16(slab, at);
    }

    public static int destinationPort(MemorySegment slab, long at) {
        return Net.u16(slab, at + 2);
    }

    public static int sequence(MemorySegment slab, long at) {
        return Net.i32(slab, at + 4);
    }

    public static int acknowledgment(MemorySegment slab, long at) {
        return Net.i32(slab, at + 8);
    }

    /// Octets of the header, options included.
    public static int headerLength(MemorySegment slab, long at) {
        return Net.u8(slab, at + 12) >>> 4 << 2;
    }

    public static int flags(MemorySegment slab, long at) {
        return Net.u8(slab, at + 13);
    }

    public static int window(MemorySegment slab, long at) {
        return Net.u16(slab, at + 14);
    }

    public static int checksum(MemorySegment slab, long at) {
        return Net.u16(slab, at + 16);
    }

    /// Writes the header, its checksum and urgent pointer zero.
    public static void write(
            MemorySegment slab,
            long at,
            int sourcePort,
            int destinationPort,
            int sequence,
            int acknowledgment,
            int headerLength,
            int flags,
            int window) {
        Net.putI32(slab, at, sourcePort << 16 | destinationPort);
        Net.putI32(slab, at + 4, sequence);
        Net.putI32(slab, at + 8, acknowledgment);
        Net.putI32(slab, at + 12, headerLength << 26 | flags << 16 | window);
        Net.putI32(slab, at + 16, 0);
    }

    /// Puts the checksum in, given the sum of the pseudo-header.
    public static void seal(MemorySegment slab, long at, long end, long pseudoHeader) {
        Net.putU16(slab, at + 16, 0);
        Net.putU16(slab, at + 16, Checksum.finish(pseudoHeader + Checksum.sum(slab, at, end)));
    }
}
