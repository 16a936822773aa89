package io.culvert.router.config;

import io.culvert.base.RouteTarget;
import java.util.List;
import java.util.Optional;

/// What one address family of a VRF takes in and gives out, RFC 4364 section 4.3.1.
///
/// @param importMap route-map that VPN routes pass on their way in
public record VrfFamily(
        List<RouteTarget> importTargets,
        List<RouteTarget> exportTargets,
        Optional<String> importMap,
        Optional<String> exportMap) {
    public static final VrfFamily DEFAULT =
            new VrfFamily(List.of(), List.of(), Optional.empty(), Optional.empty());

    public VrfFamily {
        importTargets = List.copyOf(importTargets);
        exportTargets = List.copyOf(exportTargets);
    }

    public VrfFamily withImportTargets(List<RouteTarget> importTargets) {
        return new VrfFamily(importTargets, exportTargets, importMap, exportMap);
    }

    public VrfFamily withExportTargets(List<RouteTarget> exportTargets) {
        return new VrfFamily(importTargets, exportTargets, importMap, exportMap);
    }

    public VrfFamily withImportMap(Optional<String> importMap) {
        return new VrfFamily(importTargets, exportTargets, importMap, exportMap);
    }

    public VrfFamily withExportMap(Optional<String> exportMap) {
        return new VrfFamily(importTargets, exportTargets, importMap, exportMap);
    }
}
