package io.culvert.host.udp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.wire.udp.UdpDatagram;
import java.time.Instant;

/// Who a UDP port belongs to. The owner turns the datagram into an event of its engine.
@FunctionalInterface
public interface UdpOwner {
    /// @param at which of our addresses it came to, and where from
    void received(Instant now, Arrival at, UdpDatagram datagram);

    /// @param hopLimit with which the packet arrived
    record Arrival(Vrf vrf, InterfaceName from, IpAddress local, IpAddress remote, int hopLimit) {}
}
