package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Ipv4;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/// A router with so many planes, all on this thread, and what comes out of each caught. They have one slab, as in the lab, or each its own.
final class PlanesBench {
    /// A customer's UDP datagrams from this port hold a number that goes up.
    static final int NUMBERED = 20_000;

    private static final EspSuite SUITE = EspSuite.GCM_128;

    final List<Workbench> benches = new ArrayList<>();
    final Planes planes;

    /// Whether further planes are left alone.
    boolean isAwake;

    long now = 1_000_000_000L;
    private final EspOpener opener;

    /// Whether numbered packets of a flow leave in order. Those of which some go by another way through the plane than others may change
    /// places, with one plane too.
    boolean isOrdered;

    /// The last number seen, by plane and pair of addresses.
    private final List<TreeMap<Long, Integer>> numbers = new ArrayList<>();

    private final class Worker implements Planes.Worker {
        private final Workbench bench;

        Worker(Workbench bench) {
            this.bench = bench;
        }

        @Override
        public PacketSlab slab() {
            return bench.slab;
        }

        @Override
        public PortOutput output() {
            return bench;
        }

        @Override
        public PlaneEvents events(PlaneEvents router) {
            return bench;
        }

        @Override
        public void exclusively(Runnable step) {
            step.run();
        }

        @Override
        public EspCiphers ciphers() {
            return bench.ciphers;
        }

        @Override
        public boolean isAwake() {
            return isAwake;
        }

        @Override
        public void wake() {}
    }

    PlanesBench(int count, boolean isShared) {
        this(count, isShared, 512);
    }

    PlanesBench(int count, boolean isShared, int slots) {
        for (int i = 0; i < count; i++) {
            PacketSlab slab =
                    isShared && i > 0 ? benches.getFirst().slab : new PacketSlab(slots, 68);
            benches.add(new Workbench(slab));
            numbers.add(new TreeMap<>());
        }
        Workbench first = benches.getFirst();
        planes =
                new Planes(
                        first.slab,
                        first,
                        first,
                        benches.subList(1, count).stream().map(Worker::new).toList());
        opener = first.ciphers.opener(SUITE, Workbench.gcmKeys(), false);
    }

    /// Forwards by this image, with the neighbours of the workbench known.
    PlanesBench boot(ForwardingImage image) {
        planes.install(image);
        planes.setNeighbor(now, Workbench.WAN, Ipv4Address.of("172.16.1.1"), Workbench.ISP_MAC);
        planes.setNeighbor(now, Workbench.LAN, Packets.PC, Workbench.PC_MAC);
        planes.setNeighbor(now, Workbench.LAN, Packets.PC6, Workbench.PC_MAC);
        return this;
    }

    /// A batch comes in by a port that one of the planes has.
    void input(int arrival, int port, List<TrainsTest.Whole> batch) {
        int plane = arrival % planes.count();
        PacketSlab slab = benches.get(plane).slab;
        int[] slots =
                batch.stream()
                        .mapToInt(
                                each ->
                                        each.segment() == 0
                                                ? slab.of(each.frame().toArray())
                                                : each.into(slab))
                        .toArray();
        planes.plane(plane).input(now, port, slots, slots.length);
        planes.takeGiven(now);
    }

    /// What the planes have sent since the last call, in the clear and without what differs from plane to plane.
    List<String> sent(boolean withSpi) {
        var all = new ArrayList<String>();
        for (int i = 0; i < benches.size(); i++) {
            for (Workbench.Sent sent : benches.get(i).sent) {
                all.add(sent.port() + " " + clear(i, sent.ip(), withSpi));
            }
            benches.get(i).sent.clear();
        }
        all.sort(Comparator.naturalOrder());
        return all;
    }

    /// Something else that the planes tell of, taken from all of them.
    <T> List<String> told(Function<Workbench, Collection<T>> kind) {
        var all = new ArrayList<String>();
        for (Workbench bench : benches) {
            kind.apply(bench).forEach(each -> all.add(each.toString()));
            kind.apply(bench).clear();
        }
        all.sort(Comparator.naturalOrder());
        return all;
    }

    private String clear(int plane, Bytes ip, boolean withSpi) {
        byte[] octets = ip.toArray();
        var memory = MemorySegment.ofArray(octets);
        if (Ipv4.version(memory, 0) != 4) {
            long flow = Net.i64(memory, 16) * 31 + Net.i64(memory, 24) * 17 + Net.i64(memory, 32);
            note(plane, memory, 40, Net.u8(memory, 6), flow);
            return ip.toString();
        }
        Net.putU16(memory, 4, 0);
        Net.putU16(memory, 10, 0);
        int payload = Ipv4.headerLength(memory, 0);
        int protocol = Ipv4.protocol(memory, 0);
        if (Ipv4.isFragment(memory, 0)) {
            return Bytes.of(octets).toString();
        }
        String header = Bytes.of(octets).slice(0, payload).toString() + " ";
        boolean isInUdp = protocol == Ipv4.UDP && Net.u16(memory, payload) == 4500;
        if (protocol == Ipv4.ESP || isInUdp) {
            int esp = payload + (isInUdp ? 8 : 0);
            return header + opened(plane, ip.slice(esp), withSpi);
        }
        if (protocol == Ipv4.GRE) {
            return header + inside(plane, ip.slice(payload), withSpi);
        }
        note(plane, memory, payload, protocol, Net.i64(memory, 12));
        return Bytes.of(octets).toString();
    }

    private String opened(int plane, Bytes sealed, boolean withSpi) {
        byte[] octets = sealed.toArray();
        var memory = MemorySegment.ofArray(octets);
        assertThat(opener.open(memory, 0, octets.length, Esp.sequence(memory, 0)))
                .as("what was sent is genuine")
                .isTrue();
        int end = octets.length - SUITE.icvOctets();
        int to = end - Esp.TRAILER - Esp.padLength(memory, end);
        Bytes inside = Bytes.of(octets).slice(SUITE.clearAt(), to);
        String spi = withSpi ? Integer.toHexString(Esp.spi(memory, 0)) + " " : "";
        int next = Esp.nextHeader(memory, end);
        return spi
                + (next == Ipv4.GRE
                        ? inside(plane, inside, withSpi)
                        : clear(plane, inside, withSpi));
    }

    /// What is in GRE.
    private String inside(int plane, Bytes gre, boolean withSpi) {
        int at = 4;
        if (gre.u16(2) == 0x8847) {
            while ((gre.u8(at + 2) & 1) == 0) {
                at += 4;
            }
            at += 4;
        }
        return gre.slice(0, at) + " " + clear(plane, gre.slice(at), withSpi);
    }

    private void note(int plane, MemorySegment memory, int payload, int protocol, long flow) {
        if (isOrdered && protocol == Ipv4.UDP && Net.u16(memory, payload) == NUMBERED) {
            int number = Net.i32(memory, payload + 8);
            Integer before = numbers.get(plane).put(flow, number);
            assertThat(before == null || before < number)
                    .as("%s before %d", before, number)
                    .isTrue();
        }
    }

    /// That it has counted what the other one has.
    void assertCountsOf(PlanesBench other, List<Integer> interfaces, String when) {
        assertThat(planes.drops()).as("drops " + when).isEqualTo(other.planes.drops());
        assertThat(counters()).as(when).isEqualTo(other.counters());
        assertThat(planes.planeCounters()).as(when).isEqualTo(other.planes.planeCounters());
        for (int ifIndex : interfaces) {
            assertThat(planes.interfaceCounters(ifIndex))
                    .as("interface %d %s", ifIndex, when)
                    .isEqualTo(other.planes.interfaceCounters(ifIndex));
        }
        for (int label = 16; label < 200; label++) {
            assertThat(planes.labelOctets(label))
                    .as("label %d %s", label, when)
                    .isEqualTo(other.planes.labelOctets(label));
        }
        for (int table = 0; table < 3; table++) {
            assertThat(planes.tableDrops(table))
                    .as("table %d %s", table, when)
                    .isEqualTo(other.planes.tableDrops(table));
        }
        for (int mark = 1; mark < 32; mark++) {
            assertThat(planes.lastUsedNanos(mark))
                    .as("mark %d %s", mark, when)
                    .isEqualTo(other.planes.lastUsedNanos(mark));
        }
    }

    /// Of the associations, in an order of their own.
    List<SaCounters> counters() {
        var all = new ArrayList<>(planes.saCounters());
        all.sort(
                Comparator.comparing(SaCounters::inbound)
                        .thenComparing(each -> each.binding().spi()));
        return all;
    }

    /// Slots in use in all slabs.
    int inUse() {
        return benches.stream().map(each -> each.slab).distinct().mapToInt(PacketSlab::inUse).sum();
    }
}
