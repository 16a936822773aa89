package io.culvert.rib;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import java.util.Optional;

/// What looking up an address for a next hop or a session came to.
///
/// @param via the route that covers the address
/// @param connected whether the address is a neighbour on `out`, without a gateway between
/// @param transport the label of the way there, empty where none is bound
public record Resolution(
        Prefix via,
        RouteSource source,
        InterfaceName out,
        Optional<IpAddress> gateway,
        boolean connected,
        long metric,
        Optional<Label> transport) {}
