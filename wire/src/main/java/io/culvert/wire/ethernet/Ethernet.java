package io.culvert.wire.ethernet;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The header of an Ethernet II frame: destination (6), source (6), EtherType (2).
public final class Ethernet {
    public static final int SIZE = 14;

    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int VLAN = 0x8100;
    public static final int IPV6 = 0x86DD;
    /// MPLS with downstream-assigned labels, RFC 5332 section 4.
    public static final int MPLS = 0x8847;

    /// EtherTypes begin here; what is smaller is a length (IEEE 802.3 section 3.2.6).
    public static final int TYPE_MIN = 0x0600;

    public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private Ethernet() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    /// The address in the low 48 bits.
    public static long destination(MemorySegment slab, long at) {
        return Net.i64(slab, at) >>> 16;
    }

    public static long source(MemorySegment slab, long at) {
        return Net.i64(slab, at + 6) >>> 16;
    }

    public static int type(MemorySegment slab, long at) {
        return Net.u16(slab, at + 12);
    }

    public static boolean isGroup(long address) {
        return (address >>> 40 & 1) != 0;
    }

    public static void write(MemorySegment slab, long at, long destination, long source, int type) {
        Net.putI64(slab, at, destination << 16 | source >>> 32);
        Net.putI32(slab, at + 8, (int) source);
        Net.putU16(slab, at + 12, type);
    }
}
