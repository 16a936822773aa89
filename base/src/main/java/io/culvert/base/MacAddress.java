package io.culvert.base;

/// An IEEE 802 MAC address in the low 48 bits of `bits`.
public record MacAddress(long bits) implements Comparable<MacAddress> {
    public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits");
        }
    }

    public boolean isMulticast() {
        return (bits >>> 40 & 1) != 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    /// Three groups of four digits, as IOS prints it: `aabb.cc00.0100`.
    @Override
    public String toString() {
        return "%04x.%04x.%04x".formatted(bits >>> 32, bits >>> 16 & 0xFFFF, bits & 0xFFFF);
    }
}
