package io.culvert.router.config;

import java.util.Optional;

/// What a router is called, and the switches that concern all of it.
///
/// @param ipv4Forwarding `ip cef`
/// @param ipv6Forwarding `ipv6 cef` and `ipv6 unicast-routing`; IPv6 families stay inactive without it
public record SystemConfig(
        String hostname,
        Optional<String> domainName,
        boolean ipv4Forwarding,
        boolean ipv6Forwarding,
        ShowStyle showStyle) {
    public static final SystemConfig DEFAULT =
            new SystemConfig("Router", Optional.empty(), true, false, ShowStyle.REFERENCE);

    public SystemConfig withHostname(String hostname) {
        return new SystemConfig(hostname, domainName, ipv4Forwarding, ipv6Forwarding, showStyle);
    }

    public SystemConfig withDomainName(Optional<String> domainName) {
        return new SystemConfig(hostname, domainName, ipv4Forwarding, ipv6Forwarding, showStyle);
    }

    public SystemConfig withIpv4Forwarding(boolean ipv4Forwarding) {
        return new SystemConfig(hostname, domainName, ipv4Forwarding, ipv6Forwarding, showStyle);
    }

    public SystemConfig withIpv6Forwarding(boolean ipv6Forwarding) {
        return new SystemConfig(hostname, domainName, ipv4Forwarding, ipv6Forwarding, showStyle);
    }

    public SystemConfig withShowStyle(ShowStyle showStyle) {
        return new SystemConfig(hostname, domainName, ipv4Forwarding, ipv6Forwarding, showStyle);
    }
}
