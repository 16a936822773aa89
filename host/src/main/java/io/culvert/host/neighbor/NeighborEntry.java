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
    static NeighborEntry own(InterfaceName on, NeighborLink link, NeighborLink.Address own) {
        return new NeighborEntry(
                link.vrf(), on, own.address(), link.mac(), Optional.empty(), Kind.OWN);
    }

    static NeighborEntry fixed(Vrf vrf, NeighborKey key, MacAddress mac) {
        return new NeighborEntry(
                vrf, key.on(), key.address(), Optional.of(mac), Optional.empty(), Kind.STATIC);
    }

    public enum Kind {
        OWN,
        STATIC,
        DYNAMIC,
        INCOMPLETE
    }
}
