package io.culvert.router;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import java.util.List;
import java.util.Optional;

/// One interface as it is now.
///
/// @param index its number on the packet path
/// @param config as configured; of a virtual access interface, as cloned from its template
/// @param port the number of its physical port, or -1
/// @param mac of an Ethernet port or of its sub-interface
/// @param hardwareUp `show interfaces`: the physical half
/// @param protocolUp whether packets may use it
/// @param heldDown whether nothing but `if-state nhrp` keeps the protocol down: NHRP itself must pass all the same
/// @param mtu of network-layer packets, in octets; 0 where a tunnel takes what its path leaves
/// @param addresses in force, the primary one first; the borrowed one of an unnumbered interface as a host address
/// @param borrowed whether the IPv4 address belongs to another interface, so that no subnet is connected here
/// @param path of a tunnel whose ends are known and reachable, as configured or cloned; the far end of a multipoint one is unspecified
/// @param moved where its session went from there
/// @param template what it was cloned from: a virtual template, or the multipoint tunnel that it is a peer of
public record InterfaceState(
        InterfaceName name,
        int index,
        InterfaceConfig config,
        int port,
        Optional<MacAddress> mac,
        boolean hardwareUp,
        boolean protocolUp,
        boolean heldDown,
        int mtu,
        List<InterfaceAddress> addresses,
        boolean borrowed,
        Optional<TunnelPath> path,
        Optional<TunnelPath> moved,
        Optional<InterfaceName> template,
        Ipv6State ipv6) {
    public InterfaceState {
        addresses = List.copyOf(addresses);
    }

    /// Whether its port carries bare IP packets: no link layer, so neither neighbours nor VLAN tags.
    public boolean isBare() {
        return port >= 0 && mac.isEmpty();
    }

    /// Whether the packet path carries what is given to it.
    public boolean carries() {
        return protocolUp || heldDown;
    }

    public Vrf vrf() {
        return config.vrf();
    }

    public boolean isTunnel() {
        return name.kind() == InterfaceKind.TUNNEL || name.kind() == InterfaceKind.VIRTUAL_ACCESS;
    }

    /// Whether it is a multipoint tunnel: its path has no far end, for each of its peers is a tunnel of its own.
    public boolean isMultipoint() {
        return isTunnel() && config.tunnel().mode().isMultipoint();
    }

    /// Whether it is the tunnel of one peer of a multipoint tunnel.
    public boolean isEndpoint() {
        return isEndpoint(name);
    }

    /// The IPsec profile by which the peers of a multipoint tunnel are served, whoever begins; without one, or while it is shut down, none is.
    Optional<String> servedBy() {
        return isMultipoint() && !config.shutdown()
                ? config.tunnel().protectionProfile()
                : Optional.empty();
    }

    /// No operator can configure a sub-interface of a tunnel: those that there are, the router made.
    static boolean isEndpoint(InterfaceName name) {
        return name.kind() == InterfaceKind.TUNNEL && name.isSubinterface();
    }

    /// The name under which an operator knows an interface: of a peer of a multipoint tunnel, that of the tunnel.
    public static InterfaceName shown(InterfaceName name) {
        return isEndpoint(name) ? name.parent() : name;
    }

    /// Between which ends its packets travel now.
    public Optional<TunnelPath> travels() {
        return path.flatMap(configured -> moved.or(() -> Optional.of(configured)));
    }

    /// Whether everything through it must be protected by IPsec.
    public boolean isProtected() {
        return isTunnel() && config.tunnel().isProtected();
    }

    /// Whether an address in force belongs to another interface.
    public boolean isBorrowed(InterfaceAddress address) {
        return address.address().isIpv4() ? borrowed : ipv6.borrowed();
    }

    /// Its first IPv6 address beyond the link.
    public Optional<Ipv6Address> globalIpv6() {
        return addresses.stream()
                .map(InterfaceAddress::address)
                .filter(Ipv6Address.class::isInstance)
                .map(Ipv6Address.class::cast)
                .findFirst();
    }

    /// Its first address of a family, one beyond the link.
    public Optional<IpAddress> addressOf(AddressFamily family) {
        return addresses.stream()
                .map(InterfaceAddress::address)
                .filter(address -> address.family() == family)
                .findFirst();
    }

    public Optional<IpAddress> primaryAddress() {
        return addresses.isEmpty() ? Optional.empty() : Optional.of(addresses.getFirst().address());
    }
}
