package io.culvert.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An IPv6 address, RFC 4291, as its two 64-bit halves.
public record Ipv6Address(long high, long low) implements IpAddress {
    public static final Ipv6Address ANY = new Ipv6Address(0, 0);

    /// RFC 4291 section 2.2, all three text forms; no zone.
    public static Optional<Ipv6Address> parse(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        var before = groups(gap >= 0 ? text.substring(0, gap) : text);
        var after = gap >= 0 ? groups(text.substring(gap + 2)) : Optional.of(List.<Integer>of());
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        int given = before.get().size() + after.get().size();
        if (gap >= 0 ? given > 7 : given != 8) {
            return Optional.empty();
        }
        var all = new ArrayList<>(before.get());
        for (int i = given; i < 8; i++) {
            all.add(0);
        }
        all.addAll(after.get());
        return Optional.of(new Ipv6Address(half(all, 0), half(all, 4)));
    }

    /// A literal of our own source.
    public static Ipv6Address of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an IPv6 address: " + text));
    }

    /// The address of a link that follows from a MAC address: RFC 4291 section 2.5.6 and appendix A.
    public static Ipv6Address linkLocal(MacAddress mac) {
        return new Ipv6Address(0xFE80_0000_0000_0000L, interfaceIdentifier(mac));
    }

    /// The modified EUI-64 interface identifier of a MAC address, RFC 4291 appendix A.
    public static long interfaceIdentifier(MacAddress mac) {
        long upper = mac.bits() >>> 24 ^ 0x02_0000;
        return upper << 40 | 0xFF_FE00_0000L | mac.bits() & 0xFF_FFFF;
    }

    /// The group in which neighbours ask for this address, RFC 4291 section 2.7.1.
    public Ipv6Address solicitedNode() {
        return new Ipv6Address(0xFF02_0000_0000_0000L, 0x0000_0001_FF00_0000L | low & 0xFF_FFFF);
    }

    private static long half(List<Integer> groups, int from) {
        long half = 0;
        for (int i = from; i < from + 4; i++) {
            half = half << 16 | groups.get(i);
        }
        return half;
    }

    private static Optional<List<Integer>> groups(String text) {
        var groups = new ArrayList<Integer>();
        if (text.isEmpty()) {
            return Optional.of(groups);
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (i == parts.length - 1 && part.indexOf('.') >= 0) {
                var tail = Ipv4Address.parse(part);
                if (tail.isEmpty()) {
                    return Optional.empty();
                }
                groups.add(tail.get().bits() >>> 16);
                groups.add(tail.get().bits() & 0xFFFF);
            } else {
                int group = group(part);
                if (group < 0) {
                    return Optional.empty();
                }
                groups.add(group);
            }
        }
        return Optional.of(groups);
    }

    private static int group(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            int digit = part.charAt(i) < 128 ? Character.digit(part.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    @Override
    public AddressFamily family() {
        return AddressFamily.IPV6;
    }

    @Override
    public Bytes bytes() {
        return new ByteWriter(16).i64(high).i64(low).toBytes();
    }

    @Override
    public boolean bit(int index) {
        return (index < 64 ? high << index : low << (index - 64)) < 0;
    }

    private static long mask(int length) {
        return length <= 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
    }

    @Override
    public Ipv6Address masked(int length) {
        return new Ipv6Address(high & mask(length), low & mask(length - 64));
    }

    @Override
    public Ipv6Address filled(int length) {
        return new Ipv6Address(high | ~mask(length), low | ~mask(length - 64));
    }

    @Override
    public Ipv6Address plus(long offset) {
        long sum = low + offset;
        boolean carry = offset >= 0 && Long.compareUnsigned(sum, low) < 0;
        boolean borrow = offset < 0 && Long.compareUnsigned(sum, low) > 0;
        return new Ipv6Address(high + (carry ? 1 : 0) - (borrow ? 1 : 0), sum);
    }

    @Override
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    @Override
    public boolean isLoopback() {
        return high == 0 && low == 1;
    }

    @Override
    public boolean isMulticast() {
        return high >>> 56 == 0xFF;
    }

    @Override
    public boolean isLinkLocal() {
        return high >>> 54 == 0x3FA;
    }

    private int group(int index) {
        return (int)
                ((index < 4 ? high >>> (48 - 16 * index) : low >>> (112 - 16 * index)) & 0xFFFF);
    }

    @Override
    public int compareTo(IpAddress other) {
        return IpAddress.compare(this, other);
    }

    /// The recommended text form, RFC 5952 section 4: lower case, the longest run of two or more zero groups as `::`.
    @Override
    public String toString() {
        int runAt = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(i + length) == 0) {
                length++;
            }
            if (length > runLength) {
                runAt = i;
                runLength = length;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == runAt) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }
}
