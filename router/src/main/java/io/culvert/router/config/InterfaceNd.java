package io.culvert.router.config;

import io.culvert.base.OrderedMap;
import io.culvert.base.Prefix;

/// `ipv6 nd`: what the router tells the hosts of a link (RFC 4861 section 6.2.1), and how it checks its own addresses.
///
/// @param suppress which router advertisements are not sent
/// @param managed whether addresses come by DHCPv6
/// @param other whether other settings come by DHCPv6
/// @param intervalSeconds the longest time between two advertisements
/// @param lifetimeSeconds how long the router is a default router; 0 for never
/// @param hopLimitUnspecified whether hosts choose their hop limit
/// @param dadAttempts solicitations that go unanswered before an address is taken to be unique (RFC 4862 section 5.1)
/// @param prefixes in place of what the interface's addresses say
public record InterfaceNd(
        Suppress suppress,
        boolean managed,
        boolean other,
        int intervalSeconds,
        int lifetimeSeconds,
        boolean hopLimitUnspecified,
        int dadAttempts,
        OrderedMap<Prefix, AdvertisedPrefix> prefixes) {
    public enum Suppress {
        NONE,
        /// Those that nobody asked for.
        UNSOLICITED,
        ALL
    }

    public static final InterfaceNd DEFAULT =
            new InterfaceNd(Suppress.NONE, false, false, 200, 1800, false, 1, OrderedMap.empty());

    public InterfaceNd withSuppress(Suppress suppress) {
        return new InterfaceNd(
                suppress,
                managed,
                other,
                intervalSeconds,
                lifetimeSeconds,
                hopLimitUnspecified,
                dadAttempts,
                prefixes);
    }

    public InterfaceNd withManaged(boolean managed) {
        return new InterfaceNd(
                suppress,
                managed,
                other,
                intervalSeconds,
                lifetimeSeconds,
                hopLimitUnspecified,
                dadAttempts,
                prefixes);
    }

    public InterfaceNd withOther(boolean other) {
        return new InterfaceNd(
                suppress,
                managed,
                other,
                intervalSeconds,
                lifetimeSeconds,
                hopLimitUnspecified,
                dadAttempts,
                prefixes);
    }

    public InterfaceNd withIntervalSeconds(int intervalSeconds) {
        return new InterfaceNd(
                suppress,
                managed,
                other,
                intervalSeconds,
                lifetimeSeconds,
                hopLimitUnspecified,
                dadAttempts,
                prefixes);
    }

    public InterfaceNd withLifetimeSeconds(int lifetimeSeconds) {
        return new InterfaceNd(
                suppress,
                managed,
                other,
                intervalSeconds,
                lifetimeSeconds,
                hopLimitUnspecified,
                dadAttempts,
                prefixes);
    }

    public InterfaceNd withHopLimitUnspecified(boolean hopLimitUnspecified) {
        return new InterfaceNd(
                suppress,
                managed,
                other,
                intervalSeconds,
                lifetimeSeconds,
                hopLimitUnspecified,
                dadAttempts,
                prefixes);
    }

    public InterfaceNd withDadAttempts(int dadAttempts) {
        return new InterfaceNd(
                suppress,
                managed,
                other,
                intervalSeconds,
                lifetimeSeconds,
                hopLimitUnspecified,
                dadAttempts,
                prefixes);
    }

    public InterfaceNd withPrefixes(OrderedMap<Prefix, AdvertisedPrefix> prefixes) {
        return new InterfaceNd(
                suppress,
                managed,
                other,
                intervalSeconds,
                lifetimeSeconds,
                hopLimitUnspecified,
                dadAttempts,
                prefixes);
    }
}
