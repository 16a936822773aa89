package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The IPv4 header, RFC 791 section 3.1.
/// ```
///  0                   1                   2                   3
/// |Version|  IHL  |Type of Service|          Total Length         |
/// |         Identification        |Flags|     Fragment Offset     |
/// | Time to Live  |    Protocol   |        Header Checksum        |
/// |                        Source Address                         |
/// |                      Destination Address                      |
/// |                    Options                    |    Padding    |
/// ```
public final class Ipv4 {
    /// Octets of a header without options.
    public static final int SIZE = 20;

    public static final int SIZE_MAX = 60;
    public static final int TOTAL_LENGTH_MAX = 65_535;

    public static final int ICMP = 1;
    public static final int IPIP = 4;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int IPV6 = 41;
    public static final int GRE = 47;
    public static final int ESP = 50;
    /// No next header; inside ESP a dummy packet (RFC 4303 section 2.6).
    public static final int NO_NEXT_HEADER = 59;
    /// MPLS-in-IP, RFC 4023 section 3.
    public static final int MPLS = 137;

    public static final int DONT_FRAGMENT = 0x4000;
    public static final int MORE_FRAGMENTS = 0x2000;
    /// Of the word of flags and offset: nonzero in every fragment and only there.
    public static final int FRAGMENT_MASK = 0x3FFF;

    /// Option types with the copied flag, RFC 791 section 3.1.
    public static final int OPTION_END = 0;

    public static final int OPTION_NOP = 1;
    public static final int OPTION_LOOSE_SOURCE = 131;
    public static final int OPTION_STRICT_SOURCE = 137;

    private Ipv4() {}

    /// Whether there is a header without options. Check version and header length next, then the header as a whole.
    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int version(MemorySegment slab, long at) {
        return Net.u8(slab, at) >>> 4;
    }

    /// Octets of the header, options included.
    public static int headerLength(MemorySegment slab, long at) {
        return (Net.u8(slab, at) & 0x0F) << 2;
    }

    public static int typeOfService(MemorySegment slab, long at) {
        return Net.u8(slab, at + 1);
    }

    public static int totalLength(MemorySegment slab, long at) {
        return Net.u16(slab, at + 2);
    }

    public static int identification(MemorySegment slab, long at) {
        return Net.u16(slab, at + 4);
    }

    /// The three flags and the offset as they are on the wire.
    public static int flagsAndOffset(MemorySegment slab, long at) {
        return Net.u16(slab, at + 6);
    }

    public static boolean dontFragment(MemorySegment slab, long at) {
        return (flagsAndOffset(slab, at) & DONT_FRAGMENT) != 0;
    }

    public static boolean isFragment(MemorySegment slab, long at) {
        return (flagsAndOffset(slab, at) & FRAGMENT_MASK) != 0;
    }

    /// Where this fragment's payload belongs, in octets.
    public static int fragmentOffset(MemorySegment slab, long at) {
        return (flagsAndOffset(slab, at) & 0x1FFF) << 3;
    }

    public static int timeToLive(MemorySegment slab, long at) {
        return Net.u8(slab, at + 8);
    }

    public static int protocol(MemorySegment slab, long at) {
        return Net.u8(slab, at + 9);
    }

    public static int checksum(MemorySegment slab, long at) {
        return Net.u16(slab, at + 10);
    }

    public static int source(MemorySegment slab, long at) {
        return Net.i32(slab, at + 12);
    }

    public static int destination(MemorySegment slab, long at) {
        return Net.i32(slab, at + 16);
    }

    /// Whether the header checksum is right; the header must fit.
    public static boolean checksumHolds(MemorySegment slab, long at) {
        return Checksum.finish(headerSum(slab, at)) == 0;
    }

    /// Word by word: for so few octets a slice of the slab would cost more than it saves. Nearly every header has no options;
    /// the five words of that are summed without a loop.
    private static long headerSum(MemorySegment slab, long at) {
        int length = headerLength(slab, at);
        if (length == SIZE) {
            long first = Net.i64(slab, at);
            long second = Net.i64(slab, at + 8);
            return (first >>> 32)
                    + (first & 0xFFFF_FFFFL)
                    + (second >>> 32)
                    + (second & 0xFFFF_FFFFL)
                    + (Net.i32(slab, at + 16) & 0xFFFF_FFFFL);
        }
        long sum = 0;
        for (int i = 0; i < length; i += 4) {
            sum += Net.i32(slab, at + i) & 0xFFFF_FFFFL;
        }
        return sum;
    }

    /// Computes the header checksum and puts it in.
    public static void seal(MemorySegment slab, long at) {
        Net.putU16(slab, at + 10, 0);
        Net.putU16(slab, at + 10, Checksum.finish(headerSum(slab, at)));
    }

    /// Writes a whole header without options, checksum included.
    ///
    /// @param flagsAndOffset as on the wire
    public static void write(
            MemorySegment slab,
            long at,
            int typeOfService,
            int totalLength,
            int identification,
            int flagsAndOffset,
            int timeToLive,
            int protocol,
            int source,
            int destination) {
        int first = 0x4500_0000 | typeOfService << 16 | totalLength;
        int second = identification << 16 | flagsAndOffset;
        int third = timeToLive << 24 | protocol << 16;
        long sum =
                (first & 0xFFFF_FFFFL)
                        + (second & 0xFFFF_FFFFL)
                        + (third & 0xFFFF_FFFFL)
                        + (source & 0xFFFF_FFFFL)
                        + (destination & 0xFFFF_FFFFL);
        Net.putI32(slab, at, first);
        Net.putI32(slab, at + 4, second);
        Net.putI32(slab, at + 8, third | Checksum.finish(sum));
        Net.putI32(slab, at + 12, source);
        Net.putI32(slab, at + 16, destination);
    }

    /// Changes one 16-bit word of the header, at an even offset, and the checksum with it.
    public static void putWord(MemorySegment slab, long at, int offset, int value) {
        int before = Net.u16(slab, at + offset);
        Net.putU16(slab, at + offset, value);
        Net.putU16(slab, at + 10, Checksum.update(checksum(slab, at), before, value));
    }

    public static void putTypeOfService(MemorySegment slab, long at, int value) {
        putWord(slab, at, 0, Net.u16(slab, at) & 0xFF00 | value);
    }

    /// Changes the time to live and the checksum in one store: every packet that is forwarded passes here.
    public static void putTimeToLive(MemorySegment slab, long at, int value) {
        int word = Net.i32(slab, at + 8);
        int before = word >>> 16;
        int after = value << 8 | before & 0xFF;
        int sum = Checksum.fold((~word & 0xFFFF) + (~before & 0xFFFF) + after);
        Net.putI32(slab, at + 8, after << 16 | ~sum & 0xFFFF);
    }
}
