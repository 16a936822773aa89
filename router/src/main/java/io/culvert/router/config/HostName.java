package io.culvert.router.config;

import io.culvert.base.IpAddress;

/// `ip host NAME A` and `ipv6 host NAME A`: what a name stands for. There are no other names: nobody is asked for one.
public record HostName(String name, IpAddress address) {
    /// As many lines as there may be of them.
    public static final int HOSTS_MAX = 1_000;

    /// Names are the same whatever the case of their letters (RFC 4343 section 3).
    public boolean isCalled(String other) {
        return name.equalsIgnoreCase(other);
    }
}
