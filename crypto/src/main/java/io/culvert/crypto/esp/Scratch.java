package io.culvert.crypto.esp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Two heap arrays between the slab and a cipher: what goes in, and what comes out. They grow to the largest packet seen. Two,
/// because a cipher of the JDK that works in place copies the packet once more.
final class Scratch {
    private static final int OCTETS_FIRST = 2048;
    static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    byte[] input = new byte[OCTETS_FIRST];
    byte[] output = new byte[OCTETS_FIRST];

    /// Makes room for `octets` in both arrays; what they held is lost if they grow.
    void room(int octets) {
        if (input.length < octets) {
            int size = Math.max(octets, 2 * input.length);
            input = new byte[size];
            output = new byte[size];
        }
    }

    void load(MemorySegment slab, long at, int octets) {
        MemorySegment.copy(slab, ValueLayout.JAVA_BYTE, at, input, 0, octets);
    }

    void store(int from, MemorySegment slab, long at, int octets) {
        MemorySegment.copy(output, from, slab, ValueLayout.JAVA_BYTE, at, octets);
    }

    static void putInt(byte[] target, int at, int value) {
        target[at] = (byte) (value >>> 24);
        target[at + 1] = (byte) (value >>> 16);
        target[at + 2] = (byte) (value >>> 8);
        target[at + 3] = (byte) value;
    }

    static void putLong(byte[] target, int at, long value) {
        putInt(target, at, (int) (value >>> 32));
        putInt(target, at + 4, (int) value);
    }

    /// Clear text does not outlive the SA.
    void wipe() {
        Arrays.fill(input, (byte) 0);
        Arrays.fill(output, (byte) 0);
    }
}
