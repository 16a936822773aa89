package io.culvert.wire.mpls;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The associated channel header, RFC 5586 section 2, which follows a stack whose bottom is [MplsEntry#GAL].
/// ```
/// |0 0 0 1|Version|   Reserved    |         Channel Type          |
/// ```
public final class AssociatedChannel {
    public static final int SIZE = 4;

    /// NHRP about the VRF of the label above, by nhrp.md section 6.2: from the range for experiments, 0x7FF8 to 0x7FFF (RFC 5586
    /// section 10).
    public static final int NHRP = 0x7FF8;

    private AssociatedChannel() {}

    /// Whether there is such a header, of the version that we know: the nibble is 1 and the version 0. The reserved octet is ignored.
    public static boolean stands(MemorySegment slab, long at, long end) {
        return at >= 0 && end - at >= SIZE && Net.u8(slab, at) == 0x10;
    }

    public static int type(MemorySegment slab, long at) {
        return Net.u16(slab, at + 2);
    }

    public static void write(MemorySegment slab, long at, int type) {
        Net.putI32(slab, at, 0x1000_0000 | type);
    }
}
