package io.culvert.router.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import java.util.List;
import java.util.Optional;

/// What a router is called, and the switches that concern all of it.
///
/// @param ipv4Forwarding `ip cef`
/// @param ipv6Forwarding `ipv6 unicast-routing`: without it the router is a host to IPv6
/// @param ipv6Cef `ipv6 cef`
/// @param workers planes that share the packets, 1 to [#WORKERS_MAX], from the next start on
/// @param priority of the threads that carry packets
public record SystemConfig(
        String hostname,
        Optional<String> domainName,
        boolean ipv4Forwarding,
        boolean ipv6Forwarding,
        boolean ipv6Cef,
        ShowStyle showStyle,
        List<HostName> hosts,
        int workers,
        PacketPriority priority) {
    /// The most workers that a router may have.
    public static final int WORKERS_MAX = 64;

    public static final SystemConfig DEFAULT =
            new SystemConfig(
                    "Router",
                    Optional.empty(),
                    true,
                    false,
                    false,
                    ShowStyle.REFERENCE,
                    List.of(),
                    1,
                    PacketPriority.AUTOMATIC);

    public SystemConfig {
        hosts = List.copyOf(hosts);
    }

    /// The address of a family that a name stands for.
    public Optional<IpAddress> host(String name, AddressFamily family) {
        return hosts.stream()
                .filter(each -> each.isCalled(name) && each.address().family() == family)
                .map(HostName::address)
                .findFirst();
    }

    public SystemConfig withHostname(String hostname) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }

    public SystemConfig withDomainName(Optional<String> domainName) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }

    public SystemConfig withIpv4Forwarding(boolean ipv4Forwarding) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }

    public SystemConfig withIpv6Forwarding(boolean ipv6Forwarding) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }

    public SystemConfig withIpv6Cef(boolean ipv6Cef) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }

    public SystemConfig withShowStyle(ShowStyle showStyle) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }

    public SystemConfig withHosts(List<HostName> hosts) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }

    public SystemConfig withWorkers(int workers) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }

    public SystemConfig withPriority(PacketPriority priority) {
        return new SystemConfig(
                hostname,
                domainName,
                ipv4Forwarding,
                ipv6Forwarding,
                ipv6Cef,
                showStyle,
                hosts,
                workers,
                priority);
    }
}
