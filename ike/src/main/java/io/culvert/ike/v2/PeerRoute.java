package io.culvert.ike.v2;

import io.culvert.base.Prefix;

/// A route through the session's interface, as `route accept` lets it in (D8).
public record PeerRoute(Prefix prefix, int tag, int distance) {}
