package io.culvert.host.probe;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.time.Duration;

/// What to trace, and how; the defaults are those of IOS.
///
/// @param port destination port of the first probe; each probe takes the next one
/// @param sourcePort of all probes: tells tasks of one router apart
/// @param size of the whole IP packet in octets
/// @param silentHopsMax ends the trace after so many hops in a row without any answer; 0 never does
public record TracerouteRequest(
        Vrf vrf,
        IpAddress source,
        IpAddress destination,
        int hopFirst,
        int hopLast,
        int probesPerHop,
        Duration timeout,
        int port,
        int sourcePort,
        int size,
        int silentHopsMax) {
    public static final int PORT = 33_434;

    public TracerouteRequest {
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException(
                    "addresses of two families: " + source + ", " + destination);
        }
        if (hopFirst < 1
                || hopLast < hopFirst
                || hopLast > 255
                || probesPerHop < 1
                || probesPerHop > 100) {
            throw new IllegalArgumentException(
                    "traceroute of hops %d to %d, %d probes each"
                            .formatted(hopFirst, hopLast, probesPerHop));
        }
        if (size < sizeMin(source) || size > PingRequest.SIZE_MAX) {
            throw new IllegalArgumentException("probes of %d octets".formatted(size));
        }
    }

    public static TracerouteRequest of(
            Vrf vrf, IpAddress source, IpAddress destination, int sourcePort) {
        return new TracerouteRequest(
                vrf,
                source,
                destination,
                1,
                30,
                3,
                Duration.ofSeconds(3),
                PORT,
                sourcePort,
                sizeMin(source) + 24,
                0);
    }

    private static int sizeMin(IpAddress family) {
        return PingRequest.sizeMin(family);
    }

    public TracerouteRequest withHops(int first, int last) {
        return new TracerouteRequest(
                vrf,
                source,
                destination,
                first,
                last,
                probesPerHop,
                timeout,
                port,
                sourcePort,
                size,
                silentHopsMax);
    }

    public TracerouteRequest withProbes(int perHop, Duration replyTimeout) {
        return new TracerouteRequest(
                vrf,
                source,
                destination,
                hopFirst,
                hopLast,
                perHop,
                replyTimeout,
                port,
                sourcePort,
                size,
                silentHopsMax);
    }

    public TracerouteRequest withPort(int value) {
        return new TracerouteRequest(
                vrf,
                source,
                destination,
                hopFirst,
                hopLast,
                probesPerHop,
                timeout,
                value,
                sourcePort,
                size,
                silentHopsMax);
    }
}
