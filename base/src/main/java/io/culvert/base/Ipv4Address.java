package io.culvert.base;

import java.util.Optional;

/// An IPv4 address, RFC 791 section 3.2, as its 32 bits.
public record Ipv4Address(int bits) implements IpAddress {
    public static final Ipv4Address ANY = new Ipv4Address(0);
    public static final Ipv4Address BROADCAST = new Ipv4Address(-1);

    /// Strict dotted decimal: four numbers from 0 to 255 without superfluous leading zeros.
    public static Optional<Ipv4Address> parse(String text) {
        int bits = 0;
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int end = part < 3 ? text.indexOf('.', at) : text.length();
            int octet = octet(text, at, end);
            if (octet < 0) {
                return Optional.empty();
            }
            bits = bits << 8 | octet;
            at = end + 1;
        }
        return Optional.of(new Ipv4Address(bits));
    }

    /// A literal of our own source.
    public static Ipv4Address of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an IPv4 address: " + text));
    }

    private static int octet(String text, int from, int end) {
        if (end < 0
                || from > end
                || end - from < 1
                || end - from > 3
                || (end - from > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < end; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return value <= 255 ? value : -1;
    }

    /// The mask whose first `length` bits are one.
    public static int mask(int length) {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    @Override
    public AddressFamily family() {
        return AddressFamily.IPV4;
    }

    @Override
    public Bytes bytes() {
        return Bytes.of(
                (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits);
    }

    @Override
    public boolean bit(int index) {
        return bits << index < 0;
    }

    @Override
    public Ipv4Address masked(int length) {
        int masked = bits & mask(length);
        return masked == bits ? this : new Ipv4Address(masked);
    }

    @Override
    public Ipv4Address filled(int length) {
        return new Ipv4Address(bits | ~mask(length));
    }

    @Override
    public Ipv4Address plus(long offset) {
        return new Ipv4Address((int) (bits + offset));
    }

    @Override
    public boolean isUnspecified() {
        return bits == 0;
    }

    @Override
    public boolean isLoopback() {
        return bits >>> 24 == 127;
    }

    @Override
    public boolean isMulticast() {
        return bits >>> 28 == 0xE;
    }

    @Override
    public boolean isLinkLocal() {
        return bits >>> 16 == 0xA9FE;
    }

    /// Written out, as the hash below: addresses are within the keys of large tables.
    @Override
    public boolean equals(Object other) {
        return other instanceof Ipv4Address address && bits == address.bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    @Override
    public int compareTo(IpAddress other) {
        return IpAddress.compare(this, other);
    }

    @Override
    public String toString() {
        return (bits >>> 24)
                + "."
                + (bits >>> 16 & 0xFF)
                + "."
                + (bits >>> 8 & 0xFF)
                + "."
                + (bits & 0xFF);
    }
}
