package io.culvert.router.config;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.Optional;

/// A static route. It names an interface (attached), a gateway (recursive) or both.
///
/// @param out Null0 discards
/// @param gatewayIsGlobal whether the gateway is looked up in the global table
/// @param name for humans
public record StaticRoute(
        Vrf vrf,
        Prefix prefix,
        Optional<InterfaceName> out,
        Optional<IpAddress> gateway,
        boolean gatewayIsGlobal,
        int distance,
        long tag,
        Optional<String> name,
        boolean permanent) {
    public static final int DISTANCE = 1;

    public StaticRoute {
        if (out.isEmpty() && gateway.isEmpty()) {
            throw new IllegalArgumentException(
                    "a static route leads to an interface or to a gateway");
        }
    }

    public static StaticRoute of(
            Vrf vrf, Prefix prefix, Optional<InterfaceName> out, Optional<IpAddress> gateway) {
        return new StaticRoute(
                vrf, prefix, out, gateway, false, DISTANCE, 0, Optional.empty(), false);
    }

    public boolean isDiscard() {
        return out.isPresent() && out.get().kind() == InterfaceKind.NULL;
    }

    /// Whether both are the same way to the same prefix, so that one replaces the other.
    public boolean sameWay(StaticRoute other) {
        return vrf.equals(other.vrf)
                && prefix.equals(other.prefix)
                && out.equals(other.out)
                && gateway.equals(other.gateway);
    }

    public StaticRoute withVrf(Vrf vrf) {
        return new StaticRoute(
                vrf, prefix, out, gateway, gatewayIsGlobal, distance, tag, name, permanent);
    }

    public StaticRoute withGatewayIsGlobal(boolean gatewayIsGlobal) {
        return new StaticRoute(
                vrf, prefix, out, gateway, gatewayIsGlobal, distance, tag, name, permanent);
    }

    public StaticRoute withDistance(int distance) {
        return new StaticRoute(
                vrf, prefix, out, gateway, gatewayIsGlobal, distance, tag, name, permanent);
    }

    public StaticRoute withTag(long tag) {
        return new StaticRoute(
                vrf, prefix, out, gateway, gatewayIsGlobal, distance, tag, name, permanent);
    }

    public StaticRoute withName(Optional<String> name) {
        return new StaticRoute(
                vrf, prefix, out, gateway, gatewayIsGlobal, distance, tag, name, permanent);
    }

    public StaticRoute withPermanent(boolean permanent) {
        return new StaticRoute(
                vrf, prefix, out, gateway, gatewayIsGlobal, distance, tag, name, permanent);
    }
}
