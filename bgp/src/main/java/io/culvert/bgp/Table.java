package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The destinations of one address family under one route distinguisher; the global unicast tables have none. The table
/// under the route distinguisher of a local VRF is also the VRF's own.
final class Table {
    private final AddressFamily ip;
    private final boolean vpn;
    private final RouteDistinguisher rd;
    private final NavigableMap<Prefix, Net> nets = new TreeMap<>();
    private @Nullable Vrf owner;

    Table(AddressFamily ip, boolean vpn, RouteDistinguisher rd) {
        this.ip = ip;
        this.vpn = vpn;
        this.rd = rd;
        this.owner = vpn ? null : Vrf.GLOBAL;
    }

    AddressFamily ip() {
        return ip;
    }

    boolean vpn() {
        return vpn;
    }

    RouteDistinguisher rd() {
        return rd;
    }

    /// The VRF whose routes these are; the global one for global tables; empty for a route distinguisher of others.
    Optional<Vrf> owner() {
        return Optional.ofNullable(owner);
    }

    void owner(@Nullable Vrf vrf) {
        owner = vrf;
    }

    NavigableMap<Prefix, Net> nets() {
        return nets;
    }

    Net net(Prefix prefix) {
        return nets.computeIfAbsent(prefix, p -> new Net(this, p));
    }
}
