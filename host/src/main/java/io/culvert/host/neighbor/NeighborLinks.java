package io.culvert.host.neighbor;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// The interfaces that are up.
final class NeighborLinks {
    private final Map<InterfaceName, NeighborLink> links = new TreeMap<>();

    Optional<NeighborLink> find(InterfaceName on) {
        return Optional.ofNullable(links.get(on));
    }

    void put(InterfaceName on, NeighborLink link) {
        links.put(on, link);
    }

    void remove(InterfaceName on) {
        links.remove(on);
    }

    void forEach(BiConsumer<InterfaceName, NeighborLink> action) {
        links.forEach(action);
    }

    /// Whether the address is ours, at whatever interface of the VRF.
    boolean owns(Vrf vrf, IpAddress address) {
        return links.values().stream()
                .anyMatch(link -> link.vrf().equals(vrf) && link.owns(address));
    }

    /// The address at each interface of the VRF in whose subnets it is.
    List<NeighborKey> onLink(Vrf vrf, IpAddress address) {
        return links.entrySet().stream()
                .filter(
                        link ->
                                link.getValue().vrf().equals(vrf)
                                        && link.getValue().isOnLink(address))
                .map(link -> new NeighborKey(link.getKey(), address))
                .toList();
    }
}
