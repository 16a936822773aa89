package io.culvert.host;

import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.wire.ip.IpPacket;

/// A whole packet for one of the router's own addresses.
///
/// @param vrf the table in which the packet was looked up
/// @param from the interface that it came in by
public record PacketIn(Vrf vrf, InterfaceName from, IpPacket packet) {}
