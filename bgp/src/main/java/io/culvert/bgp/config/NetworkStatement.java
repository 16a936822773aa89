package io.culvert.bgp.config;

import io.culvert.base.Prefix;
import java.util.Optional;

/// `network P [mask M] [route-map R]`: originates the prefix while the routing table has exactly it.
public record NetworkStatement(Prefix prefix, Optional<String> routeMap) {}
