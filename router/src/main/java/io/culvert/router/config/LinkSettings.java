package io.culvert.router.config;

import java.util.Optional;

/// What concerns the link below the network layer.
///
/// @param mtu octets of a network-layer packet; empty for the medium's own
public record LinkSettings(
        Optional<Integer> mtu,
        Optional<Integer> bandwidthKilobits,
        Optional<Integer> delayTensOfMicroseconds,
        boolean keepalive,
        Optional<Integer> keepaliveSeconds) {
    public static final LinkSettings DEFAULT =
            new LinkSettings(
                    Optional.empty(), Optional.empty(), Optional.empty(), true, Optional.empty());

    public LinkSettings withMtu(Optional<Integer> mtu) {
        return new LinkSettings(
                mtu, bandwidthKilobits, delayTensOfMicroseconds, keepalive, keepaliveSeconds);
    }

    public LinkSettings withBandwidthKilobits(Optional<Integer> bandwidthKilobits) {
        return new LinkSettings(
                mtu, bandwidthKilobits, delayTensOfMicroseconds, keepalive, keepaliveSeconds);
    }

    public LinkSettings withDelayTensOfMicroseconds(Optional<Integer> delayTensOfMicroseconds) {
        return new LinkSettings(
                mtu, bandwidthKilobits, delayTensOfMicroseconds, keepalive, keepaliveSeconds);
    }

    public LinkSettings withKeepalive(boolean keepalive) {
        return new LinkSettings(
                mtu, bandwidthKilobits, delayTensOfMicroseconds, keepalive, keepaliveSeconds);
    }

    public LinkSettings withKeepaliveSeconds(Optional<Integer> keepaliveSeconds) {
        return new LinkSettings(
                mtu, bandwidthKilobits, delayTensOfMicroseconds, keepalive, keepaliveSeconds);
    }
}
