package io.culvert.router.config;

import io.culvert.base.Ipv6Address;
import java.util.List;
import java.util.Optional;

/// IPv6 on an interface. In force only where the router forwards IPv6.
///
/// @param enabled `ipv6 enable`: a link-local address without any other
public record InterfaceIpv6(
        boolean enabled,
        List<InterfaceAddress> addresses,
        Optional<Ipv6Address> linkLocal,
        Optional<Integer> mtu) {
    public static final InterfaceIpv6 DEFAULT =
            new InterfaceIpv6(false, List.of(), Optional.empty(), Optional.empty());

    public InterfaceIpv6 {
        addresses = List.copyOf(addresses);
    }

    public InterfaceIpv6 withEnabled(boolean enabled) {
        return new InterfaceIpv6(enabled, addresses, linkLocal, mtu);
    }

    public InterfaceIpv6 withAddresses(List<InterfaceAddress> addresses) {
        return new InterfaceIpv6(enabled, addresses, linkLocal, mtu);
    }

    public InterfaceIpv6 withLinkLocal(Optional<Ipv6Address> linkLocal) {
        return new InterfaceIpv6(enabled, addresses, linkLocal, mtu);
    }

    public InterfaceIpv6 withMtu(Optional<Integer> mtu) {
        return new InterfaceIpv6(enabled, addresses, linkLocal, mtu);
    }
}
