package io.culvert.router;

import io.culvert.base.InterfaceName;

/// A physical port that something is plugged into; its number is its place in the list that the router was given.
///
/// @param mtu largest network-layer packet, in octets, unless the configuration says otherwise
public record Port(InterfaceName name, int mtu) {
    public static final int MTU = 1500;
}
