package io.culvert.bgp;

import io.culvert.base.SiteOfOrigin;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.ExtendedCommunity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// RFC 4364 section 7: a route is marked with the site that it comes from, so that it never goes back to that site by
/// another neighbour of it.
final class SiteOfOriginRule {
    private SiteOfOriginRule() {}

    /// What comes from a neighbour, marked with the site that it belongs to. A site has one mark; what a neighbour says itself
    /// is replaced.
    static PathAttributes marked(PeerFamilySettings settings, PathAttributes attributes) {
        return settings.siteOfOrigin().map(site -> with(site, attributes)).orElse(attributes);
    }

    private static PathAttributes with(SiteOfOrigin site, PathAttributes attributes) {
        List<ExtendedCommunity> communities =
                Stream.concat(
                                attributes.extendedCommunities().stream()
                                        .filter(community -> !community.isSiteOfOrigin()),
                                Stream.of(ExtendedCommunity.of(site)))
                        .sorted()
                        .toList();
        return attributes.withExtendedCommunities(communities);
    }

    /// Whether a route came from the site of these neighbours.
    static boolean isFromSite(PeerFamilySettings settings, PathAttributes attributes) {
        Optional<ExtendedCommunity> mark = settings.siteOfOrigin().map(ExtendedCommunity::of);
        return mark.isPresent() && attributes.extendedCommunities().contains(mark.get());
    }
}
