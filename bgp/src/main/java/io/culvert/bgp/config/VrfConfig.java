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
/// @param labelModes `mpls label mode vrf V protocol bgp-vpnv4|bgp-vpnv6 MODE`, where it is not per prefix
/// @param families only those that were entered
public record VrfConfig(
        Optional<RouteDistinguisher> routeDistinguisher,
        NavigableMap<AddressFamily, LabelMode> labelModes,
        NavigableMap<AddressFamily, VrfRoutes> families) {
    public static final VrfConfig EMPTY =
            new VrfConfig(
                    Optional.empty(),
                    Collections.emptyNavigableMap(),
                    Collections.emptyNavigableMap());

    public VrfConfig {
        labelModes = Collections.unmodifiableNavigableMap(new TreeMap<>(labelModes));
        families = Collections.unmodifiableNavigableMap(new TreeMap<>(families));
    }

    public VrfConfig withFamily(AddressFamily family, VrfRoutes routes) {
        var all = new TreeMap<AddressFamily, VrfRoutes>(families);
        all.put(family, routes);
        return withFamilies(all);
    }

    public VrfConfig withRouteDistinguisher(Optional<RouteDistinguisher> value) {
        return new VrfConfig(value, labelModes, families);
    }

    public LabelMode labelMode(AddressFamily family) {
        return labelModes.getOrDefault(family, LabelMode.PER_PREFIX);
    }

    public VrfConfig withLabelMode(AddressFamily family, LabelMode value) {
        var all = new TreeMap<AddressFamily, LabelMode>(labelModes);
        all.put(family, value);
        return new VrfConfig(routeDistinguisher, all, families);
    }

    public VrfConfig withFamilies(NavigableMap<AddressFamily, VrfRoutes> value) {
        return new VrfConfig(routeDistinguisher, labelModes, value);
    }
}
