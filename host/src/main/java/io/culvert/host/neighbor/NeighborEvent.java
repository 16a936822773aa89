package io.culvert.host.neighbor;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import java.util.Optional;

/// What a [NeighborEngine] is told.
public sealed interface NeighborEvent {
    /// A packet waits for the link-layer address of this next hop.
    record Wanted(InterfaceName on, IpAddress address) implements NeighborEvent {}

    /// An ARP frame, or an IPv6 frame with a neighbour solicitation or advertisement. Tags are ignored: the data plane
    /// chose the sub-interface by them.
    record FrameReceived(InterfaceName on, Bytes frame) implements NeighborEvent {}

    /// The interface came up, or it is up and its addresses, VRF or MAC address changed.
    record InterfaceUp(InterfaceName on, NeighborLink link) implements NeighborEvent {}

    record InterfaceDown(InterfaceName on) implements NeighborEvent {}

    /// An upper layer makes progress with this next hop (RFC 4861 section 7.3.1), so it need not be probed.
    record Confirmed(InterfaceName on, IpAddress address) implements NeighborEvent {}

    /// A static entry, which never ages.
    record StaticSet(Vrf vrf, IpAddress address, MacAddress mac) implements NeighborEvent {}

    record StaticRemoved(Vrf vrf, IpAddress address) implements NeighborEvent {}

    /// The operator clears dynamic entries: those of one interface, or all. IOS asks each neighbour again at once.
    record Clear(Optional<InterfaceName> on) implements NeighborEvent {}
}
