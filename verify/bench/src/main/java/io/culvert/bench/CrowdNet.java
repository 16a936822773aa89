package io.culvert.bench;

import io.culvert.base.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the spokes of a crowd speak from: an address each, port 4500, where four zero octets stand before IKE (RFC 3948).
final class CrowdNet implements AutoCloseable {
    private static final int PORT = 4500;
    private static final int MARKER = 4;

    /// One of them: a socket, and the peer that speaks by it now.
    static final class Spoke {
        final int number;
        final DatagramChannel channel;
        final String address;
        IkePeer peer;

        private Spoke(int number, DatagramChannel channel, String address, IkePeer peer) {
            this.number = number;
            this.channel = channel;
            this.address = address;
            this.peer = peer;
        }
    }

    /// Takes ESP.
    interface Traffic {
        void received(Spoke spoke, ByteBuffer datagram);
    }

    private final IkePeer.Way way;
    private final String responder;
    private final Selector selector = Selector.open();
    private final ByteBuffer out = ByteBuffer.allocateDirect(65_536);
    private final ByteBuffer in = ByteBuffer.allocateDirect(65_536);
    final List<Spoke> spokes = new ArrayList<>();
    Traffic traffic = (_, _) -> {};

    /// Requests of the responder that were answered.
    long asked;

    CrowdNet(IkePeer.Way way, String responder) throws IOException {
        this.way = way;
        this.responder = responder;
    }

    private IkePeer peer(int number, DatagramChannel channel, String address, boolean isBack) {
        var role = new IkePeer.Role("peer" + number + ".example", true, isBack);
        return new IkePeer(way, role, channel, address, responder);
    }

    Spoke add() throws IOException {
        int number = spokes.size() + 1;
        String address =
                "10.%d.%d.%d".formatted(64 + (number >>> 16), number >>> 8 & 255, number & 255);
        var channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(address, PORT));
        channel.connect(new InetSocketAddress(responder, PORT));
        channel.configureBlocking(false);
        var spoke = new Spoke(number, channel, address, peer(number, channel, address, false));
        channel.register(selector, SelectionKey.OP_READ, spoke);
        spokes.add(spoke);
        return spoke;
    }

    /// It was switched off and on.
    void restart(Spoke spoke) {
        spoke.peer = peer(spoke.number, spoke.channel, spoke.address, true);
    }

    void send(Spoke spoke, Bytes message) throws IOException {
        out.clear();
        out.putInt(0);
        out.put(message.toArray());
        out.flip();
        spoke.channel.write(out);
        spoke.peer.sentNanos = System.nanoTime();
    }

    /// Takes what has come.
    void receive(long waitMillis) throws IOException {
        if (waitMillis > 0) {
            selector.select(waitMillis);
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            receive((Spoke) key.attachment());
        }
        selector.selectedKeys().clear();
    }

    private void receive(Spoke spoke) throws IOException {
        in.clear();
        while (spoke.channel.read(in) > 0) {
            in.flip();
            if (in.remaining() > MARKER && in.getInt(0) == 0) {
                heard(spoke);
            } else {
                traffic.received(spoke, in);
            }
            in.clear();
        }
    }

    private void heard(Spoke spoke) throws IOException {
        var octets = new byte[in.remaining() - MARKER];
        in.get(MARKER, octets);
        boolean wasUp = spoke.peer.isUp();
        Optional<Bytes> next = spoke.peer.on(Bytes.of(octets));
        if (next.isPresent()) {
            asked += wasUp ? 1 : 0;
            send(spoke, next.get());
        }
    }

    @Override
    public void close() throws IOException {
        for (Spoke spoke : spokes) {
            spoke.channel.close();
        }
        selector.close();
    }
}
