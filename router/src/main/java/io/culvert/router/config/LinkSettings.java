package io.culvert.router.config;

import java.util.Optional;

/// What concerns the link below the network layer.
///
/// @param port which port of the machine it uses
/// @param loadIntervalSeconds over which rates are averaged
/// @param mtu octets of a network-layer packet; empty for the medium's own
public record LinkSettings(
        PortChoice port,
        Optional<Integer> mtu,
        Optional<Integer> bandwidthKilobits,
        Optional<Integer> delayTensOfMicroseconds,
        boolean keepalive,
        Optional<Integer> keepaliveSeconds,
        int loadIntervalSeconds) {
    /// What IOS calls "5 minute" rates.
    public static final int LOAD_INTERVAL_DEFAULT = 300;

    public static final LinkSettings DEFAULT =
            new LinkSettings(
                    new PortChoice.ByName(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    Optional.empty(),
                    LOAD_INTERVAL_DEFAULT);

    public LinkSettings withPort(PortChoice port) {
        return new LinkSettings(
                port,
                mtu,
                bandwidthKilobits,
                delayTensOfMicroseconds,
                keepalive,
                keepaliveSeconds,
                loadIntervalSeconds);
    }

    public LinkSettings withMtu(Optional<Integer> mtu) {
        return new LinkSettings(
                port,
                mtu,
                bandwidthKilobits,
                delayTensOfMicroseconds,
                keepalive,
                keepaliveSeconds,
                loadIntervalSeconds);
    }

    public LinkSettings withBandwidthKilobits(Optional<Integer> bandwidthKilobits) {
        return new LinkSettings(
                port,
                mtu,
                bandwidthKilobits,
                delayTensOfMicroseconds,
                keepalive,
                keepaliveSeconds,
                loadIntervalSeconds);
    }

    public LinkSettings withDelayTensOfMicroseconds(Optional<Integer> delayTensOfMicroseconds) {
        return new LinkSettings(
                port,
                mtu,
                bandwidthKilobits,
                delayTensOfMicroseconds,
                keepalive,
                keepaliveSeconds,
                loadIntervalSeconds);
    }

    public LinkSettings withKeepalive(boolean keepalive) {
        return new LinkSettings(
                port,
                mtu,
                bandwidthKilobits,
                delayTensOfMicroseconds,
                keepalive,
                keepaliveSeconds,
                loadIntervalSeconds);
    }

    public LinkSettings withKeepaliveSeconds(Optional<Integer> keepaliveSeconds) {
        return new LinkSettings(
                port,
                mtu,
                bandwidthKilobits,
                delayTensOfMicroseconds,
                keepalive,
                keepaliveSeconds,
                loadIntervalSeconds);
    }

    public LinkSettings withLoadIntervalSeconds(int loadIntervalSeconds) {
        return new LinkSettings(
                port,
                mtu,
                bandwidthKilobits,
                delayTensOfMicroseconds,
                keepalive,
                keepaliveSeconds,
                loadIntervalSeconds);
    }
}
