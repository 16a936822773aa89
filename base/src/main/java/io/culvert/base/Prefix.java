package io.culvert.base;

import java.util.Comparator;
import java.util.Optional;

/// An address prefix of either family; bits beyond `length` are zero.
public record Prefix(IpAddress address, int length) implements Comparable<Prefix> {
    public static final Prefix DEFAULT_IPV4 = new Prefix(Ipv4Address.ANY, 0);
    public static final Prefix DEFAULT_IPV6 = new Prefix(Ipv6Address.ANY, 0);

    private static final Comparator<Prefix> ORDER =
            Comparator.comparing(Prefix::address).thenComparingInt(Prefix::length);

    public Prefix {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException("prefix length " + length + " of " + address);
        }
        if (!address.masked(length).equals(address)) {
            throw new IllegalArgumentException(
                    address + " has bits beyond its prefix length " + length);
        }
    }

    /// The prefix of this length that holds `address`.
    public static Prefix containing(IpAddress address, int length) {
        return new Prefix(address.masked(length), length);
    }

    /// The prefix of one address.
    public static Prefix host(IpAddress address) {
        return new Prefix(address, address.family().bits());
    }

    /// A literal of our own source, such as `10.0.0.0/8`.
    public static Prefix of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a prefix: " + text));
    }

    /// Reads `address/length`; bits beyond the length must be zero.
    public static Optional<Prefix> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> length <= address.family().bits())
                .filter(address -> address.masked(length).equals(address))
                .map(address -> new Prefix(address, length));
    }

    /// The prefix length of a netmask such as 255.255.255.0; empty for a mask with holes.
    public static Optional<Integer> lengthOfMask(Ipv4Address mask) {
        int length = Integer.numberOfLeadingZeros(~mask.bits());
        return mask.bits() == Ipv4Address.mask(length) ? Optional.of(length) : Optional.empty();
    }

    public AddressFamily family() {
        return address.family();
    }

    public boolean contains(IpAddress other) {
        return other.family() == family() && other.masked(length).equals(address);
    }

    public boolean covers(Prefix other) {
        return other.length >= length && contains(other.address);
    }

    public boolean overlaps(Prefix other) {
        return covers(other) || other.covers(this);
    }

    public boolean isHost() {
        return length == family().bits();
    }

    public boolean isDefault() {
        return length == 0;
    }

    public IpAddress first() {
        return address;
    }

    public IpAddress last() {
        return address.filled(length);
    }

    /// The IPv4 netmask in dotted form.
    public Ipv4Address netmask() {
        return new Ipv4Address(Ipv4Address.mask(length));
    }

    /// Written out, as the hash below: prefixes are the keys of large tables.
    @Override
    public boolean equals(Object other) {
        return other instanceof Prefix prefix
                && length == prefix.length
                && address.equals(prefix.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + length;
    }

    @Override
    public int compareTo(Prefix other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
