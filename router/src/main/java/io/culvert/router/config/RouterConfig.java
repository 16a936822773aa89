package io.culvert.router.config;

import io.culvert.base.InterfaceName;
import io.culvert.base.OrderedMap;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.router.config.management.ManagementConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The configuration of one router.
///
/// @param ike IKEv2 and IPsec, by name
/// @param interfaces in the order in which they were first named
/// @param policies route-maps and the lists they name; its access lists are empty here, see [#bgpSettings]
/// @param management who may come to the router, and where its messages go
/// @param kept lines that are kept and shown but have no effect, or not their whole effect
public record RouterConfig(
        SystemConfig system,
        AaaConfig aaa,
        OrderedMap<Vrf, VrfConfig> vrfs,
        MplsConfig mpls,
        PkiConfig pki,
        IkeConfig ike,
        IpsecConfig ipsec,
        OrderedMap<InterfaceName, InterfaceConfig> interfaces,
        Optional<BgpConfig> bgp,
        List<StaticRoute> staticRoutes,
        OrderedMap<String, AccessList> accessLists,
        PolicyBook policies,
        ManagementConfig management,
        KeptLines kept) {
    public static final RouterConfig DEFAULT =
            new RouterConfig(
                    SystemConfig.DEFAULT,
                    AaaConfig.DEFAULT,
                    OrderedMap.empty(),
                    MplsConfig.DEFAULT,
                    PkiConfig.DEFAULT,
                    IkeConfig.DEFAULT,
                    IpsecConfig.DEFAULT,
                    OrderedMap.empty(),
                    Optional.empty(),
                    List.of(),
                    OrderedMap.empty(),
                    PolicyBook.EMPTY,
                    ManagementConfig.DEFAULT,
                    KeptLines.NONE);

    public RouterConfig {
        // `ip route` and `ipv6 route` are shown one after the other, so their order among each
        // other means nothing.
        staticRoutes =
                staticRoutes.stream()
                        .sorted(Comparator.comparing(route -> !route.prefix().address().isIpv4()))
                        .toList();
    }

    /// What the BGP engine is configured with.
    public BgpSettings bgpSettings() {
        return EngineSettings.bgp(this);
    }

    /// What the IKEv2 engine is configured with: what a profile leaves open is filled in from the lines for the whole router.
    public IkeConfig ikeSettings() {
        return EngineSettings.ike(this);
    }

    public RouterConfig withVrf(VrfConfig vrf) {
        return withVrfs(vrfs.with(vrf.vrf(), vrf));
    }

    public RouterConfig withInterface(InterfaceConfig changed) {
        return withInterfaces(interfaces.with(changed.name(), changed));
    }

    public RouterConfig withSystem(SystemConfig system) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withAaa(AaaConfig aaa) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withVrfs(OrderedMap<Vrf, VrfConfig> vrfs) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withMpls(MplsConfig mpls) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withPki(PkiConfig pki) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withIke(IkeConfig ike) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withIpsec(IpsecConfig ipsec) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withInterfaces(OrderedMap<InterfaceName, InterfaceConfig> interfaces) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withBgp(Optional<BgpConfig> bgp) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withStaticRoutes(List<StaticRoute> staticRoutes) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withAccessLists(OrderedMap<String, AccessList> accessLists) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withPolicies(PolicyBook policies) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withManagement(ManagementConfig management) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }

    public RouterConfig withKept(KeptLines kept) {
        return new RouterConfig(
                system,
                aaa,
                vrfs,
                mpls,
                pki,
                ike,
                ipsec,
                interfaces,
                bgp,
                staticRoutes,
                accessLists,
                policies,
                management,
                kept);
    }
}
