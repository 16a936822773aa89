package io.culvert.commands.config;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.PeerKey;
import io.culvert.ike.v2.config.AddressPool;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.StaticRoute;
import java.util.LinkedHashSet;
import java.util.Optional;

/// What two lines cannot both claim, and what a router cannot be to itself.
final class Clashes {
    private Clashes() {}

    static Optional<String> pools(RouterConfig before, RouterConfig after) {
        if (before.ike().pools().equals(after.ike().pools())) {
            return Optional.empty();
        }
        for (AddressPool pool : after.ike().pools()) {
            for (AddressPool other : after.ike().pools()) {
                if (pool.name().compareTo(other.name()) < 0 && overlap(pool, other)) {
                    return Optional.of(
                            "%IP address range overlaps: pool "
                                    + pool.name()
                                    + " and pool "
                                    + other.name()
                                    + " would give the same addresses");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean overlap(AddressPool pool, AddressPool other) {
        return pool.ranges().stream()
                .anyMatch(
                        range ->
                                other.ranges().stream()
                                        .anyMatch(
                                                taken ->
                                                        range.contains(taken.first())
                                                                || taken.contains(range.first())));
    }

    static Optional<String> tags(RouterConfig before, RouterConfig after) {
        if (before.interfaces().equals(after.interfaces())) {
            return Optional.empty();
        }
        for (InterfaceConfig port : after.interfaces()) {
            if (port.vlan().isEmpty()
                    || before.interfaces().get(port.name()).equals(Optional.of(port))) {
                continue;
            }
            int vlan = port.vlan().get().vlan();
            for (InterfaceConfig other : after.interfaces()) {
                if (!other.name().equals(port.name())
                        && other.name().isSubinterface()
                        && other.name().parent().equals(port.name().parent())
                        && other.vlan().filter(tag -> tag.vlan() == vlan).isPresent()) {
                    return Optional.of(
                            "%Configuration of multiple subinterfaces of the same main interface with the same VID ("
                                    + vlan
                                    + ") is not permitted. This VID is already configured on "
                                    + other.name()
                                    + ".");
                }
            }
        }
        return Optional.empty();
    }

    static Optional<String> ownNextHop(RouterConfig before, RouterConfig after) {
        if (before.staticRoutes().equals(after.staticRoutes())) {
            return Optional.empty();
        }
        var known = new LinkedHashSet<StaticRoute>(before.staticRoutes());
        for (StaticRoute route : after.staticRoutes()) {
            if (route.gateway().isEmpty() || known.contains(route)) {
                continue;
            }
            Vrf table = route.gatewayIsGlobal() ? Vrf.GLOBAL : route.vrf();
            Optional<InterfaceConfig> own = owner(after, table, route.gateway().get());
            if (own.isPresent()) {
                return Optional.of(
                        "%Invalid next hop address (it's this router): "
                                + route.gateway().get()
                                + " is the address of "
                                + own.get().name());
            }
        }
        return Optional.empty();
    }

    static Optional<String> ownNeighbor(RouterConfig before, RouterConfig after) {
        if (before.bgp().equals(after.bgp()) || after.bgp().isEmpty()) {
            return Optional.empty();
        }
        for (PeerKey.Neighbor peer : after.bgp().get().neighbors().keySet()) {
            if (before.bgp().filter(bgp -> bgp.neighbors().containsKey(peer)).isPresent()) {
                continue;
            }
            Optional<InterfaceConfig> own = owner(after, peer.vrf(), peer.address());
            if (own.isPresent()) {
                return Optional.of(
                        "% BGP: cannot configure the local system as neighbor: "
                                + peer.address()
                                + " is the address of "
                                + own.get().name());
            }
        }
        return Optional.empty();
    }

    private static Optional<InterfaceConfig> owner(
            RouterConfig config, Vrf vrf, IpAddress address) {
        return config.interfaces().values().stream()
                .filter(port -> port.vrf().equals(vrf))
                .filter(
                        port ->
                                port.ipv4().addresses().stream()
                                                .anyMatch(own -> own.address().equals(address))
                                        || port.ipv6().addresses().stream()
                                                .anyMatch(own -> own.address().equals(address)))
                .findFirst();
    }

    static Optional<String> familyWithoutVrf(RouterConfig before, RouterConfig after) {
        if (before.bgp().equals(after.bgp()) || after.bgp().isEmpty()) {
            return Optional.empty();
        }
        return after.bgp().get().families().keySet().stream()
                .map(id -> id.vrf())
                .filter(vrf -> !vrf.isGlobal() && !after.vrfs().has(vrf))
                .findFirst()
                .map(
                        vrf ->
                                "% VRF "
                                        + vrf.name()
                                        + " does not exist or is not configured; define it with vrf definition "
                                        + vrf.name());
    }
}
