package io.culvert.rib;

import java.util.List;
import java.util.Optional;

/// The best route of a prefix and its usable paths, at least one.
///
/// @param own the paths of the route itself
/// @param override a shortcut that takes the place of the route's next hops while the route stays what it is
///     (flexvpn-mpls.md S15)
public record Forwarding(Route route, List<Path> own, Optional<NextHopOverride> override) {
    /// A route that NHRP offers for the same prefix.
    public record NextHopOverride(Route route, List<Path> paths) {
        public NextHopOverride {
            paths = List.copyOf(paths);
        }
    }

    public Forwarding {
        if (own.isEmpty()) {
            throw new IllegalArgumentException("a route in force has a path");
        }
        own = List.copyOf(own);
    }

    public Forwarding(Route route, List<Path> own) {
        this(route, own, Optional.empty());
    }

    /// Where packets go.
    public List<Path> paths() {
        return override.map(NextHopOverride::paths).orElse(own);
    }
}
