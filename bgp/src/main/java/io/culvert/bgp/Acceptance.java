package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.route.PathAttributes;
import java.util.Optional;

/// Which routes are not taken whatever the policy says: those that went round in a circle, and those that lead nowhere.
final class Acceptance {
    private final Speaker speaker;

    Acceptance(Speaker speaker) {
        this.speaker = speaker;
    }

    /// Why no route with these attributes is taken from this peer: RFC 4271 sections 5.1.3, 6.3 and 9.1.2, RFC 4456
    /// section 8.
    Optional<String> refusal(
            Peer peer, FamilyId family, Optional<IpAddress> hop, PathAttributes attributes) {
        long as = speaker.config().as();
        int allowed = peer.family(family).allowAsIn().orElse(0);
        boolean ownPath =
                attributes.asPath().count(as) > allowed
                        || peer.settings()
                                .localAs()
                                .filter(local -> attributes.asPath().count(local.as()) > allowed)
                                .isPresent();
        if (ownPath) {
            return Optional.of("our own AS in the path");
        }
        long remoteAs = peer.agreed().map(Negotiated::remoteAs).orElse(0L);
        if (peer.external()
                && speaker.config().enforceFirstAs()
                && attributes.asPath().first() != remoteAs) {
            return Optional.of("path does not begin with the neighbour's AS");
        }
        if (attributes.originatorId().filter(speaker.routerId()::equals).isPresent()) {
            return Optional.of("our own route reflected");
        }
        if (attributes.clusterList().contains(speaker.clusterId())) {
            return Optional.of("our own cluster in the cluster list");
        }
        boolean bad =
                hop.filter(
                                address ->
                                        address.isUnspecified()
                                                || address.isMulticast()
                                                || address.isLoopback())
                        .isPresent();
        boolean own = hop.isPresent() && peer.connection().map(Connection::local).equals(hop);
        return bad || own
                ? Optional.of(own ? "next hop is ourselves" : "next hop makes no sense")
                : Optional.empty();
    }
}
