package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.dataplane.fib.TunnelEnds;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The express lane does what the graph does, to the octet and to the counter: two spokes with the same configuration get the same packets,
/// one of them with its lane shut.
class ExpressTest {
    private static final int PACKETS = 2000;

    private final Workbench lane = new Workbench();
    private final Workbench graph = new Workbench();

    /// A frame of a customer: most of them ordinary.
    private static Bytes fromCustomer(Random random) {
        var to =
                Ipv4Address.of(
                        "%d.%d.%d.%d"
                                .formatted(
                                        random.nextInt(20) == 0 ? random.nextInt(256) : 10,
                                        random.nextInt(4) == 0 ? 9 : random.nextInt(4),
                                        random.nextInt(256),
                                        1 + random.nextInt(250)));
        int size = 28 + random.nextInt(random.nextInt(30) == 0 ? 1600 : 300);
        Bytes packet =
                random.nextInt(10) == 0
                        ? Packets.syn(Packets.PC, to, Bytes.hex("02040578"))
                        : Packets.echo(Packets.PC, to, size);
        byte[] octets = packet.toArray();
        octets[1] = (byte) random.nextInt();
        octets[6] = (byte) (random.nextBoolean() ? 0x40 : random.nextInt(12) == 0 ? 0x20 : 0);
        octets[8] = (byte) (random.nextInt(12) == 0 ? random.nextInt(3) : 2 + random.nextInt(250));
        io.culvert.wire.ip.Ipv4.seal(MemorySegment.ofArray(octets), 0);
        if (random.nextInt(30) == 0) {
            octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] slack = new byte[random.nextInt(4) == 0 ? random.nextInt(20) : 0];
        return frame("020000000002", 10, 0x0800, Bytes.of(octets).plus(Bytes.of(slack)));
    }

    static Bytes frame(String destination, int vlan, Bytes packet) {
        return frame(destination, vlan, 0x0800, packet);
    }

    static Bytes frame(String destination, int vlan, int type, Bytes packet) {
        Bytes tag = vlan == 0 ? Bytes.EMPTY : Bytes.hex("8100%04x".formatted(vlan));
        return Bytes.concat(
                Bytes.hex(destination + "0200000000c1"),
                tag,
                Bytes.hex("%04x".formatted(type)),
                packet);
    }

    /// What is inside the packets of the hub.
    private interface Inner {
        Bytes packet(Random random);
    }

    private static Bytes echoOfHub(Random random) {
        var to = random.nextInt(8) == 0 ? Packets.FAR : Packets.PC;
        byte[] inner =
                (random.nextInt(10) == 0
                                ? Packets.syn(Packets.FAR, to, Bytes.hex("02040578"))
                                : Packets.echo(Packets.FAR, to, 28 + random.nextInt(400)))
                        .toArray();
        inner[1] = (byte) random.nextInt();
        inner[8] = (byte) (random.nextInt(12) == 0 ? random.nextInt(3) : 2 + random.nextInt(250));
        io.culvert.wire.ip.Ipv4.seal(MemorySegment.ofArray(inner), 0);
        if (random.nextInt(30) == 0) {
            inner[random.nextInt(inner.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return Bytes.of(inner);
    }

    /// A frame of the hub: ESP around what it sends, most of it ordinary.
    private static Bytes fromHub(
            Random random, SpokeShape shape, int number, boolean six, Inner inside) {
        int label =
                switch (random.nextInt(8)) {
                    case 0 -> SpokeShape.LABEL_FORWARD;
                    case 1 -> random.nextInt(64);
                    default -> Workbench.VPN_LABEL_IN;
                };
        Bytes inner = inside.packet(random);
        int labelTtl = random.nextInt(12) == 0 ? random.nextInt(3) : 1 + random.nextInt(255);
        Bytes labelled =
                Packets.label(label, random.nextInt(8), random.nextInt(20) != 0, labelTtl)
                        .plus(inner);
        int type = six ? 0x86DD : 0x0800;
        Bytes payload =
                switch (shape.encapsulation()) {
                    case IPSEC -> inner;
                    case MPLS_IN_IP, IP_IN_IP -> labelled;
                    case GRE ->
                            shape.isPlain() && random.nextInt(10) != 0
                                    ? Packets.gre(type, inner)
                                    : shape.key() != TunnelEnds.NO_KEY
                                            ? Bytes.hex("20008847%08x".formatted(shape.key()))
                                                    .plus(labelled)
                                            : random.nextInt(10) == 0
                                                    ? Packets.gre(0x0800, inner)
                                                    : Packets.gre(0x8847, labelled);
                };
        boolean isSixInEsp = six && shape.nextHeader() == 4 && random.nextInt(30) != 0;
        Bytes esp = shape.sealed(payload, isSixInEsp ? 41 : shape.nextHeader(), number);
        var from = random.nextInt(30) == 0 ? Ipv4Address.of("172.16.0.9") : Workbench.HUB;
        Bytes outer =
                shape.path().udp().isPresent()
                        ? Packets.ipv4(from, Workbench.SPOKE)
                                .protocol(17)
                                .payload(
                                        Bytes.hex(
                                                        "%04x1194%04x0000"
                                                                .formatted(
                                                                        random.nextInt(30) == 0
                                                                                ? 4501
                                                                                : 4500,
                                                                        8 + esp.size()))
                                                .plus(esp))
                        : Packets.ipv4(from, Workbench.SPOKE).protocol(50).payload(esp);
        byte[] octets = outer.toArray();
        if (shape.isPlain() && random.nextInt(3) == 0) {
            octets[1] = (byte) random.nextInt();
            io.culvert.wire.ip.Ipv4.seal(MemorySegment.ofArray(octets), 0);
        }
        if (random.nextInt(20) == 0) {
            octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return frame("020000000001", 0, Bytes.of(octets));
    }

    /// What comes in: from the customer, or from the hub with a number.
    private interface Traffic {
        Bytes from(Random random, int port, SpokeShape shape, int number);
    }

    private static Bytes ofFour(Random random, int port, SpokeShape shape, int number) {
        return port == 1
                ? fromCustomer(random)
                : fromHub(random, shape, number, false, ExpressTest::echoOfHub);
    }

    /// Mostly of IPv6.
    private static Bytes ofBoth(Random random, int port, SpokeShape shape, int number) {
        if (random.nextInt(8) == 0) {
            return ofFour(random, port, shape, number);
        }
        return port == 1
                ? frame("020000000002", 10, 0x86DD, Ipv6Traffic.fromCustomer(random))
                : fromHub(random, shape, number, true, Ipv6Traffic::fromHub);
    }

    private static void input(Workbench bench, int port, List<Bytes> frames) {
        int[] slots = frames.stream().mapToInt(frame -> bench.slab.of(frame.toArray())).toArray();
        bench.plane.input(bench.now, port, slots, slots.length);
    }

    private void bothStandAlike(String when) {
        assertThat(lane.sent).as("sent " + when).isEqualTo(graph.sent);
        assertThat(lane.events).as("events " + when).isEqualTo(graph.events);
        assertThat(lane.delivered).as("delivered " + when).isEqualTo(graph.delivered);
        assertThat(lane.transits).as("transits " + when).isEqualTo(graph.transits);
        lane.assertCountsOf(graph, when);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void onePacketAfterTheOtherIsTreatedAlike(long seed) {
        var random = new Random(seed);
        oneAfterTheOther(seed, random, SpokeShape.of(random), ExpressTest::ofFour);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52})
    void soItIsWithIpv6(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.of(random).with(SpokeShape.Six.of(random));
        oneAfterTheOther(seed, random, shape, ExpressTest::ofBoth);
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72})
    void soItIsWithIpv6WithoutLabels(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.plain(random).with(SpokeShape.Six.of(random));
        oneAfterTheOther(seed, random, shape, ExpressTest::ofBoth);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32})
    void soItIsWithoutLabels(long seed) {
        var random = new Random(seed);
        oneAfterTheOther(seed, random, SpokeShape.plain(random), ExpressTest::ofFour);
    }

    private void oneAfterTheOther(long seed, Random random, SpokeShape shape, Traffic traffic) {
        shape.boot(lane);
        shape.boot(graph);
        graph.plane.shutExpress();
        int number = 0;
        long opened = 0;
        for (int i = 0; i < PACKETS; i++) {
            int port = random.nextInt(2);
            number += random.nextInt(8) == 0 ? -random.nextInt(5) : 1;
            Bytes frame = traffic.from(random, port, shape, Math.max(number, 0));
            long before = lane.plane.expressPackets();
            input(lane, port, List.of(frame));
            opened += port == 0 ? lane.plane.expressPackets() - before : 0;
            input(graph, port, List.of(frame));
            lane.now += 1_000_000;
            graph.now += 1_000_000;
            bothStandAlike("after packet %d of seed %d, %s: %s".formatted(i, seed, shape, frame));
            lane.sent.clear();
            graph.sent.clear();
        }
        assertThat(graph.plane.expressPackets()).isZero();
        assertThat(lane.plane.expressPackets())
                .isGreaterThan(shape.isLaneWide() ? PACKETS / 10 : 0);
        if (shape.isPlain()) {
            assertThat(opened).isGreaterThan(shape.isLaneWide() ? PACKETS / 10 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aBatchCountsWhatItsPacketsCount(long seed) {
        var random = new Random(seed);
        aBatchCounts(seed, random, SpokeShape.of(random), ExpressTest::ofFour);
    }

    /// Not 42, as 26 above.
    @ParameterizedTest
    @ValueSource(longs = {41, 43, 44, 45, 46, 47, 48, 49})
    void soDoesABatchWithIpv6(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.of(random).with(SpokeShape.Six.of(random));
        aBatchCounts(seed, random, shape, ExpressTest::ofBoth);
    }

    /// Not 66, as 26 above.
    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65, 67, 68, 69})
    void soDoesABatchWithIpv6WithoutLabels(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.plain(random).with(SpokeShape.Six.of(random));
        aBatchCounts(seed, random, shape, ExpressTest::ofBoth);
    }

    /// Not 26, where a damaged packet shows the number of one before it in the batch: the lane says that it is not authentic, the graph that it
    /// is repeated.
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 27, 28, 29})
    void soDoesABatchWithoutLabels(long seed) {
        var random = new Random(seed);
        aBatchCounts(seed, random, SpokeShape.plain(random), ExpressTest::ofFour);
    }

    private void aBatchCounts(long seed, Random random, SpokeShape shape, Traffic traffic) {
        shape.boot(lane);
        shape.boot(graph);
        graph.plane.shutExpress();
        int number = 0;
        for (int i = 0; i < PACKETS / 100; i++) {
            int port = random.nextInt(2);
            var frames = new ArrayList<Bytes>();
            for (int j = random.nextInt(150); j >= 0; j--) {
                number++;
                frames.add(traffic.from(random, port, shape, number));
            }
            input(lane, port, frames);
            input(graph, port, frames);
            lane.now += 1_000_000_000; // errors are limited by the second
            graph.now += 1_000_000_000;
            lane.assertCountsOf(graph, "after batch %d of seed %d, %s".formatted(i, seed, shape));
        }
        assertThat(lane.plane.expressPackets())
                .isGreaterThan(shape.isLaneWide() ? PACKETS / 10 : 0);
    }

    @Test
    void ordinaryPacketsOfABatchLeaveInTheOrderInWhichTheyCame() {
        lane.boot().associate();
        graph.boot().associate();
        graph.plane.shutExpress();
        var frames = new ArrayList<Bytes>();
        for (int i = 0; i < 3 * Express.BATCH + 5; i++) {
            frames.add(frame("020000000002", 10, Packets.echo(Packets.PC, Packets.FAR, 60 + i)));
        }
        input(lane, 1, frames);
        input(graph, 1, frames);
        assertThat(lane.plane.expressPackets()).isEqualTo(frames.size());
        bothStandAlike("after a batch");
    }

    @Test
    void soDoThoseOfBothFamilies() {
        lane.boot().associate();
        graph.boot().associate();
        graph.plane.shutExpress();
        var frames = new ArrayList<Bytes>();
        for (int i = 0; i < 3 * Express.BATCH + 5; i++) {
            frames.add(
                    i % 3 == 0
                            ? frame(
                                    "020000000002",
                                    10,
                                    Packets.echo(Packets.PC, Packets.FAR, 60 + i))
                            : frame(
                                    "020000000002",
                                    10,
                                    0x86DD,
                                    Packets.echo6(Packets.PC6, Packets.FAR6, 64, 60 + i)));
        }
        input(lane, 1, frames);
        assertThat(lane.plane.expressPackets()).isEqualTo(frames.size());
        assertThat(lane.sent).hasSize(frames.size());
        frames.forEach(frame -> input(graph, 1, List.of(frame)));
        bothStandAlike("after a batch of both families");
    }

    @Test
    void aNumberThatComesTwiceInABatchIsTakenOnce() {
        lane.boot().associate();
        Bytes gre =
                Packets.gre(
                        0x8847,
                        Packets.label(Workbench.VPN_LABEL_IN, 0, true, 64)
                                .plus(Packets.echo(Packets.FAR, Packets.PC, 84)));
        input(lane, 0, List.of(frame("020000000001", 0, lane.sealedByHub(gre, 1))));
        Bytes second = frame("020000000001", 0, lane.sealedByHub(gre, 2));
        input(lane, 0, List.of(second, second));
        assertThat(lane.sent).hasSize(2);
        assertThat(lane.plane.expressPackets()).isEqualTo(1);
        lane.assertDropped(Drop.ESP_REPLAY);
        lane.assertNoLeak();
    }
}
