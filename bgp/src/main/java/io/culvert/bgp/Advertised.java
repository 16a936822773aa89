package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.bgp.route.PathAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A route as an update group tells it: an entry of the Adj-RIB-Out that the peers of the group share (RFC 4271 section
/// 3.2). The entries of one destination hang together in a list; one that is alone may be that of many destinations.
final class Advertised {
    private final UpdateGroup group;
    private final PathAttributes attributes;
    private final @Nullable IpAddress nextHop;
    private final @Nullable Label label;
    private final @Nullable Peer source;
    private @Nullable Advertised other;

    /// @param nextHop empty for ourselves: each session puts its own address
    /// @param source the peer that it came from, which is not told
    Advertised(
            UpdateGroup group,
            PathAttributes attributes,
            Optional<IpAddress> nextHop,
            Optional<Label> label,
            Optional<Peer> source) {
        this.group = group;
        this.attributes = attributes;
        this.nextHop = nextHop.orElse(null);
        this.label = label.orElse(null);
        this.source = source.orElse(null);
    }

    UpdateGroup group() {
        return group;
    }

    PathAttributes attributes() {
        return attributes;
    }

    Optional<IpAddress> nextHop() {
        return Optional.ofNullable(nextHop);
    }

    Optional<Label> label() {
        return Optional.ofNullable(label);
    }

    /// What another group is told of the same destination.
    Optional<Advertised> other() {
        return Optional.ofNullable(other);
    }

    void other(@Nullable Advertised value) {
        other = value;
    }

    boolean isFor(Peer peer) {
        return source != peer && (label == null || peer.wants(attributes.extendedCommunities()));
    }

    /// Whether it was for the peer by the memberships of before. Only VPN routes have a label.
    boolean wasFor(Peer peer) {
        return source != peer && (label == null || peer.wanted(attributes.extendedCommunities()));
    }

    /// Whether both tell the same, to the same peers.
    boolean isSameAs(Advertised that) {
        return source == that.source
                && attributes.equals(that.attributes)
                && Objects.equals(nextHop, that.nextHop)
                && Objects.equals(label, that.label);
    }
}
