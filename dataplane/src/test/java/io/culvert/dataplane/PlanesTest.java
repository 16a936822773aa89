package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.engine.Entropy;
import io.culvert.wire.gre.Gre;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Several planes do what one does: the same packets in the clear, in order by flow, and the same counters in sum. One of two hubs with the
/// same configuration has one plane, the other has several, and each batch comes in at any of them.
class PlanesTest {
    private static final int ROUNDS = 120;
    private static final ForwardingImage IMAGE = PlanesHub.image();

    private static void bothStandAlike(PlanesBench one, PlanesBench several, String when) {
        alike("sent " + when, one.sent(true), several.sent(true));
        alike(
                "delivered " + when,
                one.told(each -> each.delivered),
                several.told(each -> each.delivered));
        alike("transits " + when, transits(one), transits(several));
        alike("NHRP " + when, one.told(each -> each.nhrp), several.told(each -> each.nhrp));
        alike("events " + when, events(one), events(several));
        several.assertCountsOf(one, PlanesHub.interfaces(), when);
        assertThat(several.inUse()).as("slots " + when).isEqualTo(one.inUse());
    }

    /// What the one has and the other has not says more than both of them.
    private static void alike(String what, List<String> one, List<String> several) {
        var missing = new ArrayList<>(one);
        var more = new ArrayList<String>();
        for (String each : several) {
            if (!missing.remove(each)) {
                more.add(each);
            }
        }
        assertThat(more).as("%s, without %s", what, missing).isEmpty();
        assertThat(missing).as(what).isEmpty();
    }

    /// Which packet of a pair of addresses is told of depends on their order.
    private static List<String> transits(PlanesBench bench) {
        List<String> all =
                bench.told(
                        each ->
                                each.transits.stream()
                                        .map(
                                                transit ->
                                                        "%d to %d in %d: %s"
                                                                .formatted(
                                                                        transit.in(),
                                                                        transit.out(),
                                                                        transit.table(),
                                                                        transit.head()
                                                                                .slice(12, 20)))
                                        .collect(Collectors.toCollection(ArrayList::new)));
        bench.benches.forEach(each -> each.transits.clear());
        return all;
    }

    /// Each plane has a limit of its own to what it says of unknown SPIs.
    private static List<String> events(PlanesBench bench) {
        return bench.told(each -> each.events).stream()
                .filter(each -> !each.startsWith("invalid spi"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, true",
        "2, 3, true",
        "3, 5, true",
        "4, 2, false",
        "5, 3, false",
        "6, 5, false",
        "7, 3, false",
        "8, 3, true"
    })
    void severalPlanesDoWhatOneDoes(long seed, int count, boolean isShared) {
        var random = new Random(seed);
        var world = new PlanesWorld(random);
        var both = List.of(new PlanesBench(1, true), new PlanesBench(count, isShared));
        for (PlanesBench each : both) {
            each.boot(IMAGE);
            world.all().forEach(pair -> pair.install(each.planes));
        }
        for (int round = 0; round < ROUNDS; round++) {
            String when = "in round %d of seed %d with %d planes".formatted(round, seed, count);
            switch (random.nextInt(9)) {
                case 0 -> rekey(world, both, random, when);
                case 1 -> move(world, both, random);
                case 2 -> doWithout(world, both, random);
                case 3 -> originate(both, random);
                case 4 -> bothGet(both, random.nextInt(30), 0, List.of(world.tooBig()));
                default -> traffic(world, both, random);
            }
            bothStandAlike(both.getFirst(), both.getLast(), when);
            for (PlanesBench each : both) {
                each.now += 1_000_000_000L;
                each.planes.onTime(each.now);
            }
        }
        for (PlanesBench each : both) {
            each.planes.close();
            assertThat(each.inUse()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2, true", "2, 3, false", "3, 5, false"})
    void ordinaryPacketsOfAFlowStayInOrder(long seed, int count, boolean isShared) {
        var world = new PlanesWorld(new Random(seed));
        var bench = new PlanesBench(count, isShared).boot(IMAGE);
        world.all().forEach(pair -> pair.install(bench.planes));
        for (int round = 0; round < 80; round++) {
            // The first packets of an association go by the graph, which tells of them.
            bench.isOrdered = round > 20;
            bench.input(round / 2, round % 2, world.ordinary(round % 2 == 1));
            assertThat(bench.sent(true)).isNotEmpty();
        }
        assertThat(bench.planes.drops()).allMatch(each -> each.packets() == 0);
        assertThat(bench.planes.expressPackets()).isGreaterThan(4000);
        assertThat(bench.inUse()).isZero();
    }

    private static void traffic(PlanesWorld world, List<PlanesBench> both, Random random) {
        var batch = new ArrayList<TrainsTest.Whole>();
        int port = random.nextInt(2);
        for (int i = random.nextInt(60); i >= 0; i--) {
            if (port == 1) {
                batch.add(world.fromCustomer());
            } else {
                batch.addAll(world.fromFarEnd());
            }
        }
        bothGet(both, random.nextInt(30), port, batch);
    }

    /// Errors are limited by the second.
    private static void bothGet(
            List<PlanesBench> both, int arrival, int port, List<TrainsTest.Whole> batch) {
        for (PlanesBench each : both) {
            each.now += 1_000_000_000L;
            each.input(arrival, port, batch);
        }
    }

    /// The peer sends by the new association before its own is here; then that goes out by it, and the old one goes.
    private static void rekey(
            PlanesWorld world, List<PlanesBench> both, Random random, String when) {
        int tunnel = random.nextInt(PlanesHub.TUNNELS);
        PlanesWorld.Pair pair = world.pairs.get(tunnel);
        int oldIn = pair.spiIn;
        int oldOut = pair.spiOut;
        pair.renew();
        Bytes packet =
                pair.packet(
                        pair.esp(
                                Packets.gre(
                                        0x8847,
                                        Packets.label(16, 0, true, 64)
                                                .plus(Packets.echo(Packets.FAR, Packets.PC, 84))),
                                47));
        var early =
                List.of(
                        new TrainsTest.Whole(
                                Bytes.hex("0200000000010200000000ee0800").plus(packet), 0));
        int arrival = random.nextInt(30);
        boolean isLast = random.nextBoolean();
        for (PlanesBench each : both) {
            each.planes.offerInbound(Workbench.GLOBAL, pair.spiIn);
            each.input(arrival, 0, early);
            assertThat(each.sent(true)).as("early " + when).isEmpty();
            pair.install(each.planes);
            assertThat(each.planes.wakeAtNanos()).as(when).isEqualTo(each.now);
            each.planes.onTime(each.now);
            if (isLast) {
                each.planes.useOutboundLast(pair.ifIndex, pair.spiOut);
            }
        }
        traffic(world, both, random);
        for (PlanesBench each : both) {
            each.planes.useOutboundLast(pair.ifIndex, oldOut);
            assertThat(each.planes.removeInbound(Workbench.GLOBAL, oldIn)).isPresent();
            assertThat(each.planes.removeOutbound(pair.ifIndex, oldOut)).isPresent();
            assertThat(each.planes.removeOutbound(pair.ifIndex, oldOut)).isEmpty();
        }
        traffic(world, both, random);
    }

    /// A NAT gives a peer another port.
    private static void move(PlanesWorld world, List<PlanesBench> both, Random random) {
        PlanesWorld.Pair pair = world.pairs.get(3 + 4 * random.nextInt(3));
        pair.path =
                new SaPath(
                        pair.path.local(),
                        pair.path.remote(),
                        Optional.of(new UdpEncapsulation(4500, 10_000 + random.nextInt(9))));
        traffic(world, both, random);
        for (PlanesBench each : both) {
            each.planes.moveInbound(Workbench.GLOBAL, pair.spiIn, pair.path);
            each.planes.moveOutbound(pair.ifIndex, pair.spiOut, pair.path);
        }
        traffic(world, both, random);
    }

    /// A tunnel without associations, for a while.
    private static void doWithout(PlanesWorld world, List<PlanesBench> both, Random random) {
        List<PlanesWorld.Pair> all = world.all();
        PlanesWorld.Pair pair = all.get(random.nextInt(all.size()));
        for (PlanesBench each : both) {
            assertThat(each.planes.removeOutbound(pair.ifIndex, pair.spiOut)).isPresent();
            assertThat(each.planes.removeInbound(Workbench.GLOBAL, pair.spiIn)).isPresent();
        }
        traffic(world, both, random);
        pair.renew();
        both.forEach(each -> pair.install(each.planes));
    }

    /// The router's own packets.
    private static void originate(List<PlanesBench> both, Random random) {
        int tunnel = random.nextInt(PlanesHub.TUNNELS);
        int size = 40 + random.nextInt(2000);
        var to = Ipv4Address.of("10.77.%d.9".formatted(tunnel));
        Bytes packet = Packets.echo(Workbench.LAN_ADDRESS, to, size);
        Bytes global = Packets.echo(Workbench.SPOKE, Ipv4Address.of("10.44.1.9"), size);
        Bytes nhrp = Bytes.hex("0001080000000000000000").plus(Bytes.zero(60));
        for (PlanesBench each : both) {
            PacketSlab slab = each.planes.plane(0).slab();
            each.planes.originate(
                    each.now, Workbench.CUST1, slab.of(packet.toArray()), Bound.ANYWHERE);
            each.planes.originate(
                    each.now,
                    Workbench.GLOBAL,
                    slab.of(global.toArray()),
                    random(size, Bound.PROTECTED_TUNNELS, PlanesHub.FIRST + 1));
            int ifIndex = PlanesHub.FIRST + tunnel;
            each.planes.originateTunnel(each.now, ifIndex, slab.of(nhrp.toArray()), Gre.NHRP);
            each.planes.originateOnLabel(each.now, Workbench.CUST1, to, slab.of(nhrp.toArray()));
            each.planes.originateOnLabel(
                    each.now,
                    Workbench.CUST1,
                    Ipv4Address.of("10.88.0." + tunnel),
                    slab.of(nhrp.toArray()));
        }
        for (int i = PlanesHub.FIRST; i <= PlanesHub.INNER_PROTECTED; i++) {
            for (int labels = 0; labels < 2; labels++) {
                assertThat(both.getLast().planes.ipMtu(i, labels))
                        .as("MTU of %d", i)
                        .isEqualTo(both.getFirst().planes.ipMtu(i, labels));
            }
            assertThat(both.getLast().planes.plaintextMtu(i))
                    .isEqualTo(both.getFirst().planes.plaintextMtu(i));
        }
    }

    private static int random(int of, int one, int other) {
        return of % 2 == 0 ? one : other;
    }

    private static TrainsTest.Whole toTunnel(int tunnel) {
        Bytes packet = Packets.echo(Packets.PC, Ipv4Address.of("10.77.%d.9".formatted(tunnel)), 84);
        return new TrainsTest.Whole(
                Bytes.hex("0200000000020200000000c18100000a0800").plus(packet), 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAWorkerThatIsBehindHasNoRoomForIsDropped(boolean isShared) {
        int more = 7;
        var bench = new PlanesBench(2, isShared, 2 * Passage.SIZE + more).boot(IMAGE);
        new PlanesWorld(new Random(1)).all().forEach(pair -> pair.install(bench.planes));
        bench.isAwake = true;
        for (int i = 0; i < Passage.SIZE + more; i++) {
            bench.input(0, 1, List.of(toTunnel(1)));
        }
        assertThat(bench.planes.drops(Drop.WORKER_BEHIND)).isEqualTo(more);
        assertThat(bench.inUse()).isEqualTo(Passage.SIZE);
        bench.isAwake = false;
        bench.planes.takeGiven(bench.now);
        assertThat(bench.sent(true)).hasSize(Passage.SIZE);
        assertThat(bench.inUse()).isZero();
    }

    /// RFC 9611: a sending half for each worker, and nothing is given away.
    @Test
    void aPlaneSealsByItsOwnAssociation() {
        var bench = new PlanesBench(3, false).boot(IMAGE);
        for (int worker = 0; worker < 3; worker++) {
            PlanesWorld.Pair pair = new PlanesWorld(new Random(1)).pairs.get(1);
            bench.planes.installOutbound(
                    worker,
                    pair.binding(0x7000_0000 + worker),
                    bench.benches
                            .getFirst()
                            .ciphers
                            .sealer(
                                    EspSuite.GCM_128,
                                    Workbench.gcmKeys(),
                                    false,
                                    Entropy.seeded("worker")));
        }
        for (int round = 0; round < 3; round++) {
            bench.input(round, 1, List.of(toTunnel(1)));
            assertThat(bench.benches.get(round).sent).hasSize(1);
            assertThat(bench.sent(true)).singleElement().asString().contains("7000000" + round);
        }
        assertThat(bench.counters())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.packets()).isEqualTo(1));
        assertThat(bench.planes.removeOutbound(PlanesHub.FIRST + 1, 0x7000_0001)).isPresent();
        bench.input(1, 1, List.of(toTunnel(1)));
        assertThat(bench.sent(true))
                .as("the tunnel is the third plane's")
                .singleElement()
                .asString()
                .contains("70000002");
    }
}
