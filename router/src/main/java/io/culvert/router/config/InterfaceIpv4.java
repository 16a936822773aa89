package io.culvert.router.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// IPv4 on an interface.
///
/// @param mtu `ip mtu`
/// @param adjustMss `ip tcp adjust-mss`
/// @param unreachables whether ICMP unreachables are sent, "fragmentation needed" among them
/// @param sources `ip verify unicast source`
public record InterfaceIpv4(
        Ipv4Source address,
        Optional<Integer> mtu,
        Optional<Integer> adjustMss,
        Optional<String> accessIn,
        Optional<String> accessOut,
        boolean unreachables,
        boolean redirects,
        boolean proxyArp,
        Optional<SourceRule> sources) {
    public static final InterfaceIpv4 DEFAULT =
            new InterfaceIpv4(
                    new Ipv4Source.None(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    true,
                    true,
                    Optional.empty());

    /// The configured addresses, the primary one first.
    public List<InterfaceAddress> addresses() {
        return address instanceof Ipv4Source.Static(var primary, var secondary)
                ? Stream.concat(Stream.of(primary), secondary.stream()).toList()
                : List.of();
    }

    public InterfaceIpv4 withAddress(Ipv4Source address) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }

    public InterfaceIpv4 withMtu(Optional<Integer> mtu) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }

    public InterfaceIpv4 withAdjustMss(Optional<Integer> adjustMss) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }

    public InterfaceIpv4 withAccessIn(Optional<String> accessIn) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }

    public InterfaceIpv4 withAccessOut(Optional<String> accessOut) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }

    public InterfaceIpv4 withUnreachables(boolean unreachables) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }

    public InterfaceIpv4 withRedirects(boolean redirects) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }

    public InterfaceIpv4 withProxyArp(boolean proxyArp) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }

    public InterfaceIpv4 withSources(Optional<SourceRule> sources) {
        return new InterfaceIpv4(
                address,
                mtu,
                adjustMss,
                accessIn,
                accessOut,
                unreachables,
                redirects,
                proxyArp,
                sources);
    }
}
