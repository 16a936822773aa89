package io.culvert.base;

import java.util.Optional;

/// An IPv4 or IPv6 address. IPv4 sorts before IPv6; within a family addresses sort as unsigned numbers.
public sealed interface IpAddress extends Comparable<IpAddress> permits Ipv4Address, Ipv6Address {
    AddressFamily family();

    /// The address in network byte order: 4 or 16 octets.
    Bytes bytes();

    /// The bit at `index`, 0 being the most significant.
    boolean bit(int index);

    /// This address with every bit from `length` on cleared.
    IpAddress masked(int length);

    /// This address with every bit from `length` on set: the last one of the prefix.
    IpAddress filled(int length);

    boolean isUnspecified();

    boolean isLoopback();

    boolean isMulticast();

    boolean isLinkLocal();

    /// The address `offset` steps further, wrapping at the end of the family.
    IpAddress plus(long offset);

    default boolean isIpv4() {
        return family() == AddressFamily.IPV4;
    }

    /// Reads 4 octets as IPv4 and 16 as IPv6; any other length is our own mistake.
    static IpAddress of(Bytes bytes) {
        return switch (bytes.size()) {
            case 4 -> new Ipv4Address(bytes.i32(0));
            case 16 -> new Ipv6Address(bytes.i64(0), bytes.i64(8));
            default ->
                    throw new IllegalArgumentException(
                            "an address has 4 or 16 octets, not " + bytes.size());
        };
    }

    /// Reads the usual text form of either family; a literal in the source that does not parse is our own mistake.
    static IpAddress of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an address: " + text));
    }

    /// Reads dotted decimal (RFC 6943 section 3.1.1, strict form) or the IPv6 text form (RFC 4291 section 2.2).
    static Optional<IpAddress> parse(String text) {
        return text.indexOf(':') >= 0
                ? Ipv6Address.parse(text).map(IpAddress.class::cast)
                : Ipv4Address.parse(text).map(IpAddress.class::cast);
    }

    /// The order of IPv4 before IPv6, then unsigned.
    static int compare(IpAddress a, IpAddress b) {
        return switch (a) {
            case Ipv4Address left when b instanceof Ipv4Address right ->
                    Integer.compareUnsigned(left.bits(), right.bits());
            case Ipv4Address _ -> -1;
            case Ipv6Address _ when b instanceof Ipv4Address -> 1;
            case Ipv6Address left -> {
                var right = (Ipv6Address) b;
                int high = Long.compareUnsigned(left.high(), right.high());
                yield high != 0 ? high : Long.compareUnsigned(left.low(), right.low());
            }
        };
    }
}
