package io.culvert.router;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import java.time.Instant;

/// Why a tunnel is down that would carry its own packets.
///
/// @param end the address outside that they would go to
/// @param via the route to it that led into the tunnel
/// @param until when the tunnel is tried again
public record Recursion(IpAddress end, Prefix via, Instant until) {}
