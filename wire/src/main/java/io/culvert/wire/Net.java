package io.culvert.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads and writes unaligned numbers in network byte order.
public final class Net {
    private static final ValueLayout.OfShort I16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt I32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong I64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Net() {}

    public static int u8(MemorySegment slab, long at) {
        return slab.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    public static int u16(MemorySegment slab, long at) {
        return slab.get(I16, at) & 0xFFFF;
    }

    public static int i32(MemorySegment slab, long at) {
        return slab.get(I32, at);
    }

    public static long i64(MemorySegment slab, long at) {
        return slab.get(I64, at);
    }

    public static void putU8(MemorySegment slab, long at, int value) {
        slab.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    public static void putU16(MemorySegment slab, long at, int value) {
        slab.set(I16, at, (short) value);
    }

    public static void putI32(MemorySegment slab, long at, int value) {
        slab.set(I32, at, value);
    }

    public static void putI64(MemorySegment slab, long at, long value) {
        slab.set(I64, at, value);
    }
}
