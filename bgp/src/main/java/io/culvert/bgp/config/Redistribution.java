package io.culvert.bgp.config;

import java.util.Optional;

/// `redistribute SOURCE [route-map R] [metric M]`.
///
/// @param routeMap an undefined one matches nothing, with a warning (decision D6)
/// @param metric the MED in place of the metric of the route
public record Redistribution(
        RouteSource source, Optional<String> routeMap, Optional<Long> metric) {}
