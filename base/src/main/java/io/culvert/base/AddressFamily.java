package io.culvert.base;

/// The two IP address families, with the numbers of the IANA Address Family Numbers registry.
public enum AddressFamily {
    IPV4(1, 32),
    IPV6(2, 128);

    private final int afi;
    private final int bits;

    AddressFamily(int afi, int bits) {
        this.afi = afi;
        this.bits = bits;
    }

    /// The IANA address family identifier: 1 for IPv4, 2 for IPv6.
    public int afi() {
        return afi;
    }

    /// Width of an address in bits.
    public int bits() {
        return bits;
    }

    /// Width of an address in octets.
    public int octets() {
        return bits / 8;
    }
}
