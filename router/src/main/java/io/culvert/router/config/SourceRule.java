package io.culvert.router.config;

/// What the route back to the source of a packet must be where it comes in: `ip verify unicast source reachable-via`.
///
/// @param strict whether it must lead out of the interface that the packet came by (`rx`), or may lead anywhere (`any`)
/// @param allowDefault whether the default route counts
public record SourceRule(boolean strict, boolean allowDefault) {}
