package io.culvert.host.probe;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.wire.ip.IpHeaderFields;
import java.time.Duration;
import java.util.Optional;

/// What to ping, and how; the defaults are those of IOS.
///
/// @param source address of ours, chosen by the router if the operator named none
/// @param size of the whole IP packet in octets
/// @param timeout after which a reply counts as lost
/// @param interval from one request to the next; zero sends the next as soon as the last is settled, as IOS does
/// @param identifier of the echo messages: tells tasks of one router apart
/// @param through the interface to leave by, for a destination of one link
public record PingRequest(
        Vrf vrf,
        IpAddress source,
        IpAddress destination,
        int count,
        int size,
        Duration timeout,
        Duration interval,
        boolean dontFragment,
        int hopLimit,
        int trafficClass,
        int identifier,
        Optional<InterfaceName> through) {
    public static final int SIZE_MAX = 18_024;

    public PingRequest {
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException(
                    "addresses of two families: " + source + ", " + destination);
        }
        if (size < sizeMin(source) || size > SIZE_MAX || count < 1) {
            throw new IllegalArgumentException("ping of %d times %d octets".formatted(count, size));
        }
    }

    public static PingRequest of(Vrf vrf, IpAddress source, IpAddress destination, int identifier) {
        return new PingRequest(
                vrf,
                source,
                destination,
                5,
                100,
                Duration.ofSeconds(2),
                Duration.ZERO,
                false,
                255,
                IpHeaderFields.DEFAULT.trafficClass(),
                identifier,
                Optional.empty());
    }

    /// The smallest packet that holds the headers and a packet number: 36 octets for IPv4, as on IOS, and 56 for IPv6.
    public static int sizeMin(IpAddress family) {
        return headers(family) + PacketNumbers.SIZE;
    }

    static int headers(IpAddress family) {
        return (family.isIpv4() ? 20 : 40) + 8;
    }

    public PingRequest withCount(int value) {
        return new PingRequest(
                vrf,
                source,
                destination,
                value,
                size,
                timeout,
                interval,
                dontFragment,
                hopLimit,
                trafficClass,
                identifier,
                through);
    }

    public PingRequest withSize(int octets) {
        return new PingRequest(
                vrf,
                source,
                destination,
                count,
                octets,
                timeout,
                interval,
                dontFragment,
                hopLimit,
                trafficClass,
                identifier,
                through);
    }

    public PingRequest withTiming(Duration replyTimeout, Duration sendInterval) {
        return new PingRequest(
                vrf,
                source,
                destination,
                count,
                size,
                replyTimeout,
                sendInterval,
                dontFragment,
                hopLimit,
                trafficClass,
                identifier,
                through);
    }

    public PingRequest withThrough(Optional<InterfaceName> value) {
        return new PingRequest(
                vrf,
                source,
                destination,
                count,
                size,
                timeout,
                interval,
                dontFragment,
                hopLimit,
                trafficClass,
                identifier,
                value);
    }

    public PingRequest withDontFragment(boolean value) {
        return new PingRequest(
                vrf,
                source,
                destination,
                count,
                size,
                timeout,
                interval,
                value,
                hopLimit,
                trafficClass,
                identifier,
                through);
    }

    public PingRequest withHeader(int ttl, int tos) {
        return new PingRequest(
                vrf,
                source,
                destination,
                count,
                size,
                timeout,
                interval,
                dontFragment,
                ttl,
                tos,
                identifier,
                through);
    }
}
