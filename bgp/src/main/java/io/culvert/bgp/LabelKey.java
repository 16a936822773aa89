package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;

/// What BGP wants a label for. Equal keys get the same label, whoever asks.
public sealed interface LabelKey {
    /// A route of a VRF, `flexvpn-mpls.md` section 3.
    record VrfPrefix(Vrf vrf, Prefix prefix) implements LabelKey {}

    /// All routes of a VRF.
    record VrfTable(Vrf vrf) implements LabelKey {}

    /// A VPN route of a neighbour that we pass on with ourselves as next hop (RFC 4364 section 10, option b).
    record RemoteRoute(RouteDistinguisher rd, Prefix prefix, IpAddress nextHop, Label label)
            implements LabelKey {}
}
