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
        return u8(value >>> 8).u8(value);
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
        return i32((int) (value >>> 32)).i32((int) value);
    }

    /// The `count` most significant octets of `bits`; none if it is below one.
    public ByteWriter first(long bits, int count) {
        for (int i = 0; i < count; i++) {
            u8((int) (bits >>> Long.SIZE - 8 - 8 * i));
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
