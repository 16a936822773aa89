package io.culvert.bgp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.MessageReader;
import java.util.Optional;

/// A TCP connection of a peer.
final class Connection {
    private final ConnectionId id;
    private final Session session;
    private final boolean outgoing;
    private final MessageReader reader = new MessageReader();
    private IpAddress local;
    private Optional<InterfaceName> arrivedOn = Optional.empty();
    private Codec codec = Codec.EXTERNAL;
    private int lengthMax = BgpMessage.LENGTH_MAX;
    private int underWay;

    Connection(ConnectionId id, Session session, boolean outgoing, IpAddress local) {
        this.id = id;
        this.session = session;
        this.outgoing = outgoing;
        this.local = local;
    }

    ConnectionId id() {
        return id;
    }

    Peer peer() {
        return session.peer();
    }

    /// Whether we opened it.
    boolean outgoing() {
        return outgoing;
    }

    MessageReader reader() {
        return reader;
    }

    IpAddress local() {
        return local;
    }

    void local(IpAddress value) {
        local = value;
    }

    /// The interface that an accepted connection came by.
    Optional<InterfaceName> arrivedOn() {
        return arrivedOn;
    }

    void arrived(InterfaceName on) {
        arrivedOn = Optional.of(on);
    }

    /// The session that opened or took it.
    Session session() {
        return session;
    }

    /// The session that still goes by it.
    Optional<Session> current() {
        return Optional.of(session)
                .filter(one -> one.state().connected().filter(id::equals).isPresent());
    }

    /// Whether we sent an OPEN on it.
    boolean isOpening() {
        return current().filter(one -> one.state().isOpening()).isPresent();
    }

    Codec codec() {
        return codec;
    }

    /// The longest message that may be sent.
    int lengthMax() {
        return lengthMax;
    }

    void agree(Negotiated agreed) {
        codec = agreed.codec();
        if (agreed.extendedMessage()) {
            reader.allowExtendedMessages();
            lengthMax = BgpMessage.EXTENDED_LENGTH_MAX;
        }
    }

    /// Octets that TCP has not taken over yet.
    int underWay() {
        return underWay;
    }

    void sent(int octets) {
        underWay += octets;
    }

    void drained(int octets) {
        underWay = Math.max(0, underWay - octets);
    }

    /// Whether more routes may be sent now.
    boolean hasRoom() {
        return underWay < BgpEngine.SEND_WINDOW_OCTETS;
    }
}
