package io.culvert.router.config;

import io.culvert.base.InterfaceName;
import io.culvert.base.OrderedMap;
import io.culvert.base.Vrf;
import java.util.List;

/// The configuration of one router.
///
/// @param interfaces in the order in which they were first named
/// @param kept lines that are kept and shown but have no effect, or not their whole effect
public record RouterConfig(
        SystemConfig system,
        AaaConfig aaa,
        OrderedMap<Vrf, VrfConfig> vrfs,
        MplsConfig mpls,
        IpsecConfig ipsec,
        OrderedMap<InterfaceName, InterfaceConfig> interfaces,
        List<StaticRoute> staticRoutes,
        OrderedMap<String, AccessList> accessLists,
        KeptLines kept) {
    public static final RouterConfig DEFAULT =
            new RouterConfig(
                    SystemConfig.DEFAULT,
                    AaaConfig.DEFAULT,
                    OrderedMap.empty(),
                    MplsConfig.DEFAULT,
                    IpsecConfig.DEFAULT,
                    OrderedMap.empty(),
                    List.of(),
                    OrderedMap.empty(),
                    KeptLines.NONE);

    public RouterConfig {
        staticRoutes = List.copyOf(staticRoutes);
    }

    public RouterConfig withVrf(VrfConfig vrf) {
        return withVrfs(vrfs.with(vrf.vrf(), vrf));
    }

    public RouterConfig withInterface(InterfaceConfig changed) {
        return withInterfaces(interfaces.with(changed.name(), changed));
    }

    public RouterConfig withSystem(SystemConfig system) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }

    public RouterConfig withAaa(AaaConfig aaa) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }

    public RouterConfig withVrfs(OrderedMap<Vrf, VrfConfig> vrfs) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }

    public RouterConfig withMpls(MplsConfig mpls) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }

    public RouterConfig withIpsec(IpsecConfig ipsec) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }

    public RouterConfig withInterfaces(OrderedMap<InterfaceName, InterfaceConfig> interfaces) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }

    public RouterConfig withStaticRoutes(List<StaticRoute> staticRoutes) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }

    public RouterConfig withAccessLists(OrderedMap<String, AccessList> accessLists) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }

    public RouterConfig withKept(KeptLines kept) {
        return new RouterConfig(
                system, aaa, vrfs, mpls, ipsec, interfaces, staticRoutes, accessLists, kept);
    }
}
