package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The ICMP header: type, code, checksum and four octets that depend on the type (RFC 792; for errors with extensions
/// RFC 4884 section 4).
/// ```
/// |     Type      |     Code      |          Checksum             |
/// |                       depends on the type                     |
/// ```
public final class Icmp {
    public static final int SIZE = 8;

    public static final int ECHO_REPLY = 0;
    public static final int UNREACHABLE = 3;
    public static final int SOURCE_QUENCH = 4;
    public static final int REDIRECT = 5;
    public static final int ECHO = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;

    /// Codes of [#UNREACHABLE], RFC 792, RFC 1812 section 5.2.7.1.
    public static final int NET = 0;

    public static final int HOST = 1;
    public static final int PROTOCOL = 2;
    public static final int PORT = 3;
    public static final int FRAGMENTATION_NEEDED = 4;
    public static final int ADMINISTRATIVELY_PROHIBITED = 13;

    /// Codes of [#TIME_EXCEEDED].
    public static final int IN_TRANSIT = 0;

    public static final int IN_REASSEMBLY = 1;

    private Icmp() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int type(MemorySegment slab, long at) {
        return Net.u8(slab, at);
    }

    public static int code(MemorySegment slab, long at) {
        return Net.u8(slab, at + 1);
    }

    public static int checksum(MemorySegment slab, long at) {
        return Net.u16(slab, at + 2);
    }

    /// Identifier of an echo.
    public static int identifier(MemorySegment slab, long at) {
        return Net.u16(slab, at + 4);
    }

    /// Sequence number of an echo.
    public static int sequence(MemorySegment slab, long at) {
        return Net.u16(slab, at + 6);
    }

    /// The MTU of the next hop in "fragmentation needed", RFC 1191 section 4.
    public static int nextHopMtu(MemorySegment slab, long at) {
        return Net.u16(slab, at + 6);
    }

    /// Whether the type is an error, about which no error is ever sent (RFC 1122 section 3.2.2). Types that are not known
    /// count as errors.
    public static boolean isError(int type) {
        return switch (type) {
            case ECHO_REPLY, ECHO, 9, 10, 13, 14, 15, 16, 17, 18 -> false;
            default -> true;
        };
    }

    /// Writes the header, its checksum zero.
    public static void write(MemorySegment slab, long at, int type, int code, int rest) {
        Net.putI32(slab, at, type << 24 | code << 16);
        Net.putI32(slab, at + 4, rest);
    }

    /// Computes the checksum over the message and puts it in.
    public static void seal(MemorySegment slab, long at, long end) {
        Net.putU16(slab, at + 2, 0);
        Net.putU16(slab, at + 2, Checksum.of(slab, at, end));
    }
}
