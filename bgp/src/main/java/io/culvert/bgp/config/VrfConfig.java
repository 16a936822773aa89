package io.culvert.bgp.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.RouteDistinguisher;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// What BGP needs to know of a VRF: the lines of `vrf definition` or `ip vrf`, and its label mode. Without a route
/// distinguisher a VRF has no BGP table.
///
/// @param labelMode `mpls label mode vrf V protocol bgp-vpnv4 MODE`
/// @param families only those that were entered
public record VrfConfig(
        Optional<RouteDistinguisher> routeDistinguisher,
        LabelMode labelMode,
        NavigableMap<AddressFamily, VrfRoutes> families) {
    public static final VrfConfig EMPTY =
            new VrfConfig(Optional.empty(), LabelMode.PER_PREFIX, Collections.emptyNavigableMap());

    public VrfConfig {
        families = Collections.unmodifiableNavigableMap(new TreeMap<>(families));
    }

    public VrfConfig withFamily(AddressFamily family, VrfRoutes routes) {
        var all = new TreeMap<AddressFamily, VrfRoutes>(families);
        all.put(family, routes);
        return withFamilies(all);
    }

    public VrfConfig withRouteDistinguisher(Optional<RouteDistinguisher> value) {
        return new VrfConfig(value, labelMode, families);
    }

    public VrfConfig withLabelMode(LabelMode value) {
        return new VrfConfig(routeDistinguisher, value, families);
    }

    public VrfConfig withFamilies(NavigableMap<AddressFamily, VrfRoutes> value) {
        return new VrfConfig(routeDistinguisher, labelMode, value);
    }
}
