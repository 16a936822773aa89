package io.culvert.mgmt.syslog;

import io.culvert.base.Bytes;
import io.culvert.router.config.management.LogHost;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/// The way to one syslog host, opened when there is something to send and again after it broke.
interface SyslogWire extends AutoCloseable {
    /// @throws IOException when the message did not get away
    void send(Bytes message) throws IOException;

    @Override
    void close();

    static SyslogWire to(LogHost host) {
        return switch (host.transport()) {
            case UDP -> new Udp(address(host));
            case TCP -> new Tcp(address(host));
        };
    }

    private static SocketAddress address(LogHost host) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(host.address().bytes().toArray()), host.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets", e);
        }
    }

    /// RFC 5426: one message a datagram.
    final class Udp implements SyslogWire {
        private final SocketAddress to;
        private @Nullable DatagramChannel channel;

        Udp(SocketAddress to) {
            this.to = to;
        }

        @Override
        public void send(Bytes message) throws IOException {
            DatagramChannel open = channel;
            if (open == null) {
                open = DatagramChannel.open();
                channel = open;
            }
            open.send(ByteBuffer.wrap(message.toArray()), to);
        }

        @Override
        public void close() {
            DatagramChannel open = channel;
            channel = null;
            quietly(open);
        }
    }

    /// RFC 6587 section 3.4.1: messages in a stream, each behind its length.
    final class Tcp implements SyslogWire {
        private static final int CONNECT_MILLISECONDS = 5_000;
        private final SocketAddress to;
        private @Nullable Socket socket;

        Tcp(SocketAddress to) {
            this.to = to;
        }

        @Override
        public void send(Bytes message) throws IOException {
            Socket open = socket;
            if (open == null) {
                open = new Socket();
                socket = open;
                open.setKeepAlive(true);
                open.connect(to, CONNECT_MILLISECONDS);
            }
            open.getOutputStream().write(Rfc5424.framed(message).toArray());
        }

        @Override
        public void close() {
            Socket open = socket;
            socket = null;
            quietly(open);
        }
    }

    private static void quietly(@Nullable Closeable open) {
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            System.getLogger(SyslogWire.class.getName())
                    .log(System.Logger.Level.DEBUG, "a socket did not close in order", e);
        }
    }
}
