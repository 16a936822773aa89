package io.culvert.ike.v2.config;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import java.util.List;
import java.util.Optional;

/// `crypto ikev2 authorization policy NAME`: what a peer is given, and what is accepted from it.
///
/// @param routeAccept empty after `no route accept`
/// @param isDefaultRouteAccepted whether a peer may announce 0.0.0.0/0 or ::/0
/// @param routesMax routes taken from one peer
public record AuthorizationPolicy(
        String name,
        Optional<String> pool,
        Optional<String> banner,
        Optional<String> defaultDomain,
        List<IpAddress> dns,
        Optional<Ipv4Address> netmask,
        List<RouteSet> routeSet,
        Optional<RouteAccept> routeAccept,
        boolean isDefaultRouteAccepted,
        int routesMax) {
    public static final int ROUTES_MAX = 1000;

    /// A policy with a block of its own: exactly the configured lines, and `route accept any` (D7).
    public static final AuthorizationPolicy DEFAULT =
            new AuthorizationPolicy(
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    Optional.of(RouteAccept.DEFAULT),
                    false,
                    ROUTES_MAX);

    /// What exists under the name `default` until somebody edits it.
    public static final AuthorizationPolicy SMART_DEFAULT =
            DEFAULT.withName("default")
                    .withRouteSet(List.of(new RouteSet.OfInterface(Optional.empty())));

    public AuthorizationPolicy {
        dns = List.copyOf(dns);
        routeSet = List.copyOf(routeSet);
    }

    public AuthorizationPolicy withName(String name) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withPool(Optional<String> pool) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withBanner(Optional<String> banner) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withDefaultDomain(Optional<String> defaultDomain) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withDns(List<IpAddress> dns) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withNetmask(Optional<Ipv4Address> netmask) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withRouteSet(List<RouteSet> routeSet) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withRouteAccept(Optional<RouteAccept> routeAccept) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withDefaultRouteAccepted(boolean isDefaultRouteAccepted) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }

    public AuthorizationPolicy withRoutesMax(int routesMax) {
        return new AuthorizationPolicy(
                name,
                pool,
                banner,
                defaultDomain,
                dns,
                netmask,
                routeSet,
                routeAccept,
                isDefaultRouteAccepted,
                routesMax);
    }
}
