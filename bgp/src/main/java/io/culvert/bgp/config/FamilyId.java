package io.culvert.bgp.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.Vrf;
import java.util.Comparator;

/// Which `address-family` block: `ipv4`, `ipv6`, `vpnv4`, `vpnv6`, `ipv4 vrf X`, `ipv6 vrf X`.
///
/// @param vpn whether it is the VPN family, whose routes carry route distinguishers; then `vrf` is the global one
public record FamilyId(AddressFamily ip, boolean vpn, Vrf vrf) implements Comparable<FamilyId> {
    public static final FamilyId IPV4 = new FamilyId(AddressFamily.IPV4, false, Vrf.GLOBAL);
    public static final FamilyId IPV6 = new FamilyId(AddressFamily.IPV6, false, Vrf.GLOBAL);
    public static final FamilyId VPNV4 = new FamilyId(AddressFamily.IPV4, true, Vrf.GLOBAL);
    public static final FamilyId VPNV6 = new FamilyId(AddressFamily.IPV6, true, Vrf.GLOBAL);

    private static final Comparator<FamilyId> ORDER =
            Comparator.comparing(FamilyId::vrf)
                    .thenComparing(FamilyId::vpn)
                    .thenComparing(FamilyId::ip);

    public FamilyId {
        if (vpn && !vrf.isGlobal()) {
            throw new IllegalArgumentException("the VPN families have no VRF");
        }
    }

    /// `address-family ipv4 vrf X`.
    public static FamilyId ipv4(Vrf vrf) {
        return new FamilyId(AddressFamily.IPV4, false, vrf);
    }

    /// `address-family ipv6 vrf X`.
    public static FamilyId ipv6(Vrf vrf) {
        return new FamilyId(AddressFamily.IPV6, false, vrf);
    }

    @Override
    public int compareTo(FamilyId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String name = (vpn ? "vpnv" : "ipv") + (ip == AddressFamily.IPV4 ? "4" : "6");
        return vpn || vrf.isGlobal() ? name : name + " vrf " + vrf.name();
    }
}
