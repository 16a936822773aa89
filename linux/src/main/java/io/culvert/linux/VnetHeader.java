package io.culvert.linux;

import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The header that the kernel puts before a packet it leaves work on, `struct virtio_net_hdr` (virtio 1.2 section 5.1.6) in
/// the byte order of the host: flags 1, kind of segment 1, length of the headers 2, payload of each segment 2, where the
/// checksum begins 2, where it goes from there 2.
final class VnetHeader {
    static final int SIZE = 10;

    /// The checksum is to be completed: its field holds the sum of the pseudo-header.
    static final int NEEDS_CHECKSUM = 1;

    static final int NO_SEGMENTS = 0;
    static final int TCP4 = 1;
    static final int TCP6 = 4;
    static final int UDP = 5;

    /// Beside TCP: only the first segment keeps the flag CWR (RFC 3168 section 6.1.2).
    static final int ECN = 0x80;

    /// Where TCP and UDP have their checksums.
    static final int TCP_CHECKSUM = 16;

    static final int UDP_CHECKSUM = 6;

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;

    private VnetHeader() {}

    static int flags(MemorySegment memory, long at) {
        return Net.u8(memory, at);
    }

    static int kind(MemorySegment memory, long at) {
        return Net.u8(memory, at + 1);
    }

    /// Whether such a super-packet is one of this version of IP.
    static boolean isOfKind(int kind, boolean isIpv6) {
        return switch (kind) {
            case TCP4 -> !isIpv6;
            case TCP6 -> isIpv6;
            case UDP -> true;
            default -> false;
        };
    }

    static int segmentOctets(MemorySegment memory, long at) {
        return memory.get(U16, at + 4) & 0xFFFF;
    }

    static int checksumStart(MemorySegment memory, long at) {
        return memory.get(U16, at + 6) & 0xFFFF;
    }

    static int checksumOffset(MemorySegment memory, long at) {
        return memory.get(U16, at + 8) & 0xFFFF;
    }

    /// Writes a header that leaves nothing to the kernel.
    static void writeNothing(MemorySegment memory, long at) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, 0L);
        memory.set(U16, at + 8, (short) 0);
    }

    static void write(
            MemorySegment memory,
            long at,
            int kind,
            int headerOctets,
            int segmentOctets,
            int checksumStart,
            int checksumOffset) {
        Net.putU8(memory, at, NEEDS_CHECKSUM);
        Net.putU8(memory, at + 1, kind);
        memory.set(U16, at + 2, (short) headerOctets);
        memory.set(U16, at + 4, (short) segmentOctets);
        memory.set(U16, at + 6, (short) checksumStart);
        memory.set(U16, at + 8, (short) checksumOffset);
    }

    /// Completes a checksum over the packet from `from` to `end`. Whether what the header says can be.
    ///
    /// @param start where the checksum begins, from the beginning of the packet
    /// @param offset where it goes, from there
    static boolean complete(MemorySegment memory, long from, long end, int start, int offset) {
        long begin = from + start;
        if (begin >= end || begin + offset + 2 > end) {
            return false;
        }
        int checksum = Checksum.of(memory, begin, end);
        // In UDP a zero would say that there is no checksum (RFC 768).
        boolean isUdp = offset == UDP_CHECKSUM;
        Net.putU16(memory, begin + offset, checksum == 0 && isUdp ? 0xFFFF : checksum);
        return true;
    }
}
