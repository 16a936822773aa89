package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.AccessRule;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Packets of many customers, each with a tag, a VRF and labels of its own, come mixed and go into one tunnel: the express lane does what the graph
/// does.
class ManyCustomersTest {
    private static final int CUSTOMERS = 20;
    private static final int FIRST = 10;

    /// Of interfaces that are not as the others are.
    private static final int DOWN = FIRST + 3;

    private static final int CLAMPED = FIRST + 4;
    private static final int DENYING = FIRST + 5;
    private static final int WITHOUT_IPV6 = FIRST + 6;

    private final Workbench lane = new Workbench();
    private final Workbench graph = new Workbench();

    private void boot() {
        for (Workbench bench : List.of(lane, graph)) {
            bench.more = ManyCustomersTest::customers;
            bench.boot().associate();
        }
        graph.plane.shutExpress();
    }

    private static Builder customers(Builder image) {
        for (int at = FIRST; at < FIRST + CUSTOMERS; at++) {
            var link = PlaneInterface.vlan(at, at, 1, 100 + at, Workbench.LAN_MAC);
            if (at != WITHOUT_IPV6) {
                link = link.withIpv6(PlaneIpv6.of(Ipv6Address.of("fe80::1"), Ipv6Address.ANY));
            }
            image.add(
                    switch (at) {
                        case DOWN -> link.withUp(false);
                        case CLAMPED -> link.withMssClamp(1200);
                        case DENYING -> link.withAccess(some(), Optional.empty());
                        default -> link;
                    });
            for (int way = 0; way < 3; way++) {
                var labels = new ArrayList<Label>();
                for (int label = 0; label < (at + way) % 3; label++) {
                    labels.add(new Label(1000 + 10 * at + way + label));
                }
                int entry = image.entry(new Entry.Tunnel(Workbench.TUNNEL, labels));
                image.route(at, Prefix.of("10.%d.0.0/16".formatted(way)), entry);
                image.route(at, Prefix.of("2001:db8:a%d::/48".formatted(way)), entry);
            }
            image.route(at, Prefix.of("10.9.0.0/16"), image.entry(new Entry.Receive()));
        }
        return image;
    }

    /// Denies the second of three ways.
    private static Optional<AccessList> some() {
        var way =
                new AccessRule(
                        false,
                        AccessRule.ANY,
                        AccessRule.ANY,
                        0,
                        0,
                        AccessRule.Ports.ALL,
                        0x0A01_0000,
                        0xFFFF_0000,
                        AccessRule.Ports.ALL,
                        AccessRule.ANY,
                        AccessRule.ANY,
                        false,
                        false);
        return Optional.of(new AccessList("some", List.of(way, AccessRule.all(true))));
    }

    private static Bytes frame(int customer, boolean six, Bytes packet) {
        return ExpressTest.frame("020000000002", 100 + customer, six ? 0x86DD : 0x0800, packet);
    }

    private static Bytes ordinary(Random random) {
        int customer = FIRST + 7 + random.nextInt(CUSTOMERS - 7);
        int way = random.nextInt(3);
        int size = 60 + random.nextInt(400);
        return random.nextInt(3) == 0
                ? frame(customer, true, six(way, 64, size))
                : frame(customer, false, Packets.echo(Packets.PC, four(way, random), size));
    }

    private static Ipv4Address four(int way, Random random) {
        return Ipv4Address.of("10.%d.%d.1".formatted(way, random.nextInt(256)));
    }

    private static Bytes six(int way, int hopLimit, int size) {
        var to = Ipv6Address.of("2001:db8:a%d::1".formatted(way));
        return Packets.echo6(Packets.PC6, to, hopLimit, size);
    }

    /// Of any customer, some of whom are not there, too large or worn out now and then.
    private static Bytes any(Random random) {
        int customer = FIRST + random.nextInt(CUSTOMERS + 1);
        int way = random.nextInt(30) == 0 ? 8 + random.nextInt(2) : random.nextInt(3);
        int size = 60 + random.nextInt(random.nextInt(20) == 0 ? 1500 : 400);
        int left = random.nextInt(20) == 0 ? random.nextInt(3) : 64;
        if (random.nextInt(3) == 0) {
            return frame(customer, true, six(way, left, size));
        }
        Bytes packet =
                random.nextInt(8) == 0
                        ? Packets.syn(Packets.PC, four(way, random), Bytes.hex("02040578"))
                        : Packets.echo(Packets.PC, four(way, random), size);
        byte[] octets = packet.toArray();
        octets[8] = (byte) left;
        io.culvert.wire.ip.Ipv4.seal(MemorySegment.ofArray(octets), 0);
        return frame(customer, false, Bytes.of(octets));
    }

    private static void input(Workbench bench, List<Bytes> frames) {
        int[] slots = frames.stream().mapToInt(frame -> bench.slab.of(frame.toArray())).toArray();
        bench.plane.input(bench.now, 1, slots, slots.length);
    }

    private void assertCountsAlike(String when) {
        lane.assertCountsOf(graph, when);
        for (int at = FIRST; at < FIRST + CUSTOMERS; at++) {
            assertThat(lane.plane.interfaceCounters(at))
                    .as("interface %d %s", at, when)
                    .isEqualTo(graph.plane.interfaceCounters(at));
        }
    }

    @Test
    void theyLeaveInTheOrderInWhichTheyCame() {
        boot();
        var random = new Random(1);
        var frames = new ArrayList<Bytes>();
        for (int i = 0; i < 3 * Express.BATCH + 5; i++) {
            frames.add(ordinary(random));
        }
        input(lane, frames);
        frames.forEach(frame -> input(graph, List.of(frame)));
        assertThat(lane.plane.expressPackets()).isEqualTo(frames.size());
        assertThat(lane.sent).hasSize(frames.size()).isEqualTo(graph.sent);
        assertCountsAlike("after a batch");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aBatchCountsWhatItsPacketsCount(long seed) {
        boot();
        var random = new Random(seed);
        int carried = 0;
        for (int i = 0; i < 20; i++) {
            var frames = new ArrayList<Bytes>();
            for (int j = random.nextInt(150); j >= 0; j--) {
                frames.add(any(random));
            }
            input(lane, frames);
            input(graph, frames);
            lane.now += 1_000_000_000; // errors are limited by the second
            graph.now += 1_000_000_000;
            carried += frames.size();
            assertThat(lane.sent).as("batch %d of seed %d", i, seed).hasSameSizeAs(graph.sent);
            assertCountsAlike("after batch %d of seed %d".formatted(i, seed));
        }
        assertThat(lane.plane.expressPackets()).isGreaterThan(carried / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void onePacketAfterTheOtherIsTreatedAlike(long seed) {
        boot();
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Bytes frame = any(random);
            input(lane, List.of(frame));
            input(graph, List.of(frame));
            lane.now += 1_000_000;
            graph.now += 1_000_000;
            assertThat(lane.sent)
                    .as("packet %d of seed %d: %s", i, seed, frame)
                    .isEqualTo(graph.sent);
        }
        assertCountsAlike("at the end of seed " + seed);
    }
}
