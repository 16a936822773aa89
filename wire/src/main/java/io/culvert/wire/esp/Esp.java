package io.culvert.wire.esp;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The ESP header and trailer, RFC 4303 section 2.
/// ```
/// |               Security Parameters Index (SPI)                 |
/// |                      Sequence Number                          |
/// |                    Payload Data (variable)                    |
/// |     Padding (0-255 octets)    |  Pad Length   | Next Header   |
/// |         Integrity Check Value (variable)                      |
/// ```
public final class Esp {
    /// Octets of SPI and sequence number.
    public static final int SIZE = 8;

    /// Octets of pad length and next header.
    public static final int TRAILER = 2;

    /// SPIs up to here are reserved, RFC 4303 section 2.1.
    public static final int RESERVED_SPI_MAX = 255;

    private Esp() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int spi(MemorySegment slab, long at) {
        return Net.i32(slab, at);
    }

    /// The low-order half when the association has extended sequence numbers.
    public static int sequence(MemorySegment slab, long at) {
        return Net.i32(slab, at + 4);
    }

    public static void write(MemorySegment slab, long at, int spi, int sequence) {
        Net.putI32(slab, at, spi);
        Net.putI32(slab, at + 4, sequence);
    }

    /// Octets of padding that bring `payload` and the trailer to a multiple of `alignment`.
    public static int padding(int payload, int alignment) {
        return -(payload + TRAILER) & (alignment - 1);
    }

    /// Writes padding 1, 2, 3 ... (RFC 4303 section 2.4), its length and the next header from `at` on; returns their end.
    public static long writeTrailer(MemorySegment slab, long at, int padding, int nextHeader) {
        for (int i = 0; i < padding; i++) {
            Net.putU8(slab, at + i, i + 1);
        }
        Net.putU8(slab, at + padding, padding);
        Net.putU8(slab, at + padding + 1, nextHeader);
        return at + padding + TRAILER;
    }

    public static int padLength(MemorySegment slab, long end) {
        return Net.u8(slab, end - 2);
    }

    public static int nextHeader(MemorySegment slab, long end) {
        return Net.u8(slab, end - 1);
    }

    /// Whether the padding that ends at the trailer of `end` is 1, 2, 3 ... and not longer than what is there.
    public static boolean paddingHolds(MemorySegment slab, long from, long end) {
        int padding = padLength(slab, end);
        long at = end - TRAILER - padding;
        if (at < from) {
            return false;
        }
        for (int i = 0; i < padding; i++) {
            if (Net.u8(slab, at + i) != i + 1) {
                return false;
            }
        }
        return true;
    }
}
