/// The Address Resolution Protocol, RFC 826, for IPv4 over Ethernet alone.
@NullMarked
package io.culvert.wire.arp;

import org.jspecify.annotations.NullMarked;
