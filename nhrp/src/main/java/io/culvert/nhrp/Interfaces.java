package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The tunnel interfaces with NHRP, and which of them are of one network: of the same overlay and the same network id. What leaves
/// the network leaves NHRP.
final class Interfaces {
    private final TreeMap<InterfaceName, NhrpInterface> all = new TreeMap<>();

    Optional<NhrpInterface> find(InterfaceName name) {
        return Optional.ofNullable(all.get(name));
    }

    /// @return what it was before
    Optional<NhrpInterface> put(NhrpInterface now) {
        return Optional.ofNullable(all.put(now.name(), now));
    }

    Optional<NhrpInterface> remove(InterfaceName name) {
        return Optional.ofNullable(all.remove(name));
    }

    Collection<NhrpInterface> all() {
        return all.values();
    }

    private Stream<NhrpInterface> up() {
        return all.values().stream().filter(NhrpInterface::up);
    }

    /// What is configured for packets of a family. Labelled IPv6 goes by what is said for IPv4 where the overlay has nothing else.
    static NhrpSettings settings(NhrpInterface on, AddressFamily family) {
        return family == AddressFamily.IPV4 || on.ipv6().isOn() || !on.mpls()
                ? family == AddressFamily.IPV4 ? on.ipv4() : on.ipv6()
                : on.ipv4();
    }

    static boolean areOneNetwork(NhrpInterface a, NhrpInterface b, AddressFamily family) {
        Optional<Long> network = settings(a, family).networkId();
        return network.isPresent()
                && network.equals(settings(b, family).networkId())
                && a.overlay().equals(b.overlay());
    }

    /// Whether packets sent to `name` stay in the network of `of`.
    boolean isInNetwork(NhrpInterface of, InterfaceName name, AddressFamily family) {
        return find(name).filter(other -> areOneNetwork(of, other, family)).isPresent();
    }

    /// Whether this overlay address is one of our own.
    boolean isOurs(Vrf overlay, IpAddress address) {
        return all.values().stream()
                .anyMatch(on -> on.overlay().equals(overlay) && on.addresses().contains(address));
    }

    /// What we call ourselves on an interface towards a family.
    static Optional<IpAddress> address(NhrpInterface on, AddressFamily family) {
        return on.addresses().stream()
                .filter(one -> one.family() == family && !one.isLinkLocal())
                .findFirst()
                .or(
                        () ->
                                on.mpls()
                                        ? on.addresses().stream()
                                                .filter(IpAddress::isIpv4)
                                                .findFirst()
                                        : Optional.empty());
    }

    /// The tunnels that are up, have one peer, and that one at `nbma`.
    Stream<NhrpInterface> tunnelsTo(NhrpInterface of, IpAddress nbma, AddressFamily family) {
        return up().filter(one -> !one.isMultipoint() && areOneNetwork(of, one, family))
                .filter(one -> one.frontDoor().equals(of.frontDoor()))
                .filter(one -> one.remoteNbma().equals(Optional.of(nbma)));
    }
}
