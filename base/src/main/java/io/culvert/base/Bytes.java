package io.culvert.base;

import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable string of octets, equal by content and ordered as unsigned octets.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] octets;

    private Bytes(byte[] octets) {
        this.octets = octets;
    }

    public static Bytes of(byte... octets) {
        return octets.length == 0 ? EMPTY : new Bytes(octets.clone());
    }

    public static Bytes of(byte[] octets, int from, int end) {
        return from == end ? EMPTY : new Bytes(Arrays.copyOfRange(octets, from, end));
    }

    /// A copy of `length` octets of a segment.
    public static Bytes of(MemorySegment segment, long from, int length) {
        var octets = new byte[length];
        MemorySegment.copy(
                segment, java.lang.foreign.ValueLayout.JAVA_BYTE, from, octets, 0, length);
        return new Bytes(octets);
    }

    public static Bytes ascii(String text) {
        return new Bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Hexadecimal digits; white space is skipped.
    public static Bytes hex(String digits) {
        return new Bytes(HexFormat.of().parseHex(digits.replaceAll("\\s", "")));
    }

    public static Bytes zero(int size) {
        return size == 0 ? EMPTY : new Bytes(new byte[size]);
    }

    public static Bytes concat(Bytes... parts) {
        int size = 0;
        for (Bytes part : parts) {
            size += part.size();
        }
        var all = new byte[size];
        int at = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.octets, 0, all, at, part.size());
            at += part.size();
        }
        return new Bytes(all);
    }

    public int size() {
        return octets.length;
    }

    public boolean isEmpty() {
        return octets.length == 0;
    }

    public byte get(int at) {
        return octets[at];
    }

    public int u8(int at) {
        return octets[at] & 0xFF;
    }

    public int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    public int i32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }

    public long i64(int at) {
        return (long) i32(at) << 32 | i32(at + 4) & 0xFFFF_FFFFL;
    }

    /// Octets `from` to `end`, the latter excluded.
    public Bytes slice(int from, int end) {
        return of(octets, from, end);
    }

    public Bytes slice(int from) {
        return slice(from, size());
    }

    public Bytes plus(Bytes other) {
        return concat(this, other);
    }

    public boolean startsWith(Bytes other) {
        return size() >= other.size()
                && Arrays.equals(octets, 0, other.size(), other.octets, 0, other.size());
    }

    /// A fresh copy.
    public byte[] toArray() {
        return octets.clone();
    }

    public void copyTo(byte[] target, int at) {
        System.arraycopy(octets, 0, target, at, octets.length);
    }

    public void copyTo(MemorySegment target, long at) {
        MemorySegment.copy(
                octets, 0, target, java.lang.foreign.ValueLayout.JAVA_BYTE, at, octets.length);
    }

    public String toHex() {
        return HexFormat.of().formatHex(octets);
    }

    public String toText(Charset charset) {
        return new String(octets, charset);
    }

    public ByteReader reader() {
        return new ByteReader(octets, 0, octets.length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(octets, other.octets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(octets, bytes.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
