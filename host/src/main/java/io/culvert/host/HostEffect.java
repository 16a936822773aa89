package io.culvert.host;

import io.culvert.host.probe.PingResult;
import io.culvert.host.probe.TracerouteResult;
import io.culvert.host.tcp.TcpEffect;

/// What a [HostEngine] orders.
public sealed interface HostEffect {
    record SendPacket(PacketOut out) implements HostEffect {}

    /// Never [TcpEffect.SendPacket], which comes as [SendPacket].
    record Tcp(TcpEffect effect) implements HostEffect {}

    /// Text of a running probe, to print at once.
    record ProbeProgress(long tag, String text) implements HostEffect {}

    record PingFinished(long tag, PingResult result) implements HostEffect {}

    record TracerouteFinished(long tag, TracerouteResult result) implements HostEffect {}
}
