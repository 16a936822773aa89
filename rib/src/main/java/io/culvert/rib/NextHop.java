package io.culvert.rib;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;

/// Where a route says that its packets go, before resolution.
public sealed interface NextHop {
    /// The router itself: an address of `on`.
    record Receive(InterfaceName on) implements NextHop {}

    /// Out of an interface whose every destination is a neighbour: a connected subnet, or a static route that names an
    /// interface alone.
    record Attached(InterfaceName out) implements NextHop {}

    /// A gateway that is a neighbour on a given interface.
    record Neighbor(InterfaceName out, IpAddress gateway) implements NextHop {}

    /// A gateway that is found by looking it up in `vrf`.
    record Recursive(Vrf vrf, IpAddress gateway) implements NextHop {}

    /// A VPN route's next hop: usable only if `gateway` resolves in `vrf` to a labelled path (RFC 4364 section 5);
    /// `label` goes below the transport label.
    record MustBeLabelled(Vrf vrf, IpAddress gateway, Label label) implements NextHop {}

    /// The way of exactly this route of another VRF: one VRF imports what another exports.
    record Leaked(Vrf from, Prefix prefix) implements NextHop {}

    /// Discard: a route to Null0.
    record Discard() implements NextHop {}
}
