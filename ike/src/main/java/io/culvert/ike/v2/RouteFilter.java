package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.RouteAccept;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which routes of a peer count, `reference/ikev2.md` section 4: none without `route accept`, no default route unless
/// allowed, none that would lead the tunnel's own outer packets into the tunnel, and not more than the policy's maximum.
final class RouteFilter {
    /// @param refused sentences for the operator
    record Filtered(List<PeerRoute> routes, List<String> refused) {}

    private RouteFilter() {}

    static Filtered accept(
            List<Prefix> announced, Optional<AuthorizationPolicy> policy, IpAddress peerOuter) {
        Optional<RouteAccept> accept = policy.flatMap(AuthorizationPolicy::routeAccept);
        if (accept.isEmpty()) {
            return new Filtered(List.of(), List.of());
        }
        var routes = new ArrayList<PeerRoute>();
        var refused = new ArrayList<String>();
        for (Prefix prefix : announced.stream().distinct().toList()) {
            if (prefix.isDefault() && !policy.get().isDefaultRouteAccepted()) {
                refused.add("the default route " + prefix);
            } else if (prefix.contains(peerOuter)) {
                refused.add(prefix + ", which covers the peer's own address " + peerOuter);
            } else if (prefix.first().isMulticast()
                    || prefix.first().isLoopback()
                    || prefix.first().isLinkLocal()) {
                refused.add(prefix + ", which is no unicast network");
            } else if (routes.size() >= policy.get().routesMax()) {
                refused.add("more than " + policy.get().routesMax() + " routes");
                break;
            } else {
                routes.add(new PeerRoute(prefix, accept.get().tag(), accept.get().distance()));
            }
        }
        return new Filtered(routes, refused);
    }
}
