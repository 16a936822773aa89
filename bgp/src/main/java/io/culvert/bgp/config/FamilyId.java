package io.culvert.bgp.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.Vrf;
import io.culvert.wire.bgp.Family;

/// Which `address-family` block: `ipv4`, `ipv6`, `vpnv4`, `vpnv6`, `rtfilter`, `ipv4 vrf X`, `ipv6 vrf X`.
public record FamilyId(AddressFamily ip, Service service, Vrf vrf) implements Comparable<FamilyId> {
    public static final FamilyId IPV4 = ipv4(Vrf.GLOBAL);
    public static final FamilyId IPV6 = ipv6(Vrf.GLOBAL);
    public static final FamilyId VPNV4 = vpn(AddressFamily.IPV4);
    public static final FamilyId VPNV6 = vpn(AddressFamily.IPV6);
    public static final FamilyId RTFILTER =
            new FamilyId(AddressFamily.IPV4, Service.ROUTE_TARGET, Vrf.GLOBAL);

    public FamilyId {
        if (service != Service.UNICAST && !vrf.isGlobal()) {
            throw new IllegalArgumentException("only unicast families have a VRF");
        }
        if (service == Service.ROUTE_TARGET && ip != AddressFamily.IPV4) {
            throw new IllegalArgumentException("RFC 4684 section 4 has one family for all targets");
        }
    }

    /// `address-family ipv4 vrf X`.
    public static FamilyId ipv4(Vrf vrf) {
        return unicast(AddressFamily.IPV4, vrf);
    }

    /// `address-family ipv6 vrf X`.
    public static FamilyId ipv6(Vrf vrf) {
        return unicast(AddressFamily.IPV6, vrf);
    }

    public static FamilyId unicast(AddressFamily ip, Vrf vrf) {
        return new FamilyId(ip, Service.UNICAST, vrf);
    }

    public static FamilyId vpn(AddressFamily ip) {
        return new FamilyId(ip, Service.VPN, Vrf.GLOBAL);
    }

    /// Whether it is a VPN family, whose routes carry route distinguishers; then `vrf` is the global one.
    public boolean vpn() {
        return service == Service.VPN;
    }

    /// Whether its routes are memberships and not prefixes.
    public boolean isRouteTarget() {
        return service == Service.ROUTE_TARGET;
    }

    /// Its name on the wire.
    public Family wire() {
        return new Family(ip.afi(), service.safi());
    }

    /// Written out, as the hash and the order below: each UPDATE asks for what is known of its family.
    @Override
    public boolean equals(Object other) {
        return other instanceof FamilyId family
                && ip == family.ip
                && service == family.service
                && vrf.equals(family.vrf);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * vrf.hashCode() + service.hashCode()) + ip.hashCode();
    }

    @Override
    public int compareTo(FamilyId other) {
        int vrfs = vrf.compareTo(other.vrf);
        if (vrfs != 0) {
            return vrfs;
        }
        int services = service.compareTo(other.service);
        return services != 0 ? services : ip.compareTo(other.ip);
    }

    @Override
    public String toString() {
        if (isRouteTarget()) {
            return "rtfilter";
        }
        String name = (vpn() ? "vpnv" : "ipv") + (ip == AddressFamily.IPV4 ? "4" : "6");
        return vpn() || vrf.isGlobal() ? name : name + " vrf " + vrf.name();
    }
}
