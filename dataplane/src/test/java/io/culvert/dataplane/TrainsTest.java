package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A super-packet fares as the packets do that it stands for, to the octet and to the counter: one of two spokes with the same
/// configuration gets it whole, the other one, with its express lane shut, gets it cut.
class TrainsTest {
    private static final int ROUNDS = 150;

    private final Workbench lane = new Workbench();
    private final Workbench graph = new Workbench();

    /// A super-packet in an Ethernet frame: headers, payload, and how it is to be cut.
    record Whole(Bytes frame, int segment) {
        /// Of a frame with a tag.
        boolean isSix() {
            return frame.u16(16) == 0x86DD;
        }

        int into(PacketSlab slab) {
            int slot = slab.allocate(PacketSlab.LARGE_OCTETS);
            frame.copyTo(slab.memory(), slab.start[slot]);
            slab.end[slot] = slab.start[slot] + frame.size();
            slab.segment[slot] = segment;
            return slot;
        }
    }

    private static Bytes random(Random random, int octets) {
        var bytes = new byte[octets];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static Bytes frame(String destination, String tag, Bytes packet) {
        return Bytes.concat(Bytes.hex(destination + "0200000000c1" + tag), packet);
    }

    /// TCP or UDP of a customer over IPv4, or now and then over IPv6.
    static Whole fromCustomer(Random random) {
        return fromCustomer(random, 10);
    }

    /// Of so many one is over IPv6.
    private static Whole fromCustomer(Random random, int sixes) {
        boolean isUdp = random.nextInt(3) == 0;
        boolean isSix = random.nextInt(sixes) == 0;
        int segment = 1 + random.nextInt(random.nextInt(20) == 0 ? 1600 : 1300);
        int most = Math.min(80 * segment, 60_000);
        int payload = segment + 1 + random.nextInt(most - segment);
        int transport = isUdp ? 8 : 20 + 4 * random.nextInt(11);
        int ip = isSix ? 40 : 20;
        var octets = new byte[ip + transport];
        var memory = MemorySegment.ofArray(octets);
        int protocol = isUdp ? Ipv4.UDP : Ipv4.TCP;
        int inside = transport + payload;
        long pseudoHeader;
        if (isSix) {
            Ipv6Address to = sixes > 2 ? Packets.FAR6 : Ipv6Traffic.destination(random);
            int hops = sixes > 2 || random.nextInt(12) != 0 ? 64 : random.nextInt(3);
            Ipv6.write(memory, 0, random.nextInt(256), 7, inside, protocol, hops);
            Ipv6.putSource(memory, 0, Packets.PC6.high(), Packets.PC6.low());
            Ipv6.putDestination(memory, 0, to.high(), to.low());
            pseudoHeader =
                    Checksum.pseudoHeader6(
                            Packets.PC6.high(),
                            Packets.PC6.low(),
                            to.high(),
                            to.low(),
                            protocol,
                            inside);
        } else {
            var to =
                    Ipv4Address.of(
                            "%d.%d.9.7"
                                    .formatted(
                                            random.nextInt(20) == 0 ? random.nextInt(256) : 10,
                                            random.nextInt(3) == 0 ? 9 : random.nextInt(4)));
            Ipv4.write(
                    memory,
                    0,
                    random.nextInt(256),
                    ip + inside,
                    random.nextInt(65_536),
                    random.nextBoolean() ? Ipv4.DONT_FRAGMENT : 0,
                    random.nextInt(12) == 0 ? random.nextInt(3) : 2 + random.nextInt(250),
                    protocol,
                    Packets.PC.bits(),
                    to.bits());
            pseudoHeader = Checksum.pseudoHeader(Packets.PC.bits(), to.bits(), protocol, inside);
        }
        if (isUdp) {
            io.culvert.wire.ip.Udp.write(memory, ip, 5000, random.nextInt(65_536), inside);
            Net.putU16(memory, ip + 6, ~Checksum.finish(pseudoHeader) & 0xFFFF);
        } else {
            int flags = random.nextInt(256) & ~(random.nextInt(4) == 0 ? 0 : Tcp.SYN);
            Tcp.write(
                    memory, ip, 5000, 80, random.nextInt(), random.nextInt(), transport, flags, 9);
            for (int i = Tcp.SIZE; i < transport; i++) {
                octets[ip + i] = 1; // no operation
            }
            Net.putU16(memory, ip + 16, ~Checksum.finish(pseudoHeader) & 0xFFFF);
        }
        Bytes packet = Bytes.of(octets).plus(random(random, payload));
        String type = isSix ? "86dd" : "0800";
        return new Whole(frame("020000000002", "8100000a" + type, packet), segment);
    }

    /// A train of datagrams of the hub with ESP in them, most of it ordinary, of both families or of IPv4 alone.
    private static Whole fromHub(Random random, SpokeShape shape, int first, boolean isOfBoth) {
        var datagrams = Bytes.EMPTY;
        int count = 1 + random.nextInt(90);
        int size = 60 + random.nextInt(300);
        int segment = 0;
        for (int i = 0; i < count; i++) {
            int total = i == count - 1 ? 28 + random.nextInt(size - 28) : size;
            var to = random.nextInt(20) == 0 ? Packets.FAR : Packets.PC;
            int label =
                    switch (random.nextInt(20)) {
                        case 0 -> random.nextInt(64);
                        case 1 -> SpokeShape.LABEL_FORWARD;
                        default -> Workbench.VPN_LABEL_IN;
                    };
            boolean six = isOfBoth && random.nextInt(4) != 0 && total >= 48;
            Bytes packet =
                    six
                            ? Packets.echo6(Packets.FAR6, Packets.PC6, 64, total)
                            : Packets.echo(Packets.FAR, to, total);
            Bytes inner = Packets.label(label, 0, true, 64).plus(packet);
            // At the end of the window what is left to the graph may come after it.
            boolean isRepeated = random.nextInt(20) == 0 && (!isOfBoth || i < 60);
            int number = isRepeated ? first : first + i;
            Bytes inside =
                    shape.encapsulation() == TunnelEnds.Encapsulation.IPSEC
                            ? packet
                            : shape.isPlain()
                                    ? Packets.gre(six ? 0x86DD : 0x0800, packet)
                                    : Packets.gre(0x8847, inner);
            int next = shape.isPlain() ? shape.nextHeader() : 47;
            Bytes esp = shape.sealed(inside, six && next == 4 ? 41 : next, number);
            byte[] octets = esp.toArray();
            // Of one that is both, the lane may say the one thing and the graph the other.
            if (!isRepeated && random.nextInt(20) == 0) {
                // So it is with one that shows the number of another.
                int from = isOfBoth ? 8 : 0;
                octets[from + random.nextInt(octets.length - from)] ^=
                        (byte) (1 << random.nextInt(8));
            }
            segment = Math.max(segment, octets.length);
            datagrams = datagrams.plus(Bytes.of(octets));
        }
        int udp = 8 + datagrams.size();
        int port = random.nextInt(20) == 0 ? 4501 : 4500;
        Bytes packet =
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(17)
                        .payload(
                                Bytes.hex("1194%04x%04x0000".formatted(port, udp)).plus(datagrams));
        return new Whole(frame("020000000001", "0800", packet), segment);
    }

    private void bothGet(int port, Whole whole, String when) {
        bothGet(port, List.of(whole), when);
    }

    /// What is not to be cut is a frame as any other.
    private void bothGet(int port, List<Whole> batch, String when) {
        var pieces = new ArrayList<Bytes>();
        int[] slots = batch.stream().mapToInt(each -> each.into(lane.slab)).toArray();
        for (int slot : slots) {
            if (lane.slab.segment[slot] == 0) {
                pieces.add(
                        Bytes.of(
                                lane.slab.memory(), lane.slab.start[slot], lane.slab.length(slot)));
            } else {
                pieces.addAll(lane.cut(slot));
            }
        }
        lane.plane.input(lane.now, port, slots, slots.length);
        int[] cut = pieces.stream().mapToInt(frame -> graph.slab.of(frame.toArray())).toArray();
        graph.plane.input(graph.now, port, cut, cut.length);
        lane.assertCountsOf(graph, when);
    }

    private static List<Workbench.Sent> sorted(List<Workbench.Sent> sent) {
        var sorted = new ArrayList<>(sent);
        sorted.sort(Comparator.comparing(each -> each.frame().toString()));
        return sorted;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void whatACustomerSendsIsTreatedAlikeWholeAndCut(long seed) {
        var random = new Random(seed);
        customerSends(seed, random, SpokeShape.of(random), 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52})
    void soItIsWithIpv6(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.of(random).with(SpokeShape.Six.of(random));
        customerSends(seed, random, shape, 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65, 66, 67, 68})
    void soItIsWithIpv6WithoutLabels(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.plain(random).with(SpokeShape.Six.of(random));
        customerSends(seed, random, shape, 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void soItIsWithoutLabels(long seed) {
        var random = new Random(seed);
        customerSends(seed, random, SpokeShape.plain(random), 10);
    }

    private void customerSends(long seed, Random random, SpokeShape shape, int sixes) {
        shape.boot(lane);
        shape.boot(graph);
        graph.plane.shutExpress();
        int whole = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Whole each = fromCustomer(random, sixes);
            String when = "after %d of seed %d, %s".formatted(i, seed, shape);
            long before = lane.plane.expressPackets();
            bothGet(1, each, when);
            long carried = lane.plane.expressPackets() - before;
            // Packets that go by both ways in one batch may change places, and with them
            // identifications.
            if (carried == 0 || carried == lane.sent.size()) {
                assertThat(lane.sent).as(when).isEqualTo(graph.sent);
            } else {
                assertThat(lane.sent).as(when).hasSameSizeAs(graph.sent);
            }
            whole += carried == lane.sent.size() ? 1 : 0;
            lane.now += 1_000_000_000;
            graph.now += 1_000_000_000;
            lane.sent.clear();
            graph.sent.clear();
        }
        if (shape.isLaneWide()) {
            assertThat(whole).isGreaterThan(ROUNDS / 10);
            assertThat(lane.superPackets).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aTrainOfTheHubIsTreatedAlikeWholeAndCut(long seed) {
        var random = new Random(seed);
        hubSends(seed, random, SpokeShape.of(random), false);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48})
    void soIsATrainWithIpv6(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.of(random).with(SpokeShape.Six.of(random));
        hubSends(seed, random, shape, true);
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65, 66, 67, 68})
    void soIsATrainWithIpv6WithoutLabels(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.plain(random).with(SpokeShape.Six.of(random));
        hubSends(seed, random, shape, true);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void soIsATrainWithoutLabels(long seed) {
        var random = new Random(seed);
        hubSends(seed, random, SpokeShape.plain(random), false);
    }

    private void hubSends(long seed, Random random, SpokeShape shape, boolean isOfBoth) {
        shape.boot(lane);
        shape.boot(graph);
        graph.plane.shutExpress();
        int number = 1;
        for (int i = 0; i < ROUNDS / 3; i++) {
            Whole each = fromHub(random, shape, number, isOfBoth);
            number += 90;
            String when = "after %d of seed %d, %s".formatted(i, seed, shape);
            bothGet(0, each, when);
            assertThat(sorted(lane.sent)).as(when).isEqualTo(sorted(graph.sent));
            lane.now += 1_000_000_000;
            graph.now += 1_000_000_000;
            lane.sent.clear();
            graph.sent.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatComesInOneBatchIsTreatedAlikeWholeAndCut(long seed) {
        var random = new Random(seed);
        SpokeShape shape = SpokeShape.of(random);
        shape.boot(lane);
        shape.boot(graph);
        graph.plane.shutExpress();
        int whole = 0;
        for (int i = 0; i < ROUNDS / 3; i++) {
            String when = "after %d of seed %d, %s".formatted(i, seed, shape);
            var batch = new ArrayList<Whole>();
            Whole each = fromCustomer(random);
            int size = 1 + random.nextInt(4);
            while (batch.size() < size) {
                each = random.nextBoolean() ? each : fromCustomer(random);
                batch.add(
                        random.nextInt(6) == 0
                                ? new Whole(ordinary(), 0)
                                : new Whole(each.frame, Math.max(each.segment, 600)));
            }
            long before = lane.plane.expressPackets();
            bothGet(1, batch, when);
            long carried = lane.plane.expressPackets() - before;
            // The graph goes through all of IPv4 first, the lane in the order of arrival.
            boolean isOfOneFamily = batch.stream().map(Whole::isSix).distinct().count() == 1;
            for (int port = 0; port < 2; port++) {
                if (carried == lane.sent.size() && isOfOneFamily) {
                    assertThat(by(port, lane.sent)).as(when).isEqualTo(by(port, graph.sent));
                } else {
                    assertThat(by(port, lane.sent)).as(when).hasSameSizeAs(by(port, graph.sent));
                }
            }
            whole += carried == lane.sent.size() ? 1 : 0;
            lane.now += 1_000_000_000;
            graph.now += 1_000_000_000;
            lane.sent.clear();
            graph.sent.clear();
        }
        assertThat(whole).isPositive();
    }

    private static Bytes ordinary() {
        return frame("020000000002", "8100000a0800", Packets.echo(Packets.PC, Packets.FAR, 84));
    }

    private static List<Workbench.Sent> by(int port, List<Workbench.Sent> sent) {
        return sent.stream().filter(each -> each.port() == port).toList();
    }

    /// A train holds 64 datagrams; of these super-packets each makes 40.
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 2", "8, 5"})
    void aTrainGoesOnWithTheNextSuperPacketOfTheBatch(int count, int trains) {
        var random = new Random(1);
        SpokeShape shape = SpokeShape.of(random);
        while (shape.path().udp().isEmpty() || shape.hasRedirects()) {
            shape = SpokeShape.of(random);
        }
        shape.boot(lane);
        Whole forty = fromCustomer(random);
        while (forty.frame.u16(16) != 0x0800
                || forty.frame.u8(27) != Ipv4.TCP
                || (forty.frame.u8(18 + 20 + 13) & Tcp.SYN) != 0
                || forty.frame.u8(26) < 2
                || !forty.frame.slice(18 + 16, 18 + 19).equals(Bytes.hex("0a0109"))) {
            forty = fromCustomer(random);
        }
        int headers = 18 + 20 + 4 * (forty.frame.u8(18 + 20 + 12) >>> 4);
        int payload = forty.frame.size() - headers;
        int[] slots = new int[count];
        for (int i = 0; i < count; i++) {
            int segment = payload / 40;
            Bytes frame = forty.frame.slice(0, headers + 40 * segment);
            slots[i] = new Whole(frame, segment).into(lane.slab);
            int ip = lane.slab.start[slots[i]] + 18;
            Net.putU16(lane.slab.memory(), ip + 2, frame.size() - 18);
            Ipv4.seal(lane.slab.memory(), ip);
        }
        lane.plane.input(lane.now, 1, slots, count);
        assertThat(lane.plane.expressPackets()).isEqualTo(40L * count);
        assertThat(lane.sent).hasSize(40 * count);
        assertThat(lane.superPackets).isEqualTo(trains);
        lane.assertNoLeak();
    }

    /// The lane keeps the interface of the last packet at hand.
    @Test
    void aSuperPacketIsForwardedInTheTableOfItsOwnPort() {
        SpokeShape shape = SpokeShape.of(new Random(1));
        for (boolean isBare : new boolean[] {false, true}) {
            var bench = new Workbench();
            bench.others =
                    image -> {
                        image.add(
                                isBare
                                        ? PlaneInterface.bare(9, Workbench.CUST2, 2)
                                        : PlaneInterface.vlan(
                                                9, Workbench.CUST2, 2, 10, Workbench.LAN_MAC));
                        return image;
                    };
            shape.boot(bench);
            var random = new Random(3);
            Whole whole = fromCustomer(random);
            while (whole.frame.u16(16) != 0x0800 || whole.frame.u8(26) < 9) {
                whole = fromCustomer(random);
            }
            Bytes ordinary =
                    frame(
                            "020000000002",
                            "8100000a0800",
                            Packets.echo(Packets.PC, Packets.FAR, 84));
            bench.plane.input(bench.now, 1, new int[] {bench.slab.of(ordinary.toArray())}, 1);
            assertThat(bench.sent).hasSize(1);
            var other = isBare ? new Whole(whole.frame.slice(18), whole.segment) : whole;
            bench.sent.clear();
            bench.plane.input(bench.now, 2, new int[] {other.into(bench.slab)}, 1);
            assertThat(bench.sent)
                    .as("nothing into the tunnel")
                    .noneMatch(each -> each.port() == 0);
            assertThat(bench.dropped()).extracting(DropCount::reason).contains(Drop.NO_ROUTE);
            bench.assertNoLeak();
        }
    }

    @Test
    void packetsThatFindNoSlotAreCountedAndNothingLeaks() {
        SpokeShape shape = SpokeShape.of(new Random(1));
        shape.boot(lane);
        var random = new Random(3);
        Whole whole = fromCustomer(random);
        long carried = 0;
        while (carried == 0) {
            whole = fromCustomer(random);
            lane.plane.input(lane.now, 1, new int[] {whole.into(lane.slab)}, 1);
            carried = lane.plane.expressPackets();
        }
        int slot = whole.into(lane.slab);
        var held = new ArrayList<Integer>();
        for (int size : new int[] {PacketSlab.LARGE_OCTETS, PacketSlab.SMALL_OCTETS}) {
            for (int each = lane.slab.allocate(size);
                    each != PacketSlab.NONE;
                    each = lane.slab.allocate(size)) {
                held.add(each);
            }
        }
        lane.plane.input(lane.now, 1, new int[] {slot}, 1);
        held.forEach(lane.slab::free);
        assertThat(lane.dropped()).contains(new DropCount(Drop.NO_SLOT, carried));
        lane.assertNoLeak();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aWatchedPlaneSeesPacketsAlone(long seed) {
        SpokeShape shape = SpokeShape.of(new Random(1));
        shape.boot(lane);
        lane.plane.setTap(new Tap() {});
        int slot = fromCustomer(new Random(seed)).into(lane.slab);
        int pieces = lane.cut(slot).size();
        lane.plane.input(lane.now, 1, new int[] {slot}, 1);
        assertThat(lane.plane.expressPackets()).isZero();
        assertThat(lane.plane.interfaceCounters(Workbench.LAN).packetsIn()).isEqualTo(pieces);
        lane.assertNoLeak();
    }
}
