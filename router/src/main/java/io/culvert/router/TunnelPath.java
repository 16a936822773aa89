package io.culvert.router;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;

/// Where the outer packets of a tunnel go, once both ends are known.
///
/// @param frontDoor the VRF in which the outer packet is routed
public record TunnelPath(Vrf frontDoor, IpAddress source, IpAddress destination) {}
