package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The IPv6 header, RFC 8200 section 3.
/// ```
/// |Version| Traffic Class |           Flow Label                  |
/// |         Payload Length        |  Next Header  |   Hop Limit   |
/// |                    Source Address (16)                        |
/// |                  Destination Address (16)                     |
/// ```
public final class Ipv6 {
    public static final int SIZE = 40;
    public static final int ICMPV6 = 58;

    private Ipv6() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int version(MemorySegment slab, long at) {
        return Net.u8(slab, at) >>> 4;
    }

    public static int trafficClass(MemorySegment slab, long at) {
        return Net.i32(slab, at) >>> 20 & 0xFF;
    }

    public static int flowLabel(MemorySegment slab, long at) {
        return Net.i32(slab, at) & 0xF_FFFF;
    }

    public static int payloadLength(MemorySegment slab, long at) {
        return Net.u16(slab, at + 4);
    }

    public static int nextHeader(MemorySegment slab, long at) {
        return Net.u8(slab, at + 6);
    }

    public static int hopLimit(MemorySegment slab, long at) {
        return Net.u8(slab, at + 7);
    }

    public static long sourceHigh(MemorySegment slab, long at) {
        return Net.i64(slab, at + 8);
    }

    public static long sourceLow(MemorySegment slab, long at) {
        return Net.i64(slab, at + 16);
    }

    public static long destinationHigh(MemorySegment slab, long at) {
        return Net.i64(slab, at + 24);
    }

    public static long destinationLow(MemorySegment slab, long at) {
        return Net.i64(slab, at + 32);
    }

    public static void write(
            MemorySegment slab,
            long at,
            int trafficClass,
            int flowLabel,
            int payloadLength,
            int nextHeader,
            int hopLimit) {
        Net.putI32(slab, at, 6 << 28 | trafficClass << 20 | flowLabel);
        Net.putI32(slab, at + 4, payloadLength << 16 | nextHeader << 8 | hopLimit);
    }

    public static void putSource(MemorySegment slab, long at, long high, long low) {
        Net.putI64(slab, at + 8, high);
        Net.putI64(slab, at + 16, low);
    }

    public static void putDestination(MemorySegment slab, long at, long high, long low) {
        Net.putI64(slab, at + 24, high);
        Net.putI64(slab, at + 32, low);
    }
}
