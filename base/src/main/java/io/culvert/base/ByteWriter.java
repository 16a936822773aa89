package io.culvert.base;

import java.util.Arrays;

/// Writes octets in order, all numbers big-endian, into a buffer that grows.
public final class ByteWriter {
    private byte[] octets;
    private int size;

    public ByteWriter() {
        this(64);
    }

    public ByteWriter(int capacity) {
        octets = new byte[Math.max(capacity, 16)];
    }

    public int size() {
        return size;
    }

    private void room(int count) {
        if (octets.length - size < count) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + count));
        }
    }

    public ByteWriter u8(int value) {
        room(1);
        octets[size++] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        room(2);
        octets[size++] = (byte) (value >>> 8);
        octets[size++] = (byte) value;
        return this;
    }

    public ByteWriter u24(int value) {
        return u8(value >>> 16).u16(value);
    }

    public ByteWriter i32(int value) {
        return u16(value >>> 16).u16(value);
    }

    public ByteWriter u32(long value) {
        return i32((int) value);
    }

    public ByteWriter i64(long value) {
        return first(value, Long.BYTES);
    }

    /// The `count` most significant octets of `bits`; none if it is below one.
    public ByteWriter first(long bits, int count) {
        room(Math.max(0, count));
        for (int i = 0; i < count; i++) {
            octets[size++] = (byte) (bits >>> Long.SIZE - 8 - 8 * i);
        }
        return this;
    }

    public ByteWriter bytes(Bytes bytes) {
        room(bytes.size());
        bytes.copyTo(octets, size);
        size += bytes.size();
        return this;
    }

    public ByteWriter zeros(int count) {
        room(count);
        Arrays.fill(octets, size, size + count, (byte) 0);
        size += count;
        return this;
    }

    /// Overwrites an octet written before, such as a length that is known only now.
    public ByteWriter patchU8(int at, int value) {
        octets[at] = (byte) value;
        return this;
    }

    /// Takes back what was written from `at` on.
    public Bytes cut(int at) {
        Bytes rest = Bytes.of(octets, at, size);
        size = at;
        return rest;
    }

    /// Overwrites two octets written before, such as a length that is known only now.
    public ByteWriter patchU16(int at, int value) {
        octets[at] = (byte) (value >>> 8);
        octets[at + 1] = (byte) value;
        return this;
    }

    public ByteWriter patchI32(int at, int value) {
        return patchU16(at, value >>> 16).patchU16(at + 2, value);
    }

    public Bytes toBytes() {
        return Bytes.of(octets, 0, size);
    }
}
