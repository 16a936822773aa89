package io.culvert.wire.ethernet;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// What follows the EtherType 0x8100: tag control information (2) and the EtherType of the payload (2), IEEE 802.1Q
/// section 9.6. The control information is a priority (3 bits), a drop flag (1) and the VLAN (12).
public final class VlanTag {
    public static final int SIZE = 4;

    /// The VLAN of a frame that has a priority alone.
    public static final int PRIORITY_ONLY = 0;

    private VlanTag() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int vlan(MemorySegment slab, long at) {
        return Net.u16(slab, at) & 0x0FFF;
    }

    public static int priority(MemorySegment slab, long at) {
        return Net.u16(slab, at) >>> 13;
    }

    public static int type(MemorySegment slab, long at) {
        return Net.u16(slab, at + 2);
    }

    public static void write(MemorySegment slab, long at, int priority, int vlan, int type) {
        Net.putI32(slab, at, priority << 29 | vlan << 16 | type);
    }
}
