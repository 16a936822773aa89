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
    private final Peer peer;
    private final boolean outgoing;
    private final MessageReader reader = new MessageReader();
    private IpAddress local;
    private Optional<InterfaceName> arrivedOn = Optional.empty();
    private Peer.Place place = Peer.Place.MAIN;
    private Codec codec = Codec.EXTERNAL;
    private int lengthMax = BgpMessage.LENGTH_MAX;
    private int underWay;

    Connection(ConnectionId id, Peer peer, boolean outgoing, IpAddress local) {
        this.id = id;
        this.peer = peer;
        this.outgoing = outgoing;
        this.local = local;
    }

    ConnectionId id() {
        return id;
    }

    Peer peer() {
        return peer;
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

    /// Which machine of the peer it belongs to.
    Peer.Place place() {
        return place;
    }

    void place(Peer.Place value) {
        place = value;
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
