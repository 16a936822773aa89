package io.culvert.bench;

import io.culvert.base.Bytes;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.linux.publickey.PublicKeyLadder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A crowd of IKE initiators, each with an address and a port 500 of its own:
/// `IkeLoad psk|rsa FOLDER RESPONDER FIRST PEERS WINDOW PROCESS`. Sets up an IKE SA with a Child SA for each of PEERS, WINDOW at a
/// time, and prints the rate and what each cost the responder, whose PROCESS is given, in processor time. Some of them stay and ask every
/// few milliseconds whether the responder is alive, while as many others as before come at once. At the end all are deleted.
/// `verify/bench/ike` starts it.
public final class IkeLoad {
    private static final int IKE = 500;

    /// SAs that stay up and ask for signs of life.
    private static final int STAYING = 50;

    private static final long PROBE_NANOS = 5_000_000;
    private static final long RETRY_NANOS = 1_000_000_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final IkePeer.Way way;
    private final InetSocketAddress responder;
    private final int firstAddress;
    private final Path process;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private final List<IkePeer> staying = new ArrayList<>();
    private final List<Long> answers = new ArrayList<>();
    private int addresses;
    private int again;

    private IkeLoad(IkePeer.Way way, String responder, int firstAddress, String process)
            throws IOException {
        this.way = way;
        this.responder = new InetSocketAddress(responder, IKE);
        this.firstAddress = firstAddress;
        this.process = Path.of("/proc", process, "stat");
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        PublicKeyLadder ladder = PublicKeyLadder.ofThisMachine(System.err::println);
        ladder.prepare();
        var load =
                new IkeLoad(
                        way(args[0], Path.of(args[1]), ladder),
                        args[2],
                        Integer.parseInt(args[3]),
                        args[6]);
        int peers = Integer.parseInt(args[4]);
        int window = Integer.parseInt(args[5]);
        load.stay();
        load.rate(peers, window);
        load.storm(peers);
        load.leave();
    }

    private static IkePeer.Way way(String authentication, Path folder, PublicKeys keys)
            throws IOException, GeneralSecurityException {
        if (authentication.equals("psk")) {
            return new IkePeer.Way(keys, Optional.empty(), Bytes.EMPTY);
        }
        byte[] pkcs8 = Files.readAllBytes(folder.resolve("peer.key.der"));
        return new IkePeer.Way(
                keys,
                Optional.of(
                        KeyFactory.getInstance("RSA")
                                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8))),
                Bytes.of(Files.readAllBytes(folder.resolve("peer.der"))));
    }

    // --- the network ---

    private IkePeer peer() throws IOException {
        int number = firstAddress + addresses++;
        String address = "10.64." + (number >>> 8) + "." + (number & 255);
        var channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(new InetSocketAddress(address, IKE));
        channel.connect(responder);
        channel.configureBlocking(false);
        var peer =
                new IkePeer(
                        way,
                        IkePeer.Role.ANYBODY,
                        channel,
                        address,
                        responder.getAddress().getHostAddress());
        channel.register(selector, SelectionKey.OP_READ, peer);
        return peer;
    }

    private void send(IkePeer peer, Bytes octets) throws IOException {
        peer.channel.write(ByteBuffer.wrap(octets.toArray()));
        peer.sentNanos = System.nanoTime();
    }

    /// Takes what has come, and hands each peer its own.
    private void receive(long waitMillis) throws IOException {
        if (waitMillis > 0) {
            selector.select(waitMillis);
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            var peer = (IkePeer) key.attachment();
            while (true) {
                buffer.clear();
                int count = peer.channel.read(buffer);
                if (count <= 0) {
                    break;
                }
                long now = System.nanoTime();
                buffer.flip();
                var octets = new byte[count];
                buffer.get(octets);
                if (peer.isProbing()) {
                    if (peer.isAlive(Bytes.of(octets))) {
                        answers.add(now - peer.askedNanos);
                    }
                    continue;
                }
                Optional<Bytes> next = peer.on(Bytes.of(octets));
                if (next.isPresent()) {
                    send(peer, next.get());
                }
            }
        }
        selector.selectedKeys().clear();
    }

    // --- what is measured ---

    /// Those who come, WINDOW at a time; whoever hears nothing asks again.
    private List<IkePeer> come(int count, int window, boolean isProbed) throws IOException {
        var all = new ArrayList<IkePeer>();
        var open = new ArrayList<IkePeer>();
        long began = System.nanoTime();
        long probe = began;
        int next = 0;
        while ((all.size() < count || !open.isEmpty())
                && System.nanoTime() - began < PATIENCE_NANOS) {
            while (all.size() < count && open.size() < window) {
                IkePeer peer = peer();
                all.add(peer);
                open.add(peer);
                send(peer, peer.begin());
                if (open.size() % 16 == 0) {
                    break; // what has come meanwhile is not left lying
                }
            }
            receive(all.size() < count && open.size() < window ? 0 : 1);
            long now = System.nanoTime();
            if (isProbed && now >= probe && !staying.isEmpty()) {
                probe = now + PROBE_NANOS;
                ask(staying.get(next++ % staying.size()));
            }
            open.removeIf(IkePeer::isUp);
            for (IkePeer peer : open) {
                if (now - peer.sentNanos > RETRY_NANOS) {
                    again++;
                    send(peer, peer.last());
                }
            }
        }
        return all;
    }

    private void ask(IkePeer peer) throws IOException {
        if (!peer.isProbing()) {
            Bytes request = peer.probe();
            peer.askedNanos = System.nanoTime();
            send(peer, request);
        }
    }

    private void stay() throws IOException {
        staying.addAll(come(STAYING, 8, false));
        report("staying", staying);
        staying.removeIf(peer -> !peer.isUp());
    }

    private static long up(List<IkePeer> peers) {
        return peers.stream().filter(IkePeer::isUp).count();
    }

    private static void report(String what, List<IkePeer> peers) {
        long up = up(peers);
        if (up < peers.size()) {
            System.out.printf(
                    "%s: %d of %d came up; the others: %s%n",
                    what,
                    up,
                    peers.size(),
                    peers.stream().filter(peer -> !peer.isUp()).findFirst().map(IkePeer::state));
        }
    }

    private void rate(int count, int window) throws IOException {
        long ticks = ticks();
        long own = ownNanos();
        long began = System.nanoTime();
        again = 0;
        List<IkePeer> peers = come(count, window, false);
        double seconds = (System.nanoTime() - began) / 1e9;
        report("rate", peers);
        System.out.printf(
                "rate %.0f cpu %.3f again %d busy %.2f%n",
                up(peers) / seconds,
                (ticks() - ticks) * 10.0 / Math.max(1, up(peers)),
                again,
                (ownNanos() - own) / 1e9 / seconds);
        leave(peers);
    }

    /// Processor time of the responder, in hundredths of a second.
    private long ticks() throws IOException {
        String stat = Files.readString(process);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long ownNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private void storm(int count) throws IOException {
        answers.clear();
        quiet();
        List<Long> before = List.copyOf(answers);
        answers.clear();
        again = 0;
        long began = System.nanoTime();
        List<IkePeer> peers = come(count, count, true);
        double seconds = (System.nanoTime() - began) / 1e9;
        report("storm", peers);
        long lost = staying.stream().filter(IkePeer::isProbing).count();
        System.out.printf(
                "storm %d up in %.2f s again %d alive-quiet %s alive-storm %s asked %d unanswered %d%n",
                up(peers), seconds, again, spread(before), spread(answers), answers.size(), lost);
        leave(peers);
    }

    /// The same questions when nobody else comes.
    private void quiet() throws IOException {
        for (int i = 0; i < 4 * STAYING; i++) {
            ask(staying.get(i % staying.size()));
            long until = System.nanoTime() + PROBE_NANOS;
            while (System.nanoTime() < until) {
                receive(1);
            }
        }
    }

    /// Median, the 99th of a hundred, and the longest, in milliseconds.
    private static String spread(List<Long> nanos) {
        if (nanos.isEmpty()) {
            return "none";
        }
        var sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return "%.2f/%.2f/%.2f"
                .formatted(
                        sorted.get(sorted.size() / 2) / 1e6,
                        sorted.get(sorted.size() * 99 / 100) / 1e6,
                        sorted.getLast() / 1e6);
    }

    /// Deletes them, a hundred at a time.
    private void leave(List<IkePeer> peers) throws IOException {
        for (int from = 0; from < peers.size(); from += 100) {
            List<IkePeer> some = peers.subList(from, Math.min(peers.size(), from + 100));
            for (IkePeer peer : some) {
                if (peer.isUp()) {
                    send(peer, peer.delete());
                }
            }
            long until = System.nanoTime() + 50_000_000;
            while (System.nanoTime() < until) {
                receive(5);
            }
            for (IkePeer peer : some) {
                peer.channel.close();
            }
        }
        selector.selectNow();
    }

    private void leave() throws IOException {
        leave(staying);
        selector.close();
    }
}
