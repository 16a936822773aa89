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
import io.culvert.dataplane.DropCount;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PlaneEvents;
import io.culvert.dataplane.Planes;
import io.culvert.dataplane.PortOutput;
import io.culvert.dataplane.SaBinding;
import io.culvert.dataplane.SaPath;
import io.culvert.dataplane.Selectors;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.ForwardingImage;
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
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/// The planes of one router, each with a slab, ciphers and a feeder of its own, to be run by a thread each; see [Workers].
final class WorkerRun {
    /// What arrives where.
    enum Kind {
        /// Packets of many tunnels arrive at the worker that has their association.
        AT_OWNER(100),
        /// They arrive anywhere: with two workers half of them are given away.
        ANYWHERE(100),
        /// Packets of one tunnel arrive at all workers, and its associations are one worker's.
        ONE_TUNNEL(1),
        /// The same with an association for each worker (RFC 9611).
        ONE_TUNNEL_SHARED(1);

        private final int tunnels;

        Kind(int tunnels) {
            this.tunnels = tunnels;
        }
    }

    static final int BATCH = 64;

    /// Batches of a slice.
    static final int BATCHES = 150;

    /// Batches that a worker is ahead of another at most, so that what is between them has room.
    private static final int AHEAD_MAX = 5;

    /// Packets in a row for one tunnel.
    private static final int IN_A_ROW = 8;

    private static final int DRAWN = 1 << 13;
    private static final int SLOTS = 4096;
    private static final int WINDOW = 4096;
    private static final int LAN = 1;
    private static final int WAN = 2;
    private static final int VRF = 1;
    private static final int LABEL = 18;

    /// Numbers that any number of workers up to six divides.
    private static final int FIRST_TUNNEL = 60;

    private static final int FIRST_SPI = 300_000_000;
    private static final int REMOTE = 0xAC10_0001;
    private static final int CUSTOMERS = 0x0A00_0000;
    private static final MacAddress MAC = new MacAddress(0x0200_0000_0001L);
    private static final Ipv4Address HERE = Ipv4Address.of("172.31.255.1");
    private static final Ipv4Address HOST = Ipv4Address.of("192.168.113.10");
    private static final Ipv4Address ROUTER = Ipv4Address.of("172.31.255.254");
    private static final EspSuite SUITE = EspSuite.GCM_256;

    /// Places of numbers that threads write lie in lines of their own.
    private static final int LINE = 16;

    private final Kind kind;
    private final int workers;
    private final Planes planes;
    private final List<Lane> lanes = new ArrayList<>();

    /// Batches that each worker has fed in this slice.
    private final AtomicLongArray fed;

    WorkerRun(Kind kind, int workers) {
        this.kind = kind;
        this.workers = workers;
        fed = new AtomicLongArray((workers + 1) * LINE);
        for (int i = 0; i < workers; i++) {
            lanes.add(new Lane(i));
        }
        Lane first = lanes.getFirst();
        planes =
                new Planes(
                        first.slab,
                        first,
                        new PlaneBench.NoEvents(),
                        lanes.subList(1, workers).stream().map(Further::new).toList());
        planes.install(image());
        planes.setNeighbor(0, WAN, ROUTER, MAC);
        planes.setNeighbor(0, LAN, HOST, MAC);
        associate();
    }

    private record Further(Lane lane) implements Planes.Worker {
        @Override
        public PacketSlab slab() {
            return lane.slab;
        }

        @Override
        public PortOutput output() {
            return lane;
        }

        @Override
        public PlaneEvents events(PlaneEvents router) {
            return router;
        }

        @Override
        public void exclusively(Runnable step) {
            step.run();
        }

        @Override
        public EspCiphers ciphers() {
            return lane.ciphers;
        }

        @Override
        public boolean isAwake() {
            return true;
        }

        @Override
        public void wake() {}
    }

    private ForwardingImage image() {
        var image = new Builder();
        image.add(PlaneInterface.ethernet(LAN, VRF, 0, MAC));
        image.add(PlaneInterface.ethernet(WAN, 0, 1, MAC));
        var global = new TreeMap<Prefix, Integer>();
        global.put(Prefix.host(HERE), image.entry(new Entry.Receive()));
        global.put(Prefix.DEFAULT_IPV4, image.entry(new Entry.Adjacency(WAN, ROUTER)));
        image.table(0, RouteTable.of(global), HERE);
        var routes = new TreeMap<Prefix, Integer>();
        routes.put(Prefix.of("192.168.113.0/24"), image.entry(new Entry.Attached(LAN)));
        for (int i = 0; i < kind.tunnels; i++) {
            var ends = TunnelEnds.gre(HERE, new Ipv4Address(REMOTE + i), true);
            image.add(PlaneInterface.tunnel(FIRST_TUNNEL + i, 0, ends).withMpls(true));
            var way = new Entry.Tunnel(FIRST_TUNNEL + i, List.of(new Label(LABEL)));
            routes.put(
                    Prefix.containing(new Ipv4Address(CUSTOMERS + (i << 8)), 24), image.entry(way));
        }
        image.table(VRF, RouteTable.of(routes), HOST);
        image.label(new Label(LABEL), new LabelAction.PopLookup(VRF));
        return image.build();
    }

    private void associate() {
        for (int i = 0; i < kind.tunnels; i++) {
            int each = kind == Kind.ONE_TUNNEL_SHARED ? workers : 1;
            for (int j = 0; j < each; j++) {
                int number = i + j;
                var binding = binding(i, FIRST_SPI + number);
                EspCiphers ciphers = lanes.get(number % workers).ciphers;
                EspSealer sealer =
                        ciphers.sealer(SUITE, keys(number, 1), true, Entropy.seeded("worker"));
                int worker = each == 1 ? planes.ownerOfTunnel(binding.ifIndex()) : number;
                planes.installOutbound(worker, binding, sealer);
                planes.installInbound(
                        binding, ciphers.opener(SUITE, keys(number, 2), true), WINDOW);
            }
        }
    }

    private static SaBinding binding(int tunnel, int spi) {
        var remote = new Ipv4Address(REMOTE + tunnel);
        return SaBinding.of(
                        spi,
                        FIRST_TUNNEL + tunnel,
                        0,
                        SaPath.plain(HERE, remote),
                        SaBinding.Mode.TRANSPORT,
                        Selectors.hosts(Ipv4.GRE, HERE, remote),
                        SUITE)
                .withExtendedSequence(true);
    }

    private static EspKeys keys(int association, int way) {
        var material = new byte[SUITE.keyMaterialOctets()];
        new Random(2L * association + way).nextBytes(material);
        return SUITE.keys(Secret.of(material), 0);
    }

    /// Whether packets go from one worker to another.
    boolean isGiving() {
        return workers > 1 && (kind == Kind.ANYWHERE || kind == Kind.ONE_TUNNEL);
    }

    /// What all of them have dropped.
    List<DropCount> drops() {
        return planes.drops().stream().filter(each -> each.packets() != 0).toList();
    }

    long left() {
        return lanes.stream().mapToLong(lane -> lane.sent).sum();
    }

    void close() {
        planes.close();
        lanes.forEach(lane -> lane.far.forEach(EspSealer::close));
    }

    /// Before all threads run a slice.
    void begin() {
        for (int i = 0; i <= workers; i++) {
            fed.set(i * LINE, 0);
        }
    }

    /// Runs a slice on the thread of a worker and answers the CPU time of that thread for each packet that it has fed, in nanoseconds.
    ///
    /// @param isForwarded whether the plane gets the packets, or what feeding costs is measured alone
    double slice(int worker, int octets, boolean isOut, boolean isForwarded) {
        return lanes.get(worker).slice(octets, isOut, isForwarded);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// What one worker has, and its feeder.
    private final class Lane implements PortOutput {
        private final int number;
        private final PacketSlab slab = new PacketSlab(SLOTS, 1);
        private final MemorySegment memory = slab.memory();
        private final EspCiphers ciphers =
                CipherLadder.ofThisMachine(_ -> {}).on(CipherLibrary.MULTI_BUFFER);
        private final int[] slots = new int[BATCH];
        private final int[] drawn = new int[DRAWN];

        /// Of the far ends whose packets arrive here, by association.
        private final List<EspSealer> far = new ArrayList<>();

        private final long[] numbers = new long[kind.tunnels + workers];
        private int at;
        private long sent;

        Lane(int number) {
            this.number = number;
            EspCiphers others = CipherLadder.ofThisMachine(_ -> {}).on(CipherLibrary.MULTI_BUFFER);
            for (int i = 0; i < numbers.length; i++) {
                far.add(others.sealer(SUITE, keys(i, 2), true, Entropy.seeded("far")));
                numbers[i] = number;
            }
            var random = new Random(number);
            for (int i = 0; i < DRAWN; i++) {
                drawn[i] = i % IN_A_ROW == 0 ? draw(random) : drawn[i - 1];
            }
        }

        /// A tunnel whose packets arrive here; nobody else has its numbers.
        private int draw(Random random) {
            int tunnel = random.nextInt(kind.tunnels);
            while (kind.tunnels > 1 && arrival(tunnel) != number) {
                tunnel = random.nextInt(kind.tunnels);
            }
            return tunnel;
        }

        private int arrival(int tunnel) {
            return (kind == Kind.AT_OWNER ? tunnel : tunnel / workers) % workers;
        }

        @Override
        public void transmit(int port, int[] packets, int count) {
            sent += count;
            for (int i = 0; i < count; i++) {
                slab.free(packets[i]);
            }
        }

        double slice(int octets, boolean isOut, boolean isForwarded) {
            DataPlane plane = planes.plane(number);
            boolean isGiving = isForwarded && isGiving();
            long began = cpuNanos();
            long waited = 0;
            for (int batch = 0; batch < BATCHES; batch++) {
                while (isGiving && batch - slowest() > AHEAD_MAX) {
                    waited += waitFor(plane, batch - AHEAD_MAX);
                    plane.takeGiven(1);
                }
                fill(octets, isOut);
                if (isForwarded) {
                    plane.input(1, isOut ? 0 : 1, slots, BATCH);
                    plane.takeGiven(1);
                } else {
                    transmit(0, slots, BATCH);
                    sent -= BATCH;
                }
                fed.setRelease(number * LINE, batch + 1L);
            }
            while (isGiving && slowest() < BATCHES) {
                waited += waitFor(plane, BATCHES);
                plane.takeGiven(1);
            }
            double nanos = (double) (cpuNanos() - began - waited) / (BATCHES * BATCH);
            finish(plane, isGiving);
            return nanos;
        }

        /// What others still have for this one, and what they have had of it.
        private void finish(DataPlane plane, boolean isGiving) {
            plane.takeGiven(1);
            fed.getAndIncrement(workers * LINE);
            while (isGiving
                    && (fed.getAcquire(workers * LINE) < workers
                            || plane.isGivenTo()
                            || slab.inUse() != 0)) {
                Thread.onSpinWait();
                plane.takeGiven(1);
            }
        }

        private long slowest() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < workers; i++) {
                least = Math.min(least, fed.getAcquire(i * LINE));
            }
            return least;
        }

        /// Lets others run until all have fed so many batches, or until they have something for this one, and answers what that has cost.
        private long waitFor(DataPlane plane, long batches) {
            long began = cpuNanos();
            while (slowest() < batches && !plane.isGivenTo()) {
                Thread.onSpinWait();
            }
            return cpuNanos() - began;
        }

        private void fill(int octets, boolean isOut) {
            for (int i = 0; i < BATCH; i++) {
                int tunnel = drawn[at++ & DRAWN - 1];
                int slot = slab.allocate(0);
                slots[i] = slot;
                if (isOut) {
                    fromCustomer(slot, tunnel, octets);
                } else {
                    fromFarEnd(slot, tunnel, octets);
                }
            }
        }

        private void fromCustomer(int slot, int tunnel, int octets) {
            int frame = slab.start[slot];
            int ip = frame + Ethernet.SIZE;
            Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), Ethernet.IPV4);
            int to = CUSTOMERS + (tunnel << 8) + 9;
            Ipv4.write(memory, ip, 0, octets, 1, 0, 64, Ipv4.UDP, HOST.bits(), to);
            slab.end[slot] = ip + octets;
        }

        private void fromFarEnd(int slot, int tunnel, int octets) {
            int association = kind == Kind.ONE_TUNNEL_SHARED ? number : tunnel;
            int frame = slab.start[slot];
            int ip = frame + Ethernet.SIZE;
            int esp = ip + Ipv4.SIZE;
            int gre = esp + SUITE.clearAt();
            int clear = SUITE.clearOctets(8 + octets);
            // Those of one association that arrive at several workers take turns.
            numbers[association] += workers;
            long sequence = numbers[association];
            int from = CUSTOMERS + (tunnel << 8) + 9;
            Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), Ethernet.IPV4);
            int total = Ipv4.SIZE + SUITE.espOctets(clear);
            Ipv4.write(memory, ip, 0, total, 1, 0, 255, Ipv4.ESP, REMOTE + tunnel, HERE.bits());
            Esp.write(memory, esp, FIRST_SPI + association, (int) sequence);
            Gre.write(memory, gre, 0, Gre.MPLS);
            MplsEntry.write(memory, gre + Gre.SIZE, LABEL, 0, true, 63);
            Ipv4.write(memory, gre + 8, 0, octets, 1, 0, 63, Ipv4.UDP, from, HOST.bits());
            Esp.writeTrailer(memory, gre + 8 + octets, SUITE.padOctets(8 + octets), Ipv4.GRE);
            far.get(association).seal(memory, esp, clear, sequence);
            slab.end[slot] = ip + total;
        }
    }
}
