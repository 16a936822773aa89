package io.culvert.rib;

import java.util.List;

/// The best route of a prefix and its usable paths, at least one.
public record Forwarding(Route route, List<Path> paths) {
    public Forwarding {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("a route in force has a path");
        }
        paths = List.copyOf(paths);
    }
}
