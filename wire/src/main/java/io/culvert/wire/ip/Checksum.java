package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The Internet checksum: the complement of the ones' complement sum of 16-bit words (RFC 1071), and its change without
/// summing again (RFC 1624).
public final class Checksum {
    private static final ValueLayout.OfInt NATIVE = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong NATIVE_PAIR = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /// How many multiples of 65,535 there are below 2^64; times 65,535 it is -1.
    private static final long MULTIPLES = 0x0001_0001_0001_0001L;

    private Checksum() {}

    /// The checksum field over `from` to `end`, when the field itself holds zero. Over a message with its field right it
    /// is zero.
    public static int of(MemorySegment slab, long from, long end) {
        return finish(sum(slab, from, end));
    }

    /// The ones' complement sum, not yet folded, of 16-bit words in network order; an odd last octet is the upper half of
    /// a word (RFC 1071 section 1). Add sums, then [#finish].
    public static long sum(MemorySegment slab, long from, long end) {
        int length = (int) (end - from);
        // An int loop over a slice with its own bound is what the compiler vectorises, and in steps
        // of eight octets it has no numbers to widen. The
        // sum does not depend on the order of octets (RFC 1071 section 2 (B)), so words are summed
        // as they lie in memory and swapped at the end.
        MemorySegment slice = slab.asSlice(from, length);
        int pairs = length & ~7;
        long sum = 0;
        for (int i = 0; i < pairs; i += 8) {
            long pair = slice.get(NATIVE_PAIR, i);
            sum += (pair & 0xFFFF_FFFFL) + (pair >>> 32);
        }
        if ((length & 4) != 0) {
            sum += slice.get(NATIVE, pairs) & 0xFFFF_FFFFL;
        }
        int whole = length & ~3;
        int folded = fold(sum);
        long result = SWAP ? Short.reverseBytes((short) folded) & 0xFFFF : folded;
        if ((length & 2) != 0) {
            result += Net.u16(slice, whole);
        }
        if ((length & 1) != 0) {
            result += (long) Net.u8(slice, length - 1) << 8;
        }
        return result;
    }

    /// Folds a sum to 16 bits and complements it.
    public static int finish(long sum) {
        return ~fold(sum) & 0xFFFF;
    }

    /// Folds a sum of few words to 16 bits.
    public static int fold(int sum) {
        int folded = (sum & 0xFFFF) + (sum >>> 16);
        return (folded & 0xFFFF) + (folded >>> 16);
    }

    /// Whether the sum of a message, its checksum included, is that of one that came whole: ones' complement zero, so a multiple of 65,535 beside 0
    /// itself, which no message with a header has. What is a multiple of an odd number is told by one multiplication with its inverse, here of 2^16 -
    /// 1 modulo 2^64.
    ///
    /// @param sum not folded, and not 0
    public static boolean isWhole(long sum) {
        return Long.compareUnsigned(-sum * MULTIPLES, MULTIPLES) <= 0;
    }

    private static int fold(long sum) {
        long folded = (sum & 0xFFFF_FFFFL) + (sum >>> 32);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        return (int) ((folded & 0xFFFF) + (folded >>> 16));
    }

    /// The checksum after one 16-bit word went from `before` to `after`: equation 3 of RFC 1624, HC' = ~(~HC + ~m + m').
    public static int update(int checksum, int before, int after) {
        return finish((~checksum & 0xFFFFL) + (~before & 0xFFFFL) + (after & 0xFFFFL));
    }

    /// The sum of the pseudo-header of TCP, UDP over IPv4 (RFC 9293 section 3.1).
    public static long pseudoHeader(int source, int destination, int protocol, int length) {
        return (source >>> 16)
                + (source & 0xFFFFL)
                + (destination >>> 16)
                + (destination & 0xFFFFL)
                + protocol
                + length;
    }

    /// The same for IPv6 (RFC 8200 section 8.1).
    public static long pseudoHeader6(
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int protocol,
            int length) {
        return words(sourceHigh)
                + words(sourceLow)
                + words(destinationHigh)
                + words(destinationLow)
                + protocol
                + (length >>> 16)
                + (length & 0xFFFF);
    }

    private static long words(long value) {
        return (value >>> 48)
                + (value >>> 32 & 0xFFFF)
                + (value >>> 16 & 0xFFFF)
                + (value & 0xFFFF);
    }
}
