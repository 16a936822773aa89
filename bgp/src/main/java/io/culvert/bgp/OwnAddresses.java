package io.culvert.bgp;

import io.culvert.base.InterfaceKind;
import io.culvert.base.Ipv4Address;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The IPv4 addresses of interfaces that are up in the global table, from which a router identifier is chosen. Interfaces come and go
/// by the thousand, and many borrow one address.
final class OwnAddresses {
    /// How many interfaces have each.
    private final TreeMap<Ipv4Address, Integer> all = new TreeMap<>();

    private final TreeMap<Ipv4Address, Integer> ofLoopbacks = new TreeMap<>();

    void enter(BgpEvent.InterfaceChanged added) {
        count(added, 1);
    }

    void leave(BgpEvent.InterfaceChanged gone) {
        count(gone, -1);
    }

    private void count(BgpEvent.InterfaceChanged one, int more) {
        if (!one.up() || !one.vrf().isGlobal()) {
            return;
        }
        for (BgpEvent.Prefixed own : one.addresses()) {
            if (own.address() instanceof Ipv4Address address) {
                count(all, address, more);
                if (one.name().kind() == InterfaceKind.LOOPBACK) {
                    count(ofLoopbacks, address, more);
                }
            }
        }
    }

    private static void count(Map<Ipv4Address, Integer> in, Ipv4Address address, int more) {
        int count = in.getOrDefault(address, 0) + more;
        if (count == 0) {
            in.remove(address);
        } else {
            in.put(address, count);
        }
    }

    /// The highest of a loopback interface, else the highest of all.
    Optional<Ipv4Address> highest() {
        TreeMap<Ipv4Address, Integer> from = ofLoopbacks.isEmpty() ? all : ofLoopbacks;
        return from.isEmpty() ? Optional.empty() : Optional.of(from.lastKey());
    }
}
