package io.culvert.linux.cipher;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/// Accessors over an ESP packet in a slab (RFC 4303 section 2), and its address for a library, which checks nothing itself.
final class Packet {
    static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private Packet() {}

    /// The address of a packet of `length` octets.
    ///
    /// @throws IndexOutOfBoundsException if it does not lie within the slab
    /// @throws IllegalArgumentException if the slab is an array of the heap, which moves
    static long address(MemorySegment slab, long espAt, int length) {
        if (!slab.isNative()) {
            throw new IllegalArgumentException("a native cipher works on native memory");
        }
        return slab.address() + Objects.checkFromIndexSize(espAt, length, slab.byteSize());
    }

    /// Writes SPI and extended sequence number as the combined-mode ciphers authenticate them (RFC 4106 section 5, RFC 7634
    /// section 2.1).
    static void putExtendedHeader(
            MemorySegment slab, long espAt, long sequence, MemorySegment target, long at) {
        target.set(U32, at, slab.get(U32, espAt));
        target.set(U64, at + 4, sequence);
    }

    static boolean carries(MemorySegment slab, long espAt, long sequence) {
        return slab.get(U32, espAt + 4) == (int) sequence;
    }

    /// Compares tags in constant time.
    ///
    /// @param size a multiple of four
    static boolean matches(
            MemorySegment slab, long tagAt, MemorySegment expected, long at, int size) {
        if (size == 2 * Long.BYTES) {
            long high = slab.get(LONG, tagAt) ^ expected.get(LONG, at);
            long low = slab.get(LONG, tagAt + 8) ^ expected.get(LONG, at + 8);
            return (high | low) == 0;
        }
        int difference = 0;
        for (int i = 0; i < size; i += 4) {
            difference |= slab.get(WORD, tagAt + i) ^ expected.get(WORD, at + i);
        }
        return difference == 0;
    }
}
