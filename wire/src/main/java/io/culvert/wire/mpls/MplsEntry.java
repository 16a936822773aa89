package io.culvert.wire.mpls;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// One MPLS label stack entry, RFC 3032 section 2.1: label 20, class 3 (RFC 5462), bottom 1, TTL 8.
public final class MplsEntry {
    public static final int SIZE = 4;

    public static final int IPV4_EXPLICIT_NULL = 0;
    public static final int ROUTER_ALERT = 1;
    public static final int IPV6_EXPLICIT_NULL = 2;
    public static final int IMPLICIT_NULL = 3;
    /// Entropy label indicator, RFC 6790 section 3.
    public static final int ENTROPY_INDICATOR = 7;
    /// Generic associated channel label, RFC 5586 section 4.
    public static final int GAL = 13;
    /// Labels below are reserved, RFC 3032 section 2.1.
    public static final int FIRST_UNRESERVED = 16;

    /// The bit of the last entry, and where the label begins.
    public static final int BOTTOM = 0x100;

    public static final int LABEL_SHIFT = 12;

    private MplsEntry() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int label(MemorySegment slab, long at) {
        return Net.i32(slab, at) >>> LABEL_SHIFT;
    }

    public static int trafficClass(MemorySegment slab, long at) {
        return Net.i32(slab, at) >>> 9 & 7;
    }

    public static boolean isBottom(MemorySegment slab, long at) {
        return (Net.i32(slab, at) & BOTTOM) != 0;
    }

    public static int timeToLive(MemorySegment slab, long at) {
        return Net.u8(slab, at + 3);
    }

    public static void write(
            MemorySegment slab,
            long at,
            int label,
            int trafficClass,
            boolean bottom,
            int timeToLive) {
        Net.putI32(
                slab,
                at,
                label << LABEL_SHIFT | trafficClass << 9 | (bottom ? BOTTOM : 0) | timeToLive);
    }

    public static void putTimeToLive(MemorySegment slab, long at, int timeToLive) {
        Net.putU8(slab, at + 3, timeToLive);
    }
}
