package io.culvert.host.neighbor;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import java.time.Duration;
import java.util.Optional;

/// One row of `show ip arp` or `show ipv6 neighbors`.
///
/// @param mac empty while the entry is incomplete
/// @param age since the entry was learnt or confirmed; empty for own and static addresses, which IOS shows as `-`
public record NeighborEntry(
        Vrf vrf,
        InterfaceName on,
        IpAddress address,
        Optional<MacAddress> mac,
        Optional<Duration> age,
        Kind kind) {
    public enum Kind {
        OWN,
        STATIC,
        DYNAMIC,
        INCOMPLETE
    }
}
