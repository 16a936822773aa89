package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import java.util.Optional;

/// Where a table sends a destination, shortcuts of NHRP left out.
///
/// @param prefix of the route in force
/// @param out the interface; empty where the route discards
/// @param nextHop on the overlay of `out`; empty where the destination itself is the neighbour
/// @param isLocal an address of this router
public record Way(
        Prefix prefix, Optional<InterfaceName> out, Optional<IpAddress> nextHop, boolean isLocal) {}
