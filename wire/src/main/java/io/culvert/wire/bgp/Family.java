package io.culvert.wire.bgp;

import io.culvert.base.AddressFamily;
import java.util.Optional;

/// An address family with its subsequent address family, RFC 4760 section 6: an open registry.
public record Family(int afi, int safi) implements Comparable<Family> {
    public static final int SAFI_UNICAST = 1;
    public static final int SAFI_LABELLED = 4;
    public static final int SAFI_VPN = 128;
    public static final int SAFI_ROUTE_TARGET = 132;

    public static final Family IPV4 = new Family(1, SAFI_UNICAST);
    public static final Family IPV6 = new Family(2, SAFI_UNICAST);
    public static final Family IPV4_LABELLED = new Family(1, SAFI_LABELLED);
    public static final Family IPV6_LABELLED = new Family(2, SAFI_LABELLED);
    public static final Family VPNV4 = new Family(1, SAFI_VPN);
    public static final Family VPNV6 = new Family(2, SAFI_VPN);
    public static final Family ROUTE_TARGET = new Family(1, SAFI_ROUTE_TARGET);

    public Family {
        if (afi < 0 || afi > 0xFFFF || safi < 0 || safi > 0xFF) {
            throw new IllegalArgumentException("AFI " + afi + " SAFI " + safi);
        }
    }

    /// The address family of the prefixes; empty for one that we do not know.
    public Optional<AddressFamily> ip() {
        return switch (afi) {
            case 1 -> Optional.of(AddressFamily.IPV4);
            case 2 -> Optional.of(AddressFamily.IPV6);
            default -> Optional.empty();
        };
    }

    /// Written out, as the hash and the order below: each UPDATE names its family.
    @Override
    public boolean equals(Object other) {
        return other instanceof Family family && afi == family.afi && safi == family.safi;
    }

    @Override
    public int hashCode() {
        return afi << 8 | safi;
    }

    @Override
    public int compareTo(Family other) {
        return safi != other.safi
                ? Integer.compare(safi, other.safi)
                : Integer.compare(afi, other.afi);
    }

    @Override
    public String toString() {
        String ip = afi == 1 ? "IPv4" : afi == 2 ? "IPv6" : "AFI " + afi;
        return switch (safi) {
            case SAFI_UNICAST -> ip + " Unicast";
            case SAFI_LABELLED -> ip + " Labeled Unicast";
            case SAFI_VPN -> afi == 1 ? "VPNv4 Unicast" : afi == 2 ? "VPNv6 Unicast" : ip + " VPN";
            case SAFI_ROUTE_TARGET -> "RT Filter";
            default -> ip + " SAFI " + safi;
        };
    }
}
