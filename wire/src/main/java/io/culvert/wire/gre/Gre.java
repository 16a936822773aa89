package io.culvert.wire.gre;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The GRE header, RFC 2784 section 2.1 with RFC 2890 section 2.
/// ```
/// |C| |K|S| Reserved0       | Ver |         Protocol Type         |
/// |      Checksum (optional)      |       Reserved1 (optional)    |
/// |                         Key (optional)                        |
/// |                 Sequence Number (optional)                    |
/// ```
public final class Gre {
    /// Octets of a header without options.
    public static final int SIZE = 4;

    public static final int CHECKSUM = 0x8000;
    public static final int KEY = 0x2000;
    public static final int SEQUENCE = 0x1000;

    /// Bits 1 to 5 of a receiver's world: routing and strict source route of RFC 1701, and what RFC 2784 section 2.3 says
    /// to discard; together with the version.
    public static final int REFUSED = 0x4C07;

    public static final int IPV4 = 0x0800;
    public static final int IPV6 = 0x86DD;
    public static final int MPLS = 0x8847;
    public static final int NHRP = 0x2001;

    private Gre() {}

    /// Whether there is a header without options; see [#headerLength] for the whole of it.
    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int flags(MemorySegment slab, long at) {
        return Net.u16(slab, at);
    }

    public static int protocol(MemorySegment slab, long at) {
        return Net.u16(slab, at + 2);
    }

    /// Octets of a header with these flags.
    public static int headerLength(int flags) {
        return SIZE + 4 * Integer.bitCount(flags & (CHECKSUM | KEY | SEQUENCE));
    }

    /// The key; the flags must have [#KEY].
    public static int key(MemorySegment slab, long at) {
        return Net.i32(slab, at + (flags(slab, at) & CHECKSUM) / (CHECKSUM / 4) + SIZE);
    }

    public static void write(MemorySegment slab, long at, int flags, int protocol) {
        Net.putI32(slab, at, flags << 16 | protocol);
    }
}
