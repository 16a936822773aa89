package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.bgp.route.PathAttributes;
import java.util.Optional;

/// A route as an update group tells it.
///
/// @param nextHop empty for ourselves: each session puts its own address
/// @param source the peer that it came from, which is not told
record Advertised(
        PathAttributes attributes,
        Optional<IpAddress> nextHop,
        Optional<Label> label,
        Optional<Peer> source) {
    boolean isFor(Peer peer) {
        return isFromAnother(peer)
                && (label.isEmpty() || peer.wants(attributes.extendedCommunities()));
    }

    /// Whether it was for the peer by the memberships of before. Only VPN routes have a label.
    boolean wasFor(Peer peer) {
        return isFromAnother(peer)
                && (label.isEmpty() || peer.wanted(attributes.extendedCommunities()));
    }

    private boolean isFromAnother(Peer peer) {
        return source.filter(from -> from == peer).isEmpty();
    }
}
