package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.Service;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The destinations of one address family under one route distinguisher; the global unicast tables have none. The table
/// under the route distinguisher of a local VRF is also the VRF's own. The table of memberships (RFC 4684) has neither.
final class Table {
    private final AddressFamily ip;
    private final Service service;
    private final RouteDistinguisher rd;
    private final NavigableMap<Prefix, Net> nets = new TreeMap<>();
    private @Nullable Vrf owner;

    Table(AddressFamily ip, Service service, RouteDistinguisher rd) {
        this.ip = ip;
        this.service = service;
        this.rd = rd;
        disown();
    }

    AddressFamily ip() {
        return ip;
    }

    Service service() {
        return service;
    }

    boolean vpn() {
        return service == Service.VPN;
    }

    RouteDistinguisher rd() {
        return rd;
    }

    /// The VRF whose routes these are; the global one for global tables; empty for memberships and for a route
    /// distinguisher of others.
    Optional<Vrf> owner() {
        return Optional.ofNullable(owner);
    }

    void owner(Vrf vrf) {
        owner = vrf;
    }

    /// Unicast tables that no VRF owns are the global ones.
    final void disown() {
        owner = service == Service.UNICAST ? Vrf.GLOBAL : null;
    }

    NavigableMap<Prefix, Net> nets() {
        return nets;
    }

    Net net(Prefix prefix) {
        return nets.computeIfAbsent(prefix, p -> new Net(this, p));
    }
}
