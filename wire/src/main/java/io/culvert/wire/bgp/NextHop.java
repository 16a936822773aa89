package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import java.util.Optional;

/// The next hop of MP_REACH_NLRI: 4 or 16 octets, 32 with a link-local address (RFC 2545 section 3); in VPN families
/// each address with eight octets of route distinguisher in front, so 12, 24 or 48 (RFC 4364 section 4.3.2, RFC 4659
/// section 3.2.1). An IPv4 route may have an IPv6 next hop (RFC 8950).
public record NextHop(IpAddress address, Optional<Ipv6Address> linkLocal) {
    private static final int RD_OCTETS = 8;

    public NextHop {
        if (linkLocal.isPresent() && address.isIpv4()) {
            throw new IllegalArgumentException("a link-local address goes with an IPv6 next hop");
        }
    }

    public static NextHop of(IpAddress address) {
        return new NextHop(address, Optional.empty());
    }

    /// Reads a next hop of `length` octets; empty if the family has none of this length.
    static Optional<NextHop> read(ByteReader in, Family family, int length) {
        int rd = family.safi() == Family.SAFI_VPN ? RD_OCTETS : 0;
        boolean ipv4Allowed = family.afi() == 1;
        if (length == 4 + rd && ipv4Allowed) {
            in.skip(rd);
            return of(in, 4);
        }
        if (length == 16 + rd) {
            in.skip(rd);
            return of(in, 16);
        }
        if (length == 2 * (16 + rd)) {
            in.skip(rd);
            var global = of(in, 16);
            in.skip(rd);
            var second = of(in, 16);
            return global.map(
                    hop -> new NextHop(hop.address(), second.map(h -> (Ipv6Address) h.address())));
        }
        return Optional.empty();
    }

    private static Optional<NextHop> of(ByteReader in, int octets) {
        var bytes = in.bytes(octets);
        return in.failed() ? Optional.empty() : Optional.of(NextHop.of(IpAddress.of(bytes)));
    }

    int wireLength(Family family) {
        int rd = family.safi() == Family.SAFI_VPN ? RD_OCTETS : 0;
        int one = address.family().octets() + rd;
        return linkLocal.isPresent() ? 2 * one : one;
    }

    void writeTo(ByteWriter out, Family family) {
        int rd = family.safi() == Family.SAFI_VPN ? RD_OCTETS : 0;
        out.zeros(rd).bytes(address.bytes());
        linkLocal.ifPresent(second -> out.zeros(rd).bytes(second.bytes()));
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
