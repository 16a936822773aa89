package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import io.culvert.wire.esp.Esp;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an unkind stranger or a broken peer sends to the express lane: it is sent on, delivered, reported or dropped under a reason, the graph
/// does the same with it, nothing that is not genuine goes on, and no slot stays behind.
class ExpressHostileTest {
    private static final int ETHERNET = 14;
    private static final int IP = 20;
    private static final int UDP = 8;

    private final Workbench lane = new Workbench();
    private final Workbench graph = new Workbench();
    private int number = 1;

    private void boot(SpokeShape shape) {
        shape.boot(lane);
        shape.boot(graph);
        graph.plane.shutExpress();
        receive(genuine(shape), "the first packet");
        assertThat(lane.sent).as("the first packet").hasSize(1);
        clear();
    }

    private static SpokeShape shape(long seed) {
        var random = new Random(seed);
        SpokeShape shape = seed % 2 == 0 ? SpokeShape.of(random) : SpokeShape.plain(random);
        return shape.with(new SpokeShape.Six(true, true, 0, 0, 0, true));
    }

    private void clear() {
        lane.sent.clear();
        graph.sent.clear();
        lane.delivered.clear();
        graph.delivered.clear();
        lane.now += 1_000_000_000; // errors are limited by the second
        graph.now += 1_000_000_000;
    }

    private static long ends(Workbench bench) {
        return bench.sent.size()
                + bench.delivered.size()
                + bench.events.size()
                + bench.plane.drops().stream().mapToLong(DropCount::packets).sum();
    }

    /// Both get a frame of the WAN, and fare alike.
    private void receive(Bytes frame, String when) {
        long before = ends(lane);
        for (Workbench bench : List.of(lane, graph)) {
            int slot = bench.slab.of(frame.toArray());
            bench.plane.input(bench.now, 0, new int[] {slot}, 1);
        }
        assertThat(ends(lane)).as("what became of it: " + when).isGreaterThan(before);
        alike(when);
    }

    private void alike(String when) {
        assertThat(lane.sent).as("sent: " + when).isEqualTo(graph.sent);
        assertThat(lane.delivered).as("delivered: " + when).isEqualTo(graph.delivered);
        assertThat(lane.events).as("events: " + when).isEqualTo(graph.events);
        lane.assertCountsOf(graph, when);
    }

    private static Bytes payload(SpokeShape shape, Bytes inner) {
        boolean six = inner.u8(0) >>> 4 == 6;
        Bytes labelled = Packets.label(Workbench.VPN_LABEL_IN, 0, true, 64).plus(inner);
        return switch (shape.encapsulation()) {
            case IPSEC -> inner;
            case MPLS_IN_IP, IP_IN_IP -> labelled;
            case GRE ->
                    shape.isPlain()
                            ? Packets.gre(six ? 0x86DD : 0x0800, inner)
                            : shape.key() != TunnelEnds.NO_KEY
                                    ? Bytes.hex("20008847%08x".formatted(shape.key()))
                                            .plus(labelled)
                                    : Packets.gre(0x8847, labelled);
        };
    }

    private Bytes around(SpokeShape shape, Bytes inner) {
        boolean six = inner.u8(0) >>> 4 == 6;
        int next = six && shape.nextHeader() == 4 ? 41 : shape.nextHeader();
        return shape.sealed(payload(shape, inner), next, number++);
    }

    private Bytes genuine(SpokeShape shape) {
        return frame(shape, around(shape, Packets.echo(Packets.FAR, Packets.PC, 100)));
    }

    private static Bytes frame(SpokeShape shape, Bytes esp) {
        boolean isUdp = shape.path().udp().isPresent();
        Bytes inside =
                isUdp ? Bytes.hex("11941194%04x0000".formatted(UDP + esp.size())).plus(esp) : esp;
        Bytes packet =
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(isUdp ? 17 : 50)
                        .payload(inside);
        return ExpressTest.frame("020000000001", 0, packet);
    }

    private static int espAt(SpokeShape shape) {
        return ETHERNET + IP + (shape.path().udp().isPresent() ? UDP : 0);
    }

    /// The frame with an IP header that says how long it is now.
    private static Bytes settled(byte[] octets) {
        if (octets.length >= ETHERNET + IP) {
            var memory = MemorySegment.ofArray(octets).asSlice(ETHERNET);
            io.culvert.wire.Net.putU16(memory, 2, octets.length - ETHERNET);
            io.culvert.wire.ip.Ipv4.seal(memory, 0);
        }
        return Bytes.of(octets);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noneOfItsOctetsMayBeAnother(long seed) {
        SpokeShape shape = shape(seed);
        boot(shape);
        var random = new Random(seed);
        int size = genuine(shape).size();
        for (int at = 0; at < size; at++) {
            byte[] octets = genuine(shape).toArray();
            octets[at] ^= (byte) (1 << random.nextInt(8));
            String when = "octet %d of %s".formatted(at, shape);
            receive(Bytes.of(octets), when);
            if (at >= espAt(shape)) {
                assertThat(lane.sent).as(when).isEmpty();
            }
            clear();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noneOfItsOctetsMayBeMissing(long seed) {
        SpokeShape shape = shape(seed);
        boot(shape);
        int size = genuine(shape).size();
        for (int end = 1; end < size; end++) {
            String when = "%d octets of %s".formatted(end, shape);
            receive(genuine(shape).slice(0, end), when);
            receive(settled(genuine(shape).slice(0, end).toArray()), "settled: " + when);
            assertThat(lane.sent).as(when).isEmpty();
            clear();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noNumberIsTakenTwice(long seed) {
        SpokeShape shape = shape(seed);
        boot(shape);
        var random = new Random(seed);
        var sealed = new ArrayList<Bytes>();
        for (int i = 0; i < 300; i++) {
            sealed.add(genuine(shape));
        }
        var taken = new java.util.TreeSet<Integer>();
        for (int i = 0; i < 900; i++) {
            int which = Math.min(299, i / 3 + random.nextInt(100) - 80);
            if (which >= 0) {
                receive(sealed.get(which), "number %d of %s".formatted(which, shape));
                assertThat(lane.sent).hasSizeLessThanOrEqualTo(taken.add(which) ? 1 : 0);
                clear();
            }
        }
        assertThat(taken).hasSizeGreaterThan(200);
    }

    /// Genuine, but what is inside is not what it says that it is: lengths, versions, fragments.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatIsInsideMayLie(long seed) {
        SpokeShape shape = shape(seed);
        boot(shape);
        var random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            boolean six = random.nextInt(3) == 0;
            byte[] inner =
                    (six
                                    ? Packets.echo6(Packets.FAR6, Packets.PC6, 64, 100)
                                    : Packets.echo(Packets.FAR, Packets.PC, 100))
                            .toArray();
            var memory = MemorySegment.ofArray(inner);
            int length = new int[] {0, 19, 20, 39, 60, 99, 100, 101, 65_535}[random.nextInt(9)];
            switch (random.nextInt(4)) {
                case 0 -> io.culvert.wire.Net.putU16(memory, six ? 4 : 2, length);
                case 1 -> inner[0] = (byte) random.nextInt(256);
                case 2 -> io.culvert.wire.Net.putU16(memory, 6, random.nextInt(65_536));
                // Not the destination: who is not known there is waited for.
                default -> inner[random.nextInt(six ? 24 : 16)] = (byte) random.nextInt(256);
            }
            if (!six && random.nextInt(8) != 0 && (inner[0] & 0xF) >= 5) {
                io.culvert.wire.ip.Ipv4.seal(memory, 0);
            }
            Bytes hostile = Bytes.of(inner);
            receive(
                    frame(shape, around(shape, hostile)),
                    "%s inside, number %d, of %s".formatted(hostile, number, shape));
            clear();
        }
    }

    /// Genuine, but the trailer lies about the padding or the next header.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theTrailerMayLie(long seed) {
        SpokeShape shape = shape(seed);
        boot(shape);
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Bytes payload = payload(shape, Packets.echo(Packets.FAR, Packets.PC, 60));
            int padding = random.nextInt(256);
            int next = random.nextInt(3) == 0 ? random.nextInt(256) : shape.nextHeader();
            Bytes esp = sealed(shape, payload, padding, next, random.nextInt(3));
            receive(
                    frame(shape, esp),
                    "padding %d, next header %d, of %s".formatted(padding, next, shape));
            clear();
        }
    }

    /// @param more blocks of padding than are needed, whatever the trailer says
    private Bytes sealed(SpokeShape shape, Bytes payload, int padding, int next, int more) {
        var slab = new PacketSlab(1, 1);
        int esp = slab.start[slab.allocate(2000)];
        int clearAt = esp + shape.suite().clearAt();
        int pad = shape.suite().padOctets(payload.size()) + 16 * more;
        payload.copyTo(slab.memory(), clearAt);
        Esp.write(slab.memory(), esp, Workbench.SPI_IN, number);
        Esp.writeTrailer(slab.memory(), clearAt + payload.size(), pad, next);
        int clear = payload.size() + pad + Esp.TRAILER;
        if (padding % 2 == 0) {
            slab.memory()
                    .set(
                            java.lang.foreign.ValueLayout.JAVA_BYTE,
                            clearAt + clear - Esp.TRAILER,
                            (byte) padding);
        }
        new JdkEspCiphers()
                .sealer(shape.suite(), shape.keys(), shape.isExtended(), Entropy.seeded("hub"))
                .seal(slab.memory(), esp, clear, number++);
        return Bytes.of(slab.memory(), esp, shape.suite().espOctets(clear));
    }

    /// Trains whose pieces are of odd sizes, hold no ESP, or are cut in the wrong places.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void trainsMayBeOdd(long seed) {
        SpokeShape shape = shape(seed);
        while (shape.path().udp().isEmpty()) {
            shape = shape(seed + number++ * 100L);
        }
        boot(shape);
        var random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            odd(shape, random, "train %d of seed %d, %s".formatted(i, seed, shape));
        }
    }

    private void odd(SpokeShape shape, Random random, String when) {
        Bytes inner = Packets.echo(Packets.FAR, Packets.PC, 30 + random.nextInt(200));
        var datagrams = Bytes.EMPTY;
        int segment = 0;
        for (int i = 1 + random.nextInt(40); i > 0; i--) {
            Bytes piece = around(shape, inner);
            segment = piece.size();
            datagrams =
                    datagrams.plus(
                            switch (random.nextInt(8)) {
                                case 0 -> Bytes.zero(4).plus(piece.slice(4));
                                case 1 -> Bytes.zero(segment);
                                case 2 -> Bytes.hex("ff").plus(piece.slice(1));
                                default -> piece;
                            });
        }
        int odd =
                switch (random.nextInt(6)) {
                    case 0 -> 1 + random.nextInt(40);
                    case 1 -> segment + random.nextInt(9) - 4;
                    default -> segment;
                };
        int end = Math.max(odd + 1, datagrams.size() - random.nextInt(segment));
        int udp = UDP + Math.min(end, datagrams.size());
        int lie = random.nextInt(6) == 0 ? random.nextInt(65_536) : udp;
        Bytes packet =
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(17)
                        .payload(
                                Bytes.hex("11941194%04x0000".formatted(lie))
                                        .plus(datagrams.slice(0, udp - UDP)));
        var whole = new TrainsTest.Whole(ExpressTest.frame("020000000001", 0, packet), odd);
        int slot = whole.into(lane.slab);
        List<Bytes> pieces = lane.cut(slot);
        lane.plane.input(lane.now, 0, new int[] {slot}, 1);
        for (Bytes piece : pieces) {
            graph.plane.input(graph.now, 0, new int[] {graph.slab.of(piece.toArray())}, 1);
        }
        assertThat(sorted(lane.sent)).as("sent: " + when).isEqualTo(sorted(graph.sent));
        lane.assertCountsOf(graph, when);
        clear();
    }

    private static List<String> sorted(List<Workbench.Sent> sent) {
        return sent.stream()
                .map(Workbench.Sent::toString)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
