package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import java.util.List;
import java.util.Optional;

/// A tunnel interface as NHRP sees it.
///
/// @param up whether packets can pass: for a protected tunnel, whether there is a session
/// @param isDynamic made for one peer from a template, by IKE or because NHRP wished it
/// @param overlay the VRF of the interface: of every overlay address, host route and route watch
/// @param frontDoor the VRF of the outer packets
/// @param isProtected whether it has tunnel protection: then NHRP from outside of a security association is refused
/// @param isMultipoint whether it has many peers, told apart by their NBMA address
/// @param key `tunnel key`: under another one, nobody at the other end knows what comes from here (RFC 2890 section 2.1)
/// @param localNbma our end as we know it
/// @param remoteNbma the only peer of a point-to-point tunnel, as its packets come in: behind a NAT, the outside of that
/// @param addresses ours on the overlay, those of the interface itself first
/// @param mtu of what the tunnel carries, in octets
/// @param mpls `mpls nhrp`
public record NhrpInterface(
        InterfaceName name,
        boolean up,
        boolean isDynamic,
        Vrf overlay,
        Vrf frontDoor,
        boolean isProtected,
        boolean isMultipoint,
        Optional<Long> key,
        IpAddress localNbma,
        Optional<IpAddress> remoteNbma,
        List<IpAddress> addresses,
        int mtu,
        boolean mpls,
        NhrpSettings ipv4,
        NhrpSettings ipv6) {
    public NhrpInterface {
        addresses = List.copyOf(addresses);
    }
}
