package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.bgp.route.PathAttributes;

/// What a peer said of its routes in one UPDATE, before any inbound policy: an entry of the Adj-RIB-In (RFC 4271 section 3.2)
/// as far as the routes of the UPDATE share it.
record Received(PathAttributes attributes, IpAddress nextHop) {}
