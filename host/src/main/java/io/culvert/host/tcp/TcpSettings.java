package io.culvert.host.tcp;

import io.culvert.wire.ip.IpHeaderFields;
import java.time.Duration;
import java.util.Optional;

/// What the user of a connection chooses for it.
///
/// @param hopLimit of every packet sent: 1 for a directly connected eBGP neighbour, 255 with GTSM
/// @param hopLimitMin packets that arrive with less are dropped unseen; 0 takes all (RFC 5082 section 3)
/// @param pathMtu of the path to the peer as far as known; the MSS follows from it
/// @param windowScaling whether to offer RFC 7323 section 2
/// @param timestamps whether to offer RFC 7323 section 3
/// @param keepalive idle time before probes, RFC 9293 section 3.8.4; empty, the default, sends none
/// @param connectTimeout how long a connection may take to be established
/// @param userTimeout how long data may stay unacknowledged before the connection is given up
/// @param sendBufferMax octets accepted from the user and not acknowledged yet
/// @param receiveBufferMax octets held for a paused user; the largest window offered
/// @param delayedAcknowledgment RFC 9293 section 3.8.6.3: at most half a second; zero answers every segment
public record TcpSettings(
        int hopLimit,
        int hopLimitMin,
        int trafficClass,
        int pathMtu,
        boolean windowScaling,
        boolean timestamps,
        Optional<Duration> keepalive,
        Duration connectTimeout,
        Duration userTimeout,
        int sendBufferMax,
        int receiveBufferMax,
        Duration delayedAcknowledgment) {
    public static final TcpSettings DEFAULT =
            new TcpSettings(
                    255,
                    0,
                    IpHeaderFields.NETWORK_CONTROL,
                    1500,
                    true,
                    false,
                    Optional.empty(),
                    Duration.ofSeconds(75),
                    Duration.ofMinutes(5),
                    256 * 1024,
                    128 * 1024,
                    Duration.ofMillis(200));

    public TcpSettings {
        if (hopLimit < 1 || hopLimit > 255 || hopLimitMin < 0 || hopLimitMin > 255) {
            throw new IllegalArgumentException("hop limits " + hopLimit + ", " + hopLimitMin);
        }
        if (pathMtu < 88 || sendBufferMax < 1 || receiveBufferMax < 1) {
            throw new IllegalArgumentException("MTU and buffers must hold a segment");
        }
    }

    public TcpSettings withHopLimit(int value) {
        return new TcpSettings(
                value,
                hopLimitMin,
                trafficClass,
                pathMtu,
                windowScaling,
                timestamps,
                keepalive,
                connectTimeout,
                userTimeout,
                sendBufferMax,
                receiveBufferMax,
                delayedAcknowledgment);
    }

    public TcpSettings withHopLimitMin(int value) {
        return new TcpSettings(
                hopLimit,
                value,
                trafficClass,
                pathMtu,
                windowScaling,
                timestamps,
                keepalive,
                connectTimeout,
                userTimeout,
                sendBufferMax,
                receiveBufferMax,
                delayedAcknowledgment);
    }

    public TcpSettings withPathMtu(int octets) {
        return new TcpSettings(
                hopLimit,
                hopLimitMin,
                trafficClass,
                octets,
                windowScaling,
                timestamps,
                keepalive,
                connectTimeout,
                userTimeout,
                sendBufferMax,
                receiveBufferMax,
                delayedAcknowledgment);
    }

    public TcpSettings withKeepalive(Duration idle) {
        return new TcpSettings(
                hopLimit,
                hopLimitMin,
                trafficClass,
                pathMtu,
                windowScaling,
                timestamps,
                Optional.of(idle),
                connectTimeout,
                userTimeout,
                sendBufferMax,
                receiveBufferMax,
                delayedAcknowledgment);
    }

    public TcpSettings withTimeouts(Duration connect, Duration user) {
        return new TcpSettings(
                hopLimit,
                hopLimitMin,
                trafficClass,
                pathMtu,
                windowScaling,
                timestamps,
                keepalive,
                connect,
                user,
                sendBufferMax,
                receiveBufferMax,
                delayedAcknowledgment);
    }

    public TcpSettings withOptions(boolean scaling, boolean stamps) {
        return new TcpSettings(
                hopLimit,
                hopLimitMin,
                trafficClass,
                pathMtu,
                scaling,
                stamps,
                keepalive,
                connectTimeout,
                userTimeout,
                sendBufferMax,
                receiveBufferMax,
                delayedAcknowledgment);
    }

    public TcpSettings withBuffers(int send, int receive) {
        return new TcpSettings(
                hopLimit,
                hopLimitMin,
                trafficClass,
                pathMtu,
                windowScaling,
                timestamps,
                keepalive,
                connectTimeout,
                userTimeout,
                send,
                receive,
                delayedAcknowledgment);
    }
}
