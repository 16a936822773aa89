package io.culvert.bench;

import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.PacketSlab;
import io.culvert.engine.Entropy;
import io.culvert.linux.cipher.CipherLadder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

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
    private static final int FIRST_TUNNEL = 3;
    private static final int FIRST_SPI = 0x1000_0000;
    private static final int WINDOW = 1024;
    private final ProtectedTunnels world;
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
        world = new ProtectedTunnels(tunnels, FIRST_TUNNEL, FIRST_SPI);
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
        plane.install(world.image());
        plane.setNeighbor(0, ProtectedTunnels.WAN, ProtectedTunnels.ROUTER, ProtectedTunnels.MAC);
        plane.setNeighbor(0, ProtectedTunnels.LAN, ProtectedTunnels.HOST, ProtectedTunnels.MAC);
        for (int i = 0; i < tunnels; i++) {
            var binding = world.binding(i, i);
            plane.installOutbound(
                    binding,
                    ciphers.sealer(
                            ProtectedTunnels.SUITE, ProtectedTunnels.keys(i, 1), true, entropy(i)));
            plane.installInbound(
                    binding,
                    ciphers.opener(ProtectedTunnels.SUITE, ProtectedTunnels.keys(i, 2), true),
                    WINDOW);
        }
    }

    private void farEnds(EspCiphers ciphers) {
        for (int i = 0; i < tunnels; i++) {
            far[i] =
                    ciphers.sealer(
                            ProtectedTunnels.SUITE, ProtectedTunnels.keys(i, 2), true, entropy(i));
        }
    }

    private static Entropy entropy(int tunnel) {
        return Entropy.seeded("spoke " + tunnel);
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
        slab.start[slot] = frame;
        slab.end[slot] = ProtectedTunnels.fromCustomer(memory, frame, tunnel, octets);
    }

    private void fromFarEnd(int slot, int tunnel, int octets) {
        int frame = frame(slot);
        slab.start[slot] = frame;
        slab.end[slot] =
                world.fromFarEnd(
                        memory, frame, tunnel, tunnel, ++numbers[tunnel], octets, far[tunnel]);
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
