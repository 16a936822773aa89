package io.culvert.bench;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.SaBinding;
import io.culvert.dataplane.SaPath;
import io.culvert.dataplane.Selectors;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import io.culvert.linux.cipher.CipherLadder;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.mpls.MplsEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// What a plane with many protected tunnels costs; see `verify/bench/spokes`. Each tunnel has an interface, both halves of an association with
/// keys of its own, a route and a label. The far ends seal what comes in, with numbers that go up, so the windows are at work;
/// what they cost is measured by turns with the rest and subtracted.
final class Spokes {
    private static final int BATCH = 64;
    private static final int ROUNDS = 60;
    private static final int WARM_UP_ROUNDS = 60;

    /// Batches of a slice.
    private static final int BATCHES = 60;

    private static final int[] OCTETS = {64, 1400};

    /// Packets in a row for one tunnel.
    private static final int[] RUNS = {1, 8};

    private static final int DRAWN = 1 << 16;
    private static final int LAN = 1;
    private static final int WAN = 2;
    private static final int FIRST_TUNNEL = 3;
    private static final int VRF = 1;
    private static final int LABEL = 18;
    private static final int FIRST_SPI = 0x1000_0000;
    private static final int WINDOW = 1024;
    private static final int REMOTE = 0xAC10_0001;
    private static final int CUSTOMERS = 0x0A00_0000;
    private static final MacAddress MAC = new MacAddress(0x0200_0000_0001L);
    private static final Ipv4Address HERE = Ipv4Address.of("172.31.255.1");
    private static final Ipv4Address HOST = Ipv4Address.of("192.168.113.10");
    private static final Ipv4Address ROUTER = Ipv4Address.of("172.31.255.254");
    private static final EspSuite SUITE = EspSuite.GCM_256;

    private final int tunnels;
    private final PacketSlab slab = new PacketSlab(BATCH, 1);
    private final MemorySegment memory = slab.memory();
    private final int[] slots = new int[BATCH];
    private final DataPlane plane =
            new DataPlane(slab, new PlaneBench.Sink(), new PlaneBench.NoEvents());
    private final EspSealer[] far;
    private final long[] numbers;
    private final int[] drawn = new int[DRAWN];
    private int at;

    private Spokes(int tunnels) {
        this.tunnels = tunnels;
        far = new EspSealer[tunnels];
        numbers = new long[tunnels];
        for (int i = 0; i < BATCH; i++) {
            slots[i] = slab.allocate(0);
        }
    }

    public static void main(String[] arguments) throws IOException {
        int[] counts =
                arguments.length == 0
                        ? new int[] {1, 100, 1000, 10_000}
                        : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        var library = CipherLadder.ofThisMachine(_ -> {});
        EspCiphers ciphers = library.on(CipherLibrary.MULTI_BUFFER);
        System.out.println(
                "tunnels  made in s  heap a tunnel  native a tunnel  octets  in a row  out ns (middle half)  in ns (middle half)");
        for (int octets : OCTETS) {
            new Spokes(100).warmUp(ciphers, octets);
        }
        for (int count : counts) {
            new Spokes(count).run(ciphers);
        }
    }

    /// What Java has not compiled yet runs slowly.
    private void warmUp(EspCiphers ciphers, int octets) {
        make(ciphers);
        farEnds(ciphers);
        draw(RUNS[0]);
        for (int round = 0; round < 4 * WARM_UP_ROUNDS; round++) {
            slice(octets, round % 2 == 0, round % 4 < 2);
        }
    }

    private void run(EspCiphers ciphers) throws IOException {
        long heap = liveOctets();
        long resident = resident();
        long began = System.nanoTime();
        make(ciphers);
        double seconds = (System.nanoTime() - began) / 1e9;
        long heapEach = (liveOctets() - heap) / tunnels;
        long nativeEach = (resident() - resident) / tunnels;
        farEnds(ciphers);
        for (int octets : OCTETS) {
            for (int run : RUNS) {
                draw(run);
                var out = new double[ROUNDS];
                var in = new double[ROUNDS];
                for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                    double outNanos = slice(octets, true, true) - slice(octets, true, false);
                    double inNanos = slice(octets, false, true) - slice(octets, false, false);
                    if (round >= 0) {
                        out[round] = outNanos;
                        in[round] = inNanos;
                    }
                }
                System.out.printf(
                        "%,7d  %9.2f  %,13d  %,15d  %6d  %8d  %20s  %19s%n",
                        tunnels,
                        seconds,
                        heapEach,
                        nativeEach,
                        octets,
                        run,
                        middle(out),
                        middle(in));
            }
        }
        long dropped = plane.drops().stream().mapToLong(each -> each.packets()).sum();
        System.out.printf(
                "         %,d of these packets went by the express lane, %,d were dropped%n",
                plane.expressPackets(), dropped);
        plane.close();
        for (EspSealer each : far) {
            each.close();
        }
    }

    // --- the plane ---

    private void make(EspCiphers ciphers) {
        var image = new Builder();
        image.add(PlaneInterface.ethernet(LAN, VRF, 0, MAC));
        image.add(PlaneInterface.ethernet(WAN, 0, 1, MAC));
        var global = new TreeMap<Prefix, Integer>();
        global.put(Prefix.host(HERE), image.entry(new Entry.Receive()));
        global.put(Prefix.DEFAULT_IPV4, image.entry(new Entry.Adjacency(WAN, ROUTER)));
        image.table(0, RouteTable.of(global), HERE);
        var routes = new TreeMap<Prefix, Integer>();
        routes.put(Prefix.of("192.168.113.0/24"), image.entry(new Entry.Attached(LAN)));
        for (int i = 0; i < tunnels; i++) {
            var ends = TunnelEnds.gre(HERE, new Ipv4Address(REMOTE + i), true);
            image.add(PlaneInterface.tunnel(FIRST_TUNNEL + i, 0, ends).withMpls(true));
            var way = new Entry.Tunnel(FIRST_TUNNEL + i, List.of(new Label(LABEL)));
            routes.put(
                    Prefix.containing(new Ipv4Address(CUSTOMERS + (i << 8)), 24), image.entry(way));
        }
        image.table(VRF, RouteTable.of(routes), HOST);
        image.label(new Label(LABEL), new LabelAction.PopLookup(VRF));
        plane.install(image.build());
        plane.setNeighbor(0, WAN, ROUTER, MAC);
        plane.setNeighbor(0, LAN, HOST, MAC);
        for (int i = 0; i < tunnels; i++) {
            var binding = binding(i);
            plane.installOutbound(binding, ciphers.sealer(SUITE, keys(i, 1), true, entropy(i)));
            plane.installInbound(binding, ciphers.opener(SUITE, keys(i, 2), true), WINDOW);
        }
    }

    private static SaBinding binding(int tunnel) {
        var remote = new Ipv4Address(REMOTE + tunnel);
        return SaBinding.of(
                        FIRST_SPI + tunnel,
                        FIRST_TUNNEL + tunnel,
                        0,
                        SaPath.plain(HERE, remote),
                        SaBinding.Mode.TRANSPORT,
                        Selectors.hosts(Ipv4.GRE, HERE, remote),
                        SUITE)
                .withExtendedSequence(true);
    }

    private void farEnds(EspCiphers ciphers) {
        for (int i = 0; i < tunnels; i++) {
            far[i] = ciphers.sealer(SUITE, keys(i, 2), true, entropy(i));
        }
    }

    private static Entropy entropy(int tunnel) {
        return Entropy.seeded("spoke " + tunnel);
    }

    private static EspKeys keys(int tunnel, int way) {
        var material = new byte[SUITE.keyMaterialOctets()];
        new Random(2L * tunnel + way).nextBytes(material);
        return SUITE.keys(Secret.of(material), 0);
    }

    // --- traffic ---

    private void draw(int run) {
        var random = new Random(run);
        for (int i = 0; i < DRAWN; i++) {
            drawn[i] = i % run == 0 ? random.nextInt(tunnels) : drawn[i - 1];
        }
    }

    /// CPU nanoseconds a packet of this thread.
    private double slice(int octets, boolean isOut, boolean isForwarded) {
        long began = cpuNanos();
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int i = 0; i < BATCH; i++) {
                int tunnel = drawn[at++ & DRAWN - 1];
                if (isOut) {
                    fromCustomer(slots[i], tunnel, octets);
                } else {
                    fromFarEnd(slots[i], tunnel, octets);
                }
            }
            if (isForwarded) {
                plane.input(1, isOut ? 0 : 1, slots, BATCH);
            }
        }
        return (double) (cpuNanos() - began) / (BATCHES * BATCH);
    }

    /// The slot begins where it began, whatever was in it.
    private int frame(int slot) {
        return slab.start[slot] + slab.tailroom(slot) + slab.length(slot) - PacketSlab.SMALL_OCTETS;
    }

    private void fromCustomer(int slot, int tunnel, int octets) {
        int frame = frame(slot);
        int ip = frame + Ethernet.SIZE;
        Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), Ethernet.IPV4);
        int to = CUSTOMERS + (tunnel << 8) + 9;
        Ipv4.write(memory, ip, 0, octets, 1, 0, 64, Ipv4.UDP, HOST.bits(), to);
        slab.start[slot] = frame;
        slab.end[slot] = ip + octets;
    }

    private void fromFarEnd(int slot, int tunnel, int octets) {
        int frame = frame(slot);
        int ip = frame + Ethernet.SIZE;
        int esp = ip + Ipv4.SIZE;
        int gre = esp + SUITE.clearAt();
        int clear = SUITE.clearOctets(8 + octets);
        long number = ++numbers[tunnel];
        int from = CUSTOMERS + (tunnel << 8) + 9;
        Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), Ethernet.IPV4);
        int total = Ipv4.SIZE + SUITE.espOctets(clear);
        Ipv4.write(memory, ip, 0, total, 1, 0, 255, Ipv4.ESP, REMOTE + tunnel, HERE.bits());
        Esp.write(memory, esp, FIRST_SPI + tunnel, (int) number);
        Gre.write(memory, gre, 0, Gre.MPLS);
        MplsEntry.write(memory, gre + Gre.SIZE, LABEL, 0, true, 63);
        Ipv4.write(memory, gre + 8, 0, octets, 1, 0, 63, Ipv4.UDP, from, HOST.bits());
        Esp.writeTrailer(memory, gre + 8 + octets, SUITE.padOctets(8 + octets), Ipv4.GRE);
        far[tunnel].seal(memory, esp, clear, number);
        slab.start[slot] = frame;
        slab.end[slot] = ip + total;
    }

    // --- measuring ---

    private static String middle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return "%.0f (%.0f to %.0f)"
                .formatted(
                        sorted[sorted.length / 2],
                        sorted[sorted.length / 4],
                        sorted[3 * sorted.length / 4]);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long liveOctets() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Octets of the process in memory; the heap is touched from the start, so that what is more is beside it.
    private static long resident() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
        return Long.parseLong(pages) << 12;
    }
}
