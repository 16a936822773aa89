package io.culvert.router.config;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;

/// Where the outer header of a tunnel gets its source address from.
public sealed interface TunnelSource {
    record FromInterface(InterfaceName name) implements TunnelSource {}

    record FromAddress(IpAddress address) implements TunnelSource {}
}
