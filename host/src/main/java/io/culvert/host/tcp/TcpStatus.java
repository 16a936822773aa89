package io.culvert.host.tcp;

import java.time.Duration;

/// One connection for `show tcp brief` and the transport part of `show ip bgp neighbors`.
///
/// @param sendQueue octets not acknowledged yet
/// @param receiveQueue octets that a paused user has not taken
public record TcpStatus(
        TcpConnectionId id,
        TcpKey key,
        TcpState state,
        boolean passive,
        int segmentSize,
        int sendQueue,
        int receiveQueue,
        int sendWindow,
        int receiveWindow,
        int congestionWindow,
        Duration roundTrip,
        Duration retransmissionTimeout,
        long segmentsIn,
        long segmentsOut,
        long retransmissions) {}
