package io.culvert.bgp;

import io.culvert.base.Vrf;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PolicyRoute;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.ExtendedCommunity;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What makes a route of a VRF a VPN route, wherever the VRF has it from: RFC 4364 section 4.3.1.
final class VrfExport {
    private final Speaker speaker;

    VrfExport(Speaker speaker) {
        this.speaker = speaker;
    }

    /// The route with the export targets of its VRF; an export map may change them.
    PolicyRoute export(Vrf vrf, PolicyRoute route) {
        var routes =
                Optional.ofNullable(speaker.settings().vrfs().get(vrf))
                        .map(config -> config.families().get(route.prefix().family()));
        if (routes.isEmpty()) {
            return route;
        }
        var communities = new TreeSet<>(route.attributes().extendedCommunities());
        routes.get()
                .exportTargets()
                .forEach(target -> communities.add(ExtendedCommunity.of(target)));
        PolicyRoute exported =
                route.with(route.attributes().withExtendedCommunities(List.copyOf(communities)));
        PolicyBook book = speaker.settings().policies();
        return routes.get()
                .exportMap()
                .flatMap(name -> book.routeMap(name).apply(exported, book))
                .orElse(exported);
    }

    /// RFC 4364 section 7 (4) would let a customer suggest targets among those that we allow it; we allow none.
    static PathAttributes withoutTargets(PathAttributes attributes) {
        return attributes.withExtendedCommunities(
                attributes.extendedCommunities().stream()
                        .filter(community -> !community.isRouteTarget())
                        .toList());
    }
}
