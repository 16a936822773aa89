package io.culvert.commands.bgp;

import io.culvert.bgp.config.FamilyId;

/// The families in the order in which displays of all of them tell of them. Neighbours in VRFs stand among those of the VPN
/// family.
enum ShownFamily {
    IPV4("IPv4 Unicast", FamilyId.IPV4),
    VPNV4("VPNv4 Unicast", FamilyId.VPNV4),
    IPV6("IPv6 Unicast", FamilyId.IPV6),
    VPNV6("VPNv6 Unicast", FamilyId.VPNV6),
    RTFILTER("RTFilter Unicast", FamilyId.RTFILTER);

    private final String title;
    private final FamilyId id;

    ShownFamily(String title, FamilyId id) {
        this.title = title;
        this.id = id;
    }

    /// As headings name it.
    String title() {
        return title;
    }

    FamilyId id() {
        return id;
    }

    /// Whether what is said about `family` stands here.
    boolean shows(FamilyId family) {
        return family.equals(id) || id.vpn() && family.ip() == id.ip() && !family.vrf().isGlobal();
    }
}
