package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The fragment header of IPv6, RFC 8200 section 4.5.
/// ```
/// |  Next Header  |   Reserved    |      Fragment Offset    |Res|M|
/// |                         Identification                        |
/// ```
public final class Ipv6Fragment {
    public static final int SIZE = 8;
    public static final int MORE = 1;

    private Ipv6Fragment() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int nextHeader(MemorySegment slab, long at) {
        return Net.u8(slab, at);
    }

    /// Where this fragment's payload belongs, in octets.
    public static int offset(MemorySegment slab, long at) {
        return Net.u16(slab, at + 2) & 0xFFF8;
    }

    public static boolean hasMore(MemorySegment slab, long at) {
        return (Net.u16(slab, at + 2) & MORE) != 0;
    }

    public static int identification(MemorySegment slab, long at) {
        return Net.i32(slab, at + 4);
    }

    /// @param offset in octets, a multiple of 8
    public static void write(
            MemorySegment slab,
            long at,
            int nextHeader,
            int offset,
            boolean more,
            int identification) {
        Net.putI32(slab, at, nextHeader << 24 | offset | (more ? MORE : 0));
        Net.putI32(slab, at + 4, identification);
    }
}
