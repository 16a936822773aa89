package io.culvert.host.neighbor;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;

/// An interface as neighbours see it.
///
/// @param mac empty for interfaces without link-layer addresses, such as loopbacks and tunnels: their addresses are
///     answered for on others of the VRF, but nothing is ever resolved on them
/// @param routes whether neighbour advertisements call this node a router
/// @param tentative addresses that are to be checked for duplicates before they are used (RFC 4862 section 5.4)
/// @param router what hosts are told, if this node is their router
public record NeighborLink(
        Vrf vrf,
        Optional<MacAddress> mac,
        List<Address> addresses,
        NeighborConfig config,
        boolean routes,
        List<Ipv6Address> tentative,
        Optional<RouterSettings> router) {
    /// @param subnet that the address is in; the addresses of the subnet are on link
    public record Address(IpAddress address, Prefix subnet) {
        public Address {
            if (!subnet.contains(address)) {
                throw new IllegalArgumentException(address + " is not in " + subnet);
            }
        }

        public static Address of(String address, int length) {
            IpAddress parsed = IpAddress.of(address);
            return new Address(parsed, Prefix.containing(parsed, length));
        }
    }

    public NeighborLink {
        addresses = List.copyOf(addresses);
        tentative = List.copyOf(tentative);
    }

    /// A link that has nothing to check and tells hosts nothing.
    public NeighborLink(
            Vrf vrf,
            Optional<MacAddress> mac,
            List<Address> addresses,
            NeighborConfig config,
            boolean routes) {
        this(vrf, mac, addresses, config, routes, List.of(), Optional.empty());
    }

    /// Its IPv6 address of the link.
    Optional<Ipv6Address> linkLocal() {
        return addresses.stream()
                .map(Address::address)
                .filter(Ipv6Address.class::isInstance)
                .map(Ipv6Address.class::cast)
                .filter(Ipv6Address::isLinkLocal)
                .findFirst();
    }

    boolean owns(IpAddress address) {
        return addresses.stream().anyMatch(own -> own.address().equals(address));
    }

    /// Our address to ask from: one in the target's subnet, else for IPv6 a link-local one, else any of the family.
    Optional<IpAddress> sourceFor(IpAddress target) {
        List<Address> family =
                addresses.stream()
                        .filter(own -> own.address().family() == target.family())
                        .toList();
        return family.stream()
                .filter(own -> own.subnet().contains(target))
                .findFirst()
                .or(() -> family.stream().filter(own -> own.address().isLinkLocal()).findFirst())
                .or(() -> family.stream().findFirst())
                .map(Address::address);
    }

    boolean isOnLink(IpAddress address) {
        return addresses.stream().anyMatch(own -> own.subnet().contains(address));
    }
}
