package io.culvert.router.config;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import java.util.Optional;

/// One interface, sub-interface, tunnel or virtual template as configured.
///
/// @param vlan the tag of a sub-interface
/// @param tunnel of a tunnel or a template of tunnels; the default elsewhere
public record InterfaceConfig(
        InterfaceName name,
        Optional<String> description,
        boolean shutdown,
        Vrf vrf,
        Optional<DotQ> vlan,
        InterfaceIpv4 ipv4,
        InterfaceIpv6 ipv6,
        InterfaceMpls mpls,
        LinkSettings link,
        TunnelConfig tunnel,
        InterfaceNhrp nhrp) {
    public static InterfaceConfig of(InterfaceName name) {
        return new InterfaceConfig(
                name,
                Optional.empty(),
                false,
                Vrf.GLOBAL,
                Optional.empty(),
                InterfaceIpv4.DEFAULT,
                InterfaceIpv6.DEFAULT,
                InterfaceMpls.DEFAULT,
                LinkSettings.DEFAULT,
                TunnelConfig.DEFAULT,
                InterfaceNhrp.OFF);
    }

    /// Whether the interface carries tunnel packets or is the pattern of interfaces that do.
    public boolean isTunnel() {
        return name.kind() == InterfaceKind.TUNNEL || name.kind() == InterfaceKind.VIRTUAL_TEMPLATE;
    }

    /// An 802.1Q tag.
    ///
    /// @param isNative whether frames of this VLAN go untagged
    public record DotQ(int vlan, boolean isNative) {
        public DotQ {
            if (vlan < 1 || vlan > 4094) {
                throw new IllegalArgumentException("VLAN " + vlan);
            }
        }
    }

    public InterfaceConfig withName(InterfaceName name) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withDescription(Optional<String> description) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withShutdown(boolean shutdown) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withVrf(Vrf vrf) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withVlan(Optional<DotQ> vlan) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withIpv4(InterfaceIpv4 ipv4) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withIpv6(InterfaceIpv6 ipv6) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withMpls(InterfaceMpls mpls) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withLink(LinkSettings link) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withTunnel(TunnelConfig tunnel) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }

    public InterfaceConfig withNhrp(InterfaceNhrp nhrp) {
        return new InterfaceConfig(
                name, description, shutdown, vrf, vlan, ipv4, ipv6, mpls, link, tunnel, nhrp);
    }
}
