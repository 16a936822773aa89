package io.culvert.bench;

import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.DropCount;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PlaneEvents;
import io.culvert.dataplane.Planes;
import io.culvert.dataplane.PortOutput;
import io.culvert.engine.Entropy;
import io.culvert.linux.cipher.CipherLadder;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

    /// Numbers that any number of workers up to six divides.
    private static final int FIRST_TUNNEL = 60;

    private static final int FIRST_SPI = 300_000_000;
    /// Places of numbers that threads write lie in lines of their own.
    private static final int LINE = 16;

    private final Kind kind;
    private final ProtectedTunnels world;
    private final int workers;
    private final Planes planes;
    private final List<Lane> lanes = new ArrayList<>();

    /// Batches that each worker has fed in this slice.
    private final AtomicLongArray fed;

    WorkerRun(Kind kind, int workers) {
        this.kind = kind;
        world = new ProtectedTunnels(kind.tunnels, FIRST_TUNNEL, FIRST_SPI);
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
        planes.install(world.image());
        planes.setNeighbor(0, ProtectedTunnels.WAN, ProtectedTunnels.ROUTER, ProtectedTunnels.MAC);
        planes.setNeighbor(0, ProtectedTunnels.LAN, ProtectedTunnels.HOST, ProtectedTunnels.MAC);
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

    private void associate() {
        for (int i = 0; i < kind.tunnels; i++) {
            int each = kind == Kind.ONE_TUNNEL_SHARED ? workers : 1;
            for (int j = 0; j < each; j++) {
                int number = i + j;
                var binding = world.binding(i, number);
                EspCiphers ciphers = lanes.get(number % workers).ciphers;
                EspSealer sealer =
                        ciphers.sealer(
                                ProtectedTunnels.SUITE,
                                ProtectedTunnels.keys(number, 1),
                                true,
                                Entropy.seeded("worker"));
                int worker = each == 1 ? planes.ownerOfTunnel(binding.ifIndex()) : number;
                planes.installOutbound(worker, binding, sealer);
                planes.installInbound(
                        binding,
                        ciphers.opener(
                                ProtectedTunnels.SUITE, ProtectedTunnels.keys(number, 2), true),
                        WINDOW);
            }
        }
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
                far.add(
                        others.sealer(
                                ProtectedTunnels.SUITE,
                                ProtectedTunnels.keys(i, 2),
                                true,
                                Entropy.seeded("far")));
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
            slab.end[slot] =
                    ProtectedTunnels.fromCustomer(memory, slab.start[slot], tunnel, octets);
        }

        private void fromFarEnd(int slot, int tunnel, int octets) {
            int association = kind == Kind.ONE_TUNNEL_SHARED ? number : tunnel;
            // Those of one association that arrive at several workers take turns.
            numbers[association] += workers;
            slab.end[slot] =
                    world.fromFarEnd(
                            memory,
                            slab.start[slot],
                            tunnel,
                            association,
                            numbers[association],
                            octets,
                            far.get(association));
        }
    }
}
