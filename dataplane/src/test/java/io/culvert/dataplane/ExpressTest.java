package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.AccessRule;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The express lane does what the graph does, to the octet and to the counter: two spokes with the same configuration get the same packets,
/// one of them with its lane shut.
class ExpressTest {
    private static final int PACKETS = 2000;
    private static final Ipv4Address NEIGHBOR = Ipv4Address.of("192.168.113.10");
    private static final int LABEL_FORWARD = 17;
    private static final int LABEL_OUT_LOW = 40;

    private final Workbench lane = new Workbench();
    private final Workbench graph = new Workbench();

    /// What the configuration of both spokes says, drawn by a seed.
    private record Shape(
            EspSuite suite,
            EspKeys keys,
            SaPath path,
            boolean isExtended,
            long softOctets,
            TunnelEnds.Encapsulation encapsulation,
            long key,
            int tos,
            TunnelEnds.DontFragment dontFragment,
            int mssClamp,
            boolean hasAccess,
            boolean hasRedirects,
            boolean propagates) {
        static Shape of(Random random) {
            boolean isGcm = random.nextInt(4) != 0;
            boolean isUdp = random.nextInt(3) == 0;
            boolean isGre = random.nextInt(5) != 0;
            return new Shape(
                    isGcm ? EspSuite.GCM_128 : Workbench.CBC_512,
                    isGcm ? Workbench.gcmKeys() : Workbench.cbcKeys(),
                    isUdp
                            ? new SaPath(
                                    Workbench.SPOKE,
                                    Workbench.HUB,
                                    Optional.of(new UdpEncapsulation(4500, 4500)))
                            : SaPath.plain(Workbench.SPOKE, Workbench.HUB),
                    random.nextBoolean(),
                    random.nextInt(4) == 0 ? 400_000 : 0,
                    isGre ? TunnelEnds.Encapsulation.GRE : TunnelEnds.Encapsulation.MPLS_IN_IP,
                    isGre && random.nextInt(4) == 0 ? 0xCAFE : TunnelEnds.NO_KEY,
                    random.nextInt(4) == 0 ? 0xB8 : TunnelEnds.TOS_COPY,
                    List.of(TunnelEnds.DontFragment.values()).get(random.nextInt(3)),
                    random.nextInt(3) == 0 ? 1200 : PlaneInterface.MSS_OFF,
                    random.nextInt(4) == 0,
                    random.nextInt(4) == 0,
                    random.nextInt(4) != 0);
        }
    }

    private void boot(Workbench bench, Shape shape) {
        bench.ends =
                ends ->
                        ends.withEncapsulation(shape.encapsulation)
                                .withKey(shape.key)
                                .withOuter(64, shape.tos, shape.dontFragment);
        var access = new AccessList("all", List.of(AccessRule.all(true)));
        bench.lan =
                lan ->
                        (shape.hasAccess
                                        ? lan.withAccess(Optional.of(access), Optional.of(access))
                                        : lan)
                                .withMssClamp(shape.mssClamp);
        bench.tunnel =
                tunnel ->
                        (shape.hasRedirects
                                        ? tunnel.withNhrp(PlaneNhrp.of(1).withRedirect(1))
                                        : tunnel)
                                .withMssClamp(shape.mssClamp);
        bench.more =
                image -> {
                    image.propagateTtl(shape.propagates, true);
                    for (int i = 0; i < 3; i++) {
                        var labels = new ArrayList<Label>();
                        for (int j = 0; j < i; j++) {
                            labels.add(new Label(LABEL_OUT_LOW + j));
                        }
                        bench.cust1.put(
                                Prefix.of("10.%d.0.0/16".formatted(i)),
                                image.entry(new Entry.Tunnel(Workbench.TUNNEL, labels)));
                    }
                    bench.cust1.put(
                            Prefix.of("10.9.0.0/16"),
                            image.entry(new Entry.Adjacency(Workbench.LAN, NEIGHBOR)));
                    return image.label(
                            new Label(LABEL_FORWARD),
                            new LabelAction.PopForward(
                                    Workbench.CUST1,
                                    image.entry(new Entry.Adjacency(Workbench.LAN, NEIGHBOR))));
                };
        bench.boot();
        bench.plane.installOutbound(
                binding(Workbench.SPI_OUT, shape),
                bench.ciphers.sealer(
                        shape.suite, shape.keys, shape.isExtended, Entropy.seeded("spoke")));
        bench.plane.installInbound(
                binding(Workbench.SPI_IN, shape),
                bench.ciphers.opener(shape.suite, shape.keys, shape.isExtended),
                64);
    }

    private static SaBinding binding(int spi, Shape shape) {
        int protocol = shape.encapsulation == TunnelEnds.Encapsulation.GRE ? 47 : 137;
        return SaBinding.of(
                        spi,
                        Workbench.TUNNEL,
                        Workbench.GLOBAL,
                        shape.path,
                        SaBinding.Mode.TRANSPORT,
                        Selectors.hosts(protocol, Workbench.SPOKE, Workbench.HUB),
                        shape.suite)
                .withExtendedSequence(shape.isExtended)
                .withLimits(shape.softOctets, 0);
    }

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
        return frame("020000000002", 10, Bytes.of(octets).plus(Bytes.of(slack)));
    }

    private static Bytes frame(String destination, int vlan, Bytes packet) {
        Bytes tag = vlan == 0 ? Bytes.EMPTY : Bytes.hex("8100%04x".formatted(vlan));
        return Bytes.concat(
                Bytes.hex(destination + "0200000000c1"), tag, Bytes.hex("0800"), packet);
    }

    /// A frame of the hub: ESP around what it sends, most of it ordinary.
    private Bytes fromHub(Random random, Shape shape, int number) {
        int label =
                switch (random.nextInt(8)) {
                    case 0 -> LABEL_FORWARD;
                    case 1 -> random.nextInt(64);
                    default -> Workbench.VPN_LABEL_IN;
                };
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
        int labelTtl = random.nextInt(12) == 0 ? random.nextInt(3) : 1 + random.nextInt(255);
        Bytes labelled =
                Packets.label(label, random.nextInt(8), random.nextInt(20) != 0, labelTtl)
                        .plus(Bytes.of(inner));
        boolean isGre = shape.encapsulation == TunnelEnds.Encapsulation.GRE;
        Bytes payload =
                !isGre
                        ? labelled
                        : shape.key != TunnelEnds.NO_KEY
                                ? Bytes.hex("20008847%08x".formatted(shape.key)).plus(labelled)
                                : random.nextInt(10) == 0
                                        ? Packets.gre(0x0800, Bytes.of(inner))
                                        : Packets.gre(0x8847, labelled);
        Bytes esp = sealed(shape, payload, isGre ? 47 : 137, number);
        var from = random.nextInt(30) == 0 ? Ipv4Address.of("172.16.0.9") : Workbench.HUB;
        Bytes outer =
                shape.path.udp().isPresent()
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
        if (random.nextInt(20) == 0) {
            octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return frame("020000000001", 0, Bytes.of(octets));
    }

    private Bytes sealed(Shape shape, Bytes payload, int next, int number) {
        var slab = new PacketSlab(1, 1);
        int slot = slab.allocate(2000);
        int esp = slab.start[slot];
        int clearAt = esp + shape.suite.clearAt();
        payload.copyTo(slab.memory(), clearAt);
        io.culvert.wire.esp.Esp.write(slab.memory(), esp, Workbench.SPI_IN, number);
        int padding = shape.suite.padOctets(payload.size());
        io.culvert.wire.esp.Esp.writeTrailer(
                slab.memory(), clearAt + payload.size(), padding, next);
        int clear = shape.suite.clearOctets(payload.size());
        lane.ciphers
                .sealer(shape.suite, shape.keys, shape.isExtended, Entropy.seeded("hub"))
                .seal(slab.memory(), esp, clear, number);
        return Bytes.of(slab.memory(), esp, shape.suite.espOctets(clear));
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
        countsAreAlike(when);
    }

    private void countsAreAlike(String when) {
        assertThat(lane.dropped()).as("drops " + when).isEqualTo(graph.dropped());
        assertThat(lane.plane.saCounters(0)).as(when).isEqualTo(graph.plane.saCounters(0));
        assertThat(lane.plane.planeCounters()).as(when).isEqualTo(graph.plane.planeCounters());
        for (int ifIndex = 1; ifIndex <= Workbench.TRUNK; ifIndex++) {
            assertThat(lane.plane.interfaceCounters(ifIndex))
                    .as("interface %d %s", ifIndex, when)
                    .isEqualTo(graph.plane.interfaceCounters(ifIndex));
        }
        assertThat(lane.plane.labelOctets(Workbench.VPN_LABEL_IN))
                .isEqualTo(graph.plane.labelOctets(Workbench.VPN_LABEL_IN));
        lane.assertNoLeak();
        graph.assertNoLeak();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void onePacketAfterTheOtherIsTreatedAlike(long seed) {
        var random = new Random(seed);
        Shape shape = Shape.of(random);
        boot(lane, shape);
        boot(graph, shape);
        graph.plane.shutExpress();
        int number = 0;
        for (int i = 0; i < PACKETS; i++) {
            int port = random.nextInt(2);
            number += random.nextInt(8) == 0 ? -random.nextInt(5) : 1;
            Bytes frame =
                    port == 1 ? fromCustomer(random) : fromHub(random, shape, Math.max(number, 0));
            input(lane, port, List.of(frame));
            input(graph, port, List.of(frame));
            lane.now += 1_000_000;
            graph.now += 1_000_000;
            bothStandAlike("after packet %d of seed %d, %s: %s".formatted(i, seed, shape, frame));
            lane.sent.clear();
            graph.sent.clear();
        }
        assertThat(graph.plane.expressPackets()).isZero();
        assertThat(lane.plane.expressPackets()).isGreaterThan(PACKETS / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aBatchCountsWhatItsPacketsCount(long seed) {
        var random = new Random(seed);
        Shape shape = Shape.of(random);
        boot(lane, shape);
        boot(graph, shape);
        graph.plane.shutExpress();
        int number = 0;
        for (int i = 0; i < PACKETS / 100; i++) {
            int port = random.nextInt(2);
            var frames = new ArrayList<Bytes>();
            for (int j = random.nextInt(150); j >= 0; j--) {
                number++;
                frames.add(port == 1 ? fromCustomer(random) : fromHub(random, shape, number));
            }
            input(lane, port, frames);
            input(graph, port, frames);
            lane.now += 1_000_000_000; // errors are limited by the second
            graph.now += 1_000_000_000;
            countsAreAlike("after batch %d of seed %d, %s".formatted(i, seed, shape));
        }
        assertThat(lane.plane.expressPackets()).isGreaterThan(PACKETS / 10);
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
