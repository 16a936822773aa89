package io.culvert.host;

import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.wire.ip.IpPacket;
import java.util.Optional;

/// A packet that the router itself originates: the router looks its destination up in the VRF's table.
///
/// @param through the interface to leave by, without a look-up: for link-local destinations alone
public record PacketOut(Vrf vrf, Optional<InterfaceName> through, IpPacket packet) {
    public PacketOut(Vrf vrf, IpPacket packet) {
        this(vrf, Optional.empty(), packet);
    }
}
