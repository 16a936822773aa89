package io.culvert.router.config;

import io.culvert.base.InterfaceName;
import java.util.List;

/// Where an interface has its IPv4 address from.
public sealed interface Ipv4Source {
    /// `no ip address`.
    record None() implements Ipv4Source {}

    record Static(InterfaceAddress primary, List<InterfaceAddress> secondary)
            implements Ipv4Source {
        public Static {
            secondary = List.copyOf(secondary);
        }
    }

    /// Borrowed from another interface.
    record Unnumbered(InterfaceName lender) implements Ipv4Source {}

    /// Asked for in the IKEv2 configuration payload, RFC 7296 section 2.19.
    record Negotiated() implements Ipv4Source {}
}
