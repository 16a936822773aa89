package io.culvert.bgp.config;

import java.util.Optional;

/// A neighbour that a line names.
///
/// @param settings its own, without those of the peer group
public record NeighborConfig(Optional<String> peerGroup, PeerSettings settings) {
    public static final NeighborConfig EMPTY =
            new NeighborConfig(Optional.empty(), PeerSettings.EMPTY);

    public NeighborConfig withPeerGroup(Optional<String> value) {
        return new NeighborConfig(value, settings);
    }

    public NeighborConfig withSettings(PeerSettings value) {
        return new NeighborConfig(peerGroup, value);
    }
}
