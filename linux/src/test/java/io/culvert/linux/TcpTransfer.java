package io.culvert.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// Sends so many octets by TCP between the kernels of two namespaces, and compares them.
final class TcpTransfer {
    private static final int CHUNK = 1 << 16;

    private final ServerSocketChannel server;
    private final SocketChannel client;
    private final InetSocketAddress to;
    private final int octets;

    TcpTransfer(Namespaces host, String from, String at, String address, int octets)
            throws IOException {
        to = new InetSocketAddress(InetAddress.getByName(address), 5001);
        this.octets = octets;
        // A socket belongs to the namespace in which it was made.
        server = host.inside(at, ServerSocketChannel::open);
        server.bind(to);
        client = host.inside(from, SocketChannel::open);
    }

    /// Whether all arrived as it was sent; the caller moves the packets meanwhile.
    CompletableFuture<Boolean> start() {
        CompletableFuture<Boolean> sent = CompletableFuture.supplyAsync(this::send, this::run);
        CompletableFuture<Boolean> received =
                CompletableFuture.supplyAsync(this::receive, this::run);
        return sent.thenCombine(received, Boolean::logicalAnd);
    }

    private void run(Runnable work) {
        Thread.ofPlatform().daemon().start(work);
    }

    private boolean send() {
        try (client) {
            client.connect(to);
            var random = new Random(1);
            var chunk = new byte[CHUNK];
            for (int done = 0; done < octets; done += CHUNK) {
                random.nextBytes(chunk);
                var buffer = ByteBuffer.wrap(chunk);
                while (buffer.hasRemaining()) {
                    client.write(buffer);
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean receive() {
        try (server;
                SocketChannel channel = server.accept()) {
            var random = new Random(1);
            var expected = new byte[CHUNK];
            var buffer = ByteBuffer.allocate(CHUNK);
            for (int done = 0; done < octets; done += CHUNK) {
                random.nextBytes(expected);
                buffer.clear();
                int read = 0;
                while (buffer.hasRemaining() && read >= 0) {
                    read = channel.read(buffer);
                }
                if (!Arrays.equals(expected, buffer.array())) {
                    return false;
                }
            }
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
