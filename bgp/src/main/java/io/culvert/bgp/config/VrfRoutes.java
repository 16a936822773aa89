package io.culvert.bgp.config;

import io.culvert.base.RouteTarget;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// What crosses the border of a VRF in one address family.
///
/// @param exportMap a route-map that may add or refuse
public record VrfRoutes(
        NavigableSet<RouteTarget> exportTargets,
        NavigableSet<RouteTarget> importTargets,
        Optional<String> exportMap,
        Optional<String> importMap) {
    public static final VrfRoutes EMPTY =
            new VrfRoutes(
                    Collections.emptyNavigableSet(),
                    Collections.emptyNavigableSet(),
                    Optional.empty(),
                    Optional.empty());

    public VrfRoutes {
        exportTargets = Collections.unmodifiableNavigableSet(new TreeSet<>(exportTargets));
        importTargets = Collections.unmodifiableNavigableSet(new TreeSet<>(importTargets));
    }

    public VrfRoutes withExportTargets(NavigableSet<RouteTarget> value) {
        return new VrfRoutes(value, importTargets, exportMap, importMap);
    }

    public VrfRoutes withImportTargets(NavigableSet<RouteTarget> value) {
        return new VrfRoutes(exportTargets, value, exportMap, importMap);
    }

    public VrfRoutes withExportMap(Optional<String> value) {
        return new VrfRoutes(exportTargets, importTargets, value, importMap);
    }

    public VrfRoutes withImportMap(Optional<String> value) {
        return new VrfRoutes(exportTargets, importTargets, exportMap, value);
    }
}
