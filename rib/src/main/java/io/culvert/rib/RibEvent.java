package io.culvert.rib;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;

/// What happens to the tables.
public sealed interface RibEvent {
    /// An owner offers a route, in place of the one that it offered for the same prefix.
    record Offered(Vrf vrf, Route route) implements RibEvent {}

    record Revoked(Vrf vrf, RouteOwner owner, Prefix prefix) implements RibEvent {}

    /// An owner is gone with all that it offered in every table.
    record OwnerGone(RouteOwner owner) implements RibEvent {}

    record VrfGone(Vrf vrf) implements RibEvent {}

    /// @param bgpForwarding whether `mpls bgp forwarding` gives next hops that are neighbours on it implicit null
    record InterfaceChanged(InterfaceName name, boolean up, boolean bgpForwarding)
            implements RibEvent {}

    /// The neighbour on `out` bound a label for a prefix of the table that `out` is in.
    ///
    /// @param owner the protocol that learned it
    record RemoteLabelBound(String owner, Prefix prefix, InterfaceName out, Label label)
            implements RibEvent {}

    record RemoteLabelReleased(String owner, Prefix prefix, InterfaceName out)
            implements RibEvent {}

    /// Somebody wants to know how an address resolves, now and at every change.
    record Watched(Vrf vrf, IpAddress address) implements RibEvent {}

    record Unwatched(Vrf vrf, IpAddress address) implements RibEvent {}
}
