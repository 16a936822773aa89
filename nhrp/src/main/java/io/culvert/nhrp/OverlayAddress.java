package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;

/// Overlay addresses as packets hold them. All protocol addresses of a packet are of one family; where IPv6 customers meet an overlay
/// of IPv4, its addresses stand there as IPv4-mapped ones (RFC 4291 section 2.5.5.2), as next hops do in BGP (RFC 4659 section
/// 3.2.1.2).
final class OverlayAddress {
    private static final long MAPPED = 0xFFFFL << 32;

    private OverlayAddress() {}

    static IpAddress inPacket(IpAddress overlay, AddressFamily family) {
        return family == AddressFamily.IPV6 && overlay instanceof Ipv4Address(int bits)
                ? new Ipv6Address(0, MAPPED | Integer.toUnsignedLong(bits))
                : overlay;
    }

    static IpAddress of(IpAddress inPacket) {
        return inPacket instanceof Ipv6Address(long high, long low)
                        && high == 0
                        && low >>> 32 << 32 == MAPPED
                ? new Ipv4Address((int) low)
                : inPacket;
    }
}
