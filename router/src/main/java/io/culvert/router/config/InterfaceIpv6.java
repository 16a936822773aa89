package io.culvert.router.config;

import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv6Address;
import java.util.List;
import java.util.Optional;

/// IPv6 on an interface: on as soon as any line gives it an address, or `ipv6 enable` the one of its link.
///
/// @param enabled `ipv6 enable`: a link-local address without any other
/// @param eui64 prefixes of which the interface takes the address that its MAC address makes (RFC 4291 appendix A)
/// @param linkLocal in place of the one that the MAC address makes
/// @param unnumbered the interface whose address it borrows
/// @param adjustMss `ipv6 tcp adjust-mss`
/// @param sources `ipv6 verify unicast source`
public record InterfaceIpv6(
        boolean enabled,
        List<InterfaceAddress> addresses,
        List<InterfaceAddress> eui64,
        Optional<Ipv6Address> linkLocal,
        Optional<InterfaceName> unnumbered,
        Optional<Integer> mtu,
        Optional<Integer> adjustMss,
        boolean unreachables,
        InterfaceNd nd,
        Optional<SourceRule> sources) {
    public static final InterfaceIpv6 DEFAULT =
            new InterfaceIpv6(
                    false,
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    InterfaceNd.DEFAULT,
                    Optional.empty());

    public InterfaceIpv6 {
        addresses = List.copyOf(addresses);
        eui64 = List.copyOf(eui64);
    }

    public boolean isOn() {
        return enabled
                || !addresses.isEmpty()
                || !eui64.isEmpty()
                || linkLocal.isPresent()
                || unnumbered.isPresent();
    }

    public InterfaceIpv6 withEnabled(boolean enabled) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withAddresses(List<InterfaceAddress> addresses) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withEui64(List<InterfaceAddress> eui64) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withLinkLocal(Optional<Ipv6Address> linkLocal) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withUnnumbered(Optional<InterfaceName> unnumbered) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withMtu(Optional<Integer> mtu) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withAdjustMss(Optional<Integer> adjustMss) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withUnreachables(boolean unreachables) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withNd(InterfaceNd nd) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }

    public InterfaceIpv6 withSources(Optional<SourceRule> sources) {
        return new InterfaceIpv6(
                enabled,
                addresses,
                eui64,
                linkLocal,
                unnumbered,
                mtu,
                adjustMss,
                unreachables,
                nd,
                sources);
    }
}
