package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import java.util.Optional;

/// A physical port that something is plugged into; its number is its place in the list that the router was given.
///
/// @param mtu largest network-layer packet, in octets, unless the configuration says otherwise
/// @param medium what its slots hold
/// @param mac the address of an Ethernet port that has one of its own; otherwise the router gives it one
public record Port(InterfaceName name, int mtu, Medium medium, Optional<MacAddress> mac) {
    public static final int MTU = 1500;

    public Port {
        if (medium == Medium.IP && mac.isPresent()) {
            throw new IllegalArgumentException(
                    "a port of bare IP packets has no link layer address");
        }
    }

    /// An Ethernet port whose address the router chooses.
    public Port(InterfaceName name, int mtu) {
        this(name, mtu, Medium.ETHERNET, Optional.empty());
    }

    boolean isBare() {
        return medium == Medium.IP;
    }
}
