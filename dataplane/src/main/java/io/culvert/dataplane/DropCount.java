package io.culvert.dataplane;

/// How often packets were dropped for a reason.
public record DropCount(Drop reason, long packets) {}
