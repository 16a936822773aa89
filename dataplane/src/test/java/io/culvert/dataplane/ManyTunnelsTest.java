package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Packets for many tunnels in one batch fare as they do one by one.
class ManyTunnelsTest {
    private static final int TUNNELS = 200;
    private static final int FIRST = 100;
    private static final int BATCH = 64;

    private final Workbench lane = new Workbench();
    private final Workbench graph = new Workbench();
    private final EspSealer[] far = new EspSealer[TUNNELS];
    private final int[] numbers = new int[TUNNELS];

    private static Ipv4Address hub(int tunnel) {
        return new Ipv4Address(Ipv4Address.of("172.20.0.0").bits() + tunnel);
    }

    private static void boot(Workbench bench) {
        bench.more =
                image -> {
                    bench.global.put(
                            Prefix.of("172.20.0.0/16"),
                            image.entry(
                                    new Entry.Adjacency(
                                            Workbench.WAN, Ipv4Address.of("172.16.1.1"))));
                    for (int i = 0; i < TUNNELS; i++) {
                        var ends = TunnelEnds.gre(Workbench.SPOKE, hub(i), true);
                        image.add(
                                PlaneInterface.tunnel(FIRST + i, Workbench.GLOBAL, ends)
                                        .withMpls(true));
                        var labels = List.of(new Label(Workbench.VPN_LABEL_OUT));
                        bench.cust1.put(
                                Prefix.of("10.77.%d.0/24".formatted(i)),
                                image.entry(new Entry.Tunnel(FIRST + i, labels)));
                    }
                    return image;
                };
        bench.boot();
        for (int i = 0; i < TUNNELS; i++) {
            var binding =
                    SaBinding.of(
                            Workbench.SPI_OUT + 2 * i,
                            FIRST + i,
                            Workbench.GLOBAL,
                            SaPath.plain(Workbench.SPOKE, hub(i)),
                            SaBinding.Mode.TRANSPORT,
                            Selectors.hosts(47, Workbench.SPOKE, hub(i)),
                            EspSuite.GCM_128);
            bench.plane.installOutbound(binding, sealer(bench));
            bench.plane.installInbound(
                    binding,
                    bench.ciphers.opener(EspSuite.GCM_128, Workbench.gcmKeys(), false),
                    64);
        }
    }

    private static EspSealer sealer(Workbench bench) {
        return bench.ciphers.sealer(
                EspSuite.GCM_128, Workbench.gcmKeys(), false, Entropy.seeded("many"));
    }

    private Bytes fromCustomer(Random random) {
        var to = Ipv4Address.of("10.77.%d.9".formatted(random.nextInt(TUNNELS)));
        return Bytes.hex("0200000000020200000000c18100000a0800")
                .plus(Packets.echo(Packets.PC, to, 64 + random.nextInt(900)));
    }

    private Bytes fromFarEnd(Random random) {
        int tunnel = random.nextInt(TUNNELS);
        int total = 64 + random.nextInt(900);
        Bytes inner =
                Packets.label(Workbench.VPN_LABEL_IN, 0, true, 64)
                        .plus(Packets.echo(Packets.FAR, Packets.PC, total));
        Bytes payload = Packets.gre(0x8847, inner);
        var slab = new PacketSlab(1, 0);
        int esp = slab.start[slab.allocate(0)];
        int padding = EspSuite.GCM_128.padOctets(payload.size());
        int clear = EspSuite.GCM_128.clearOctets(payload.size());
        int at = esp + EspSuite.GCM_128.clearAt();
        io.culvert.wire.esp.Esp.write(
                slab.memory(), esp, Workbench.SPI_OUT + 2 * tunnel, ++numbers[tunnel]);
        payload.copyTo(slab.memory(), at);
        io.culvert.wire.esp.Esp.writeTrailer(slab.memory(), at + payload.size(), padding, 47);
        far[tunnel].seal(slab.memory(), esp, clear, numbers[tunnel]);
        Bytes sealed = Bytes.of(slab.memory(), esp, EspSuite.GCM_128.espOctets(clear));
        return Bytes.hex("0200000000010200000000ee0800")
                .plus(
                        Packets.ipv4(hub(tunnel), Workbench.SPOKE)
                                .protocol(50)
                                .payload(random.nextInt(9) == 0 ? sealed.slice(1) : sealed));
    }

    /// What was sent, but for the identification of the outer header: the lane goes through a batch tunnel by tunnel ([TrainSorter]).
    private static List<String> sorted(Workbench bench) {
        return bench.sent.stream()
                .map(
                        sent -> {
                            byte[] frame = sent.frame().toArray();
                            var memory = MemorySegment.ofArray(frame);
                            Net.putU16(memory, Ethernet.SIZE + 4, 0);
                            Net.putU16(memory, Ethernet.SIZE + 10, 0);
                            return sent.port() + " " + Bytes.of(frame);
                        })
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aBatchForManyTunnelsIsTreatedAlikeByLaneAndGraph(long seed) {
        var random = new Random(seed);
        boot(lane);
        boot(graph);
        graph.plane.shutExpress();
        for (int i = 0; i < TUNNELS; i++) {
            far[i] = sealer(lane);
        }
        for (int round = 0; round < 40; round++) {
            boolean isOut = random.nextBoolean();
            var ofLane = new int[BATCH];
            var ofGraph = new int[BATCH];
            for (int i = 0; i < BATCH; i++) {
                byte[] frame = (isOut ? fromCustomer(random) : fromFarEnd(random)).toArray();
                ofLane[i] = lane.slab.of(frame);
                ofGraph[i] = graph.slab.of(frame);
            }
            lane.plane.input(lane.now, isOut ? 1 : 0, ofLane, BATCH);
            graph.plane.input(graph.now, isOut ? 1 : 0, ofGraph, BATCH);
            String when = "after %d of seed %d".formatted(round, seed);
            assertThat(lane.sent).as(when).hasSameSizeAs(graph.sent);
            if (isOut) {
                assertThat(sorted(lane)).as(when).isEqualTo(sorted(graph)).hasSize(BATCH);
            }
            lane.assertCountsOf(graph, when);
            lane.sent.clear();
            graph.sent.clear();
        }
        assertThat(lane.plane.expressPackets()).isGreaterThan(1000);
    }
}
