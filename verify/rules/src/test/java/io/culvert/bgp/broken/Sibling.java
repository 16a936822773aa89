package io.culvert.bgp.broken;

/// Seen by a sibling that must not.
public record Sibling(int number) {}
