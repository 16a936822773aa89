package io.culvert.router.config;

import java.util.Optional;

/// MPLS on an interface.
///
/// @param ip `mpls ip`: label distribution by LDP
/// @param bgpForwarding `mpls bgp forwarding`: labelled packets without LDP
/// @param nhrp `mpls nhrp`: labels bound by NHRP
public record InterfaceMpls(
        boolean ip, boolean bgpForwarding, boolean nhrp, Optional<Integer> mtu) {
    public static final InterfaceMpls DEFAULT =
            new InterfaceMpls(false, false, false, Optional.empty());

    /// Whether labelled packets may enter and leave here.
    public boolean carriesLabels() {
        return ip || bgpForwarding || nhrp;
    }

    public InterfaceMpls withIp(boolean ip) {
        return new InterfaceMpls(ip, bgpForwarding, nhrp, mtu);
    }

    public InterfaceMpls withBgpForwarding(boolean bgpForwarding) {
        return new InterfaceMpls(ip, bgpForwarding, nhrp, mtu);
    }

    public InterfaceMpls withNhrp(boolean nhrp) {
        return new InterfaceMpls(ip, bgpForwarding, nhrp, mtu);
    }

    public InterfaceMpls withMtu(Optional<Integer> mtu) {
        return new InterfaceMpls(ip, bgpForwarding, nhrp, mtu);
    }
}
