package io.culvert.bgp.config;

import java.util.Optional;

/// `neighbor default-originate`: a default route for one neighbour, without a look at the routing table unless a
/// route-map asks for one.
public record DefaultOriginate(Optional<String> routeMap) {}
