package io.culvert.host;

import io.culvert.host.probe.PingRequest;
import io.culvert.host.probe.TracerouteRequest;
import io.culvert.host.tcp.TcpEvent;

/// What a [HostEngine] is told.
public sealed interface HostEvent {
    /// A whole packet for one of our own addresses, of ICMP, UDP or TCP.
    record PacketReceived(PacketIn in) implements HostEvent {}

    /// There was no way to send this packet of ours.
    record Unsendable(PacketOut out) implements HostEvent {}

    /// @param tag any number that no other running probe of this router has
    record StartPing(long tag, PingRequest request) implements HostEvent {}

    record StartTraceroute(long tag, TracerouteRequest request) implements HostEvent {}

    /// The escape sequence; the probe finishes with what it has.
    record StopProbe(long tag) implements HostEvent {}

    record Tcp(TcpEvent event) implements HostEvent {}
}
