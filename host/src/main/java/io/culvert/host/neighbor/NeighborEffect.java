package io.culvert.host.neighbor;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.engine.Notice;

/// What a [NeighborEngine] orders.
public sealed interface NeighborEffect {
    /// An untagged frame; the data plane adds the tag of a sub-interface and the padding.
    record SendFrame(InterfaceName on, Bytes frame) implements NeighborEffect {}

    /// Packets for this next hop go to `mac`; comes again whenever the address changes.
    record Resolved(InterfaceName on, IpAddress address, MacAddress mac)
            implements NeighborEffect {}

    /// Nobody answered: packets that wait for this next hop are dropped.
    record Unresolvable(InterfaceName on, IpAddress address) implements NeighborEffect {}

    /// What [Resolved] said holds no longer.
    record Expired(InterfaceName on, IpAddress address) implements NeighborEffect {}

    /// A tentative address was checked: it is unique, or another station of the link has it.
    record AddressChecked(InterfaceName on, Ipv6Address address, boolean unique)
            implements NeighborEffect {}

    record Notify(Notice notice) implements NeighborEffect {}
}
