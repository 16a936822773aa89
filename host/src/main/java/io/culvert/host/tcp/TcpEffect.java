package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import io.culvert.host.PacketOut;

/// What a [TcpEngine] orders.
public sealed interface TcpEffect {
    record SendPacket(PacketOut out) implements TcpEffect {}

    /// The attempt of [TcpEvent.Connect] has this name.
    record Opening(long tag, TcpConnectionId id, TcpKey key) implements TcpEffect {}

    /// @param tag of the listener if the peer opened the connection, otherwise of the attempt
    record Established(long tag, TcpConnectionId id, TcpKey key, boolean passive)
            implements TcpEffect {}

    record Received(TcpConnectionId id, Bytes data) implements TcpEffect {}

    /// These octets of the last [TcpEvent.Send] did not fit; [Drained] says when to try again.
    record Overfull(TcpConnectionId id, Bytes rest) implements TcpEffect {}

    /// Follows [Overfull] as soon as half of the send buffer is free.
    record Drained(TcpConnectionId id, int room) implements TcpEffect {}

    /// The peer will send no more; everything it sent was handed over.
    record PeerClosed(TcpConnectionId id) implements TcpEffect {}

    /// The last word on a connection. After an orderly close in both directions it comes when TIME-WAIT begins.
    record Ended(long tag, TcpConnectionId id, TcpKey key, TcpEnd end) implements TcpEffect {}
}
