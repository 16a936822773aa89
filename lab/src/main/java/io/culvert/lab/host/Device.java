package io.culvert.lab.host;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A network device of a host: a port, or a VLAN on it.
final class Device {
    /// An address with the prefix of its subnet.
    record Assigned(IpAddress address, int length) {
        Prefix subnet() {
            return Prefix.containing(address, length);
        }
    }

    static final int NO_VLAN = 0;

    final String name;
    final int port;
    final int vlan;
    final MacAddress mac;
    final List<Assigned> addresses = new ArrayList<>();
    int mtu;
    boolean up = true;
    boolean carrier;

    Device(String name, int port, int vlan, MacAddress mac, int mtu) {
        this.name = name;
        this.port = port;
        this.vlan = vlan;
        this.mac = mac;
        this.mtu = mtu;
        addresses.add(new Assigned(Ipv6Address.linkLocal(mac), 64));
    }

    boolean isUsable() {
        return up && carrier;
    }

    boolean owns(IpAddress address) {
        return addresses.stream().anyMatch(assigned -> assigned.address().equals(address));
    }

    /// The first address of this family whose subnet holds `target`.
    Optional<Assigned> towards(IpAddress target) {
        return addresses.stream()
                .filter(assigned -> assigned.subnet().contains(target))
                .findFirst();
    }

    /// The source for something that is not on this link: the first global address of the family.
    Optional<IpAddress> source(IpAddress target) {
        return towards(target)
                .or(
                        () ->
                                addresses.stream()
                                        .filter(
                                                assigned ->
                                                        assigned.address().family()
                                                                == target.family())
                                        .filter(assigned -> !assigned.address().isLinkLocal())
                                        .findFirst())
                .map(Assigned::address);
    }
}
