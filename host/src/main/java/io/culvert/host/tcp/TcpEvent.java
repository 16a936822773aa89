package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.host.PacketIn;
import io.culvert.wire.icmp.IcmpError;
import java.util.Optional;

/// What a [TcpEngine] is told. `tag` is any number by which the user recognises its listener or its attempt.
public sealed interface TcpEvent {
    /// @param local the address to listen on; empty for all of the VRF
    record Listen(long tag, Vrf vrf, Optional<IpAddress> local, int port, Admission.Rule rule)
            implements TcpEvent {}

    /// Established connections stay.
    record StopListening(long tag) implements TcpEvent {}

    /// Opens a connection; [TcpEffect.Opening] tells its id at once.
    ///
    /// @param localPort 0 lets the engine choose one of the dynamic range
    record Connect(
            long tag,
            Vrf vrf,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            TcpSettings settings)
            implements TcpEvent {}

    /// More than the send buffer has room for comes back as [TcpEffect.Overfull].
    record Send(TcpConnectionId id, Bytes data) implements TcpEvent {}

    /// Stops [TcpEffect.Received] until [Resume]; the peer is slowed down once the receive buffer is full.
    record Pause(TcpConnectionId id) implements TcpEvent {}

    record Resume(TcpConnectionId id) implements TcpEvent {}

    /// Sends what is buffered, then FIN; the other direction stays open until the peer closes it.
    record Close(TcpConnectionId id) implements TcpEvent {}

    /// Sends RST and forgets the connection.
    record Abort(TcpConnectionId id) implements TcpEvent {}

    /// A packet of protocol 6.
    record PacketReceived(PacketIn in) implements TcpEvent {}

    /// An ICMP error that quotes a TCP packet of ours.
    record ErrorReceived(Vrf vrf, IcmpError error) implements TcpEvent {}

    /// The path to `remote` takes packets of this size, as routing knows.
    record PathMtuChanged(Vrf vrf, IpAddress remote, int octets) implements TcpEvent {}
}
