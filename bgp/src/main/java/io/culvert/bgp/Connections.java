package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.MessageType;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The TCP connections of all peers, and what is sent on them.
final class Connections {
    private final Speaker speaker;
    private final TransportPolicy transport;
    private final NavigableMap<ConnectionId, Connection> all = new TreeMap<>();
    private long opened;

    Connections(Speaker speaker, TransportPolicy transport) {
        this.speaker = speaker;
        this.transport = transport;
    }

    Optional<Connection> find(ConnectionId id) {
        return Optional.ofNullable(all.get(id));
    }

    List<Connection> all() {
        return List.copyOf(all.values());
    }

    /// The connections of a peer but this one.
    List<Connection> othersOf(Connection connection) {
        return all.values().stream()
                .filter(other -> other.peer() == connection.peer() && other != connection)
                .toList();
    }

    /// Orders a connection to the peer of this session.
    Connection open(Session session) {
        Peer peer = session.peer();
        var id = new ConnectionId(++opened);
        var local = transport.localAddress(peer);
        var connection = new Connection(id, session, true, local.orElse(peer.address()));
        all.put(id, connection);
        speaker.emit(
                new BgpEffect.Connect(
                        id,
                        peer.key().vrf(),
                        local,
                        peer.address(),
                        Sessions.PORT,
                        transport.rulesOut(peer)));
        return connection;
    }

    /// Takes a connection that the peer of this session opened.
    Connection admit(Session session, BgpEvent.Accepted event, boolean tunnelOnly) {
        var connection = new Connection(event.connection(), session, false, event.local());
        connection.arrived(event.arrival().arrivedOn());
        all.put(event.connection(), connection);
        speaker.emit(
                new BgpEffect.Admit(
                        event.connection(), transport.rules(session.peer(), tunnelOnly)));
        return connection;
    }

    /// Closes a connection unless it is gone already.
    void close(ConnectionId id) {
        if (all.remove(id) != null) {
            speaker.emit(new BgpEffect.Close(id));
        }
    }

    /// The connection is gone.
    void forget(ConnectionId id) {
        all.remove(id);
    }

    void send(Connection connection, BgpMessage message) {
        if (message.type() == MessageType.UPDATE) {
            connection.peer().updates.sent++;
        }
        send(connection, message.write(connection.codec()));
    }

    /// An UPDATE as octets.
    void sendUpdate(Connection connection, Bytes update) {
        connection.peer().updates.sent++;
        send(connection, update);
    }

    private void send(Connection connection, Bytes octets) {
        connection.peer().messages.sent++;
        boolean idle = connection.underWay() == 0;
        connection.sent(octets.size());
        speaker.emit(new BgpEffect.Send(connection.id(), octets));
        if (idle) {
            connection.session().timers().sendHold(true);
        }
    }
}
