package io.culvert.bench;

import io.culvert.base.Invariant;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.Lookups4;
import io.culvert.dataplane.fib.Lookups6;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.TunnelEnds;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/// What forwarding tables cost; see `verify/bench/tables`. Each route has a label of its own, as PEs give them by default, and so an entry
/// of its own.
final class Tables {
    private static final int TUNNEL = 1;
    private static final int ASKED = 1 << 16;
    private static final int ROUNDS = 7;

    /// Packets that are looked up together.
    private static final int BATCH = 64;

    private static final int STALLS_MAX = 20_000_000;

    private final int vrfs;
    private final Builder image = new Builder();
    private final DataPlane plane =
            new DataPlane(new PacketSlab(64, 1), new PlaneBench.Sink(), new PlaneBench.NoEvents());
    private final Random random = new Random(6);
    private final Lookups4 lookups4 = new Lookups4(BATCH);
    private final Lookups6 lookups6 = new Lookups6(BATCH);
    private int label = Label.FIRST_UNRESERVED;

    /// What lookups found, so that they are not left out.
    private long found;

    private Tables(int vrfs) {
        this.vrfs = vrfs;
        image.add(
                PlaneInterface.tunnel(
                        TUNNEL,
                        0,
                        TunnelEnds.gre(
                                Ipv4Address.of("172.16.3.1"), Ipv4Address.of("172.16.0.1"), true)));
    }

    public static void main(String[] arguments) {
        int[] given = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        int vrfs = given.length > 0 ? given[0] : 1000;
        var tables = new Tables(vrfs);
        tables.family("IPv4", given.length > 1 ? given[1] : 1000, false, seconds(given));
        tables.family("IPv6", given.length > 2 ? given[2] : 250, true, seconds(given));
    }

    private static int seconds(int[] given) {
        return given.length > 3 ? given[3] : 5;
    }

    private void family(String name, int routes, boolean six, int seconds) {
        if (routes == 0) {
            return;
        }
        var prefixes = new Prefix[vrfs][];
        for (int vrf = 0; vrf < vrfs; vrf++) {
            prefixes[vrf] = RouteMix.table(random, routes, six).toArray(Prefix[]::new);
        }
        long before = liveOctets();
        long begun = cpuNanos();
        for (int vrf = 0; vrf < vrfs; vrf++) {
            for (Prefix prefix : prefixes[vrf]) {
                image.route(vrf + 1, prefix, nextEntry());
            }
        }
        plane.install(image.build());
        double loaded = (cpuNanos() - begun) / 1e9;
        System.out.printf(
                "%s: %,d routes in %,d VRFs, each of a label of its own: loaded in %.2f s, live heap %.1f MB (%.0f octets a route)%n",
                name,
                vrfs * routes,
                vrfs,
                loaded,
                (liveOctets() - before) / 1e6,
                (double) (liveOctets() - before) / vrfs / routes);
        lookups(prefixes, six);
        Invariant.hold(found > 0, "every lookup finds an entry");
        for (int batch : new int[] {1, 32, 1000}) {
            changes(prefixes, batch, seconds);
        }
    }

    private int nextEntry() {
        label = label == Label.MAX ? Label.FIRST_UNRESERVED : label + 1;
        return image.entry(new Entry.Tunnel(TUNNEL, List.of(new Label(label))));
    }

    /// Of this thread alone: neither other programs nor the collector are in it.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long liveOctets() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    // --- lookups ---

    private void lookups(Prefix[][] prefixes, boolean six) {
        var table = new int[ASKED];
        var high = new long[ASKED];
        var low = new long[ASKED];
        for (int i = 0; i < ASKED; i++) {
            int vrf = random.nextInt(vrfs);
            table[i] = vrf + 1;
            Prefix prefix = prefixes[vrf][random.nextInt(prefixes[vrf].length)];
            switch (prefix.address()) {
                case Ipv4Address(int bits) ->
                        high[i] = bits | random.nextInt() & ~Ipv4Address.mask(prefix.length());
                case Ipv6Address(long first, long _) -> {
                    high[i] = first | random.nextLong() >>> Math.min(63, prefix.length());
                    low[i] = random.nextLong();
                }
            }
        }
        var batched = new double[ROUNDS];
        var waiting = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            batched[round] = batched(plane.image(), table, high, low, six);
            waiting[round] = waiting(plane.image(), table, high, low, six);
        }
        System.out.printf(
                "  lookup of route and entry, random: batched %s ns, each waiting for the last %s ns%n",
                spread(batched), spread(waiting));
    }

    private double batched(ForwardingImage now, int[] table, long[] high, long[] low, boolean six) {
        var entries = new int[BATCH];
        var tables = new int[BATCH];
        var addresses = new int[BATCH];
        var highs = new long[BATCH];
        var lows = new long[BATCH];
        long begun = cpuNanos();
        for (int from = 0; from < ASKED; from += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                int at = from + i;
                tables[i] = table[at];
                addresses[i] = (int) high[at];
                highs[i] = high[at];
                lows[i] = low[at];
            }
            if (six) {
                lookups6.run(now, tables, highs, lows, entries, BATCH);
            } else {
                lookups4.run(now, tables, addresses, entries, BATCH);
            }
            for (int entry : entries) {
                Hop hop = now.hop(entry);
                found += hop.kind;
            }
        }
        return (double) (cpuNanos() - begun) / ASKED;
    }

    private double waiting(ForwardingImage now, int[] table, long[] high, long[] low, boolean six) {
        int last = 0;
        long begun = cpuNanos();
        for (int i = 0; i < ASKED; i++) {
            int at = i ^ last >>> 31;
            int entry =
                    six
                            ? now.table(table[at]).lookup6(high[at], low[at])
                            : now.table(table[at]).lookup4((int) high[at]);
            last = now.hop(entry).kind;
        }
        found += last;
        return (double) (cpuNanos() - begun) / ASKED;
    }

    private static String spread(double[] rounds) {
        // The first two are the compiler's.
        double[] sorted = Arrays.copyOfRange(rounds, 2, rounds.length);
        Arrays.sort(sorted);
        return "%.1f (%.1f to %.1f)"
                .formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    // --- changes ---

    /// Routes are given another label, withdrawn, and come back; each batch is an image that the plane takes over.
    private void changes(Prefix[][] prefixes, int batch, int seconds) {
        var chance = new SplittableRandom(batch);
        var stalls = new long[STALLS_MAX];
        int images = 0;
        long made = 0;
        long begun = cpuNanos();
        long end = begun + seconds * 1_000_000_000L;
        long work = 0;
        var gone = new boolean[vrfs][prefixes[0].length];
        while (cpuNanos() < end && images < STALLS_MAX) {
            for (int i = 0; i < batch; i++) {
                int vrf = chance.nextInt(vrfs);
                int at = chance.nextInt(prefixes[vrf].length);
                if (gone[vrf][at] || chance.nextBoolean()) {
                    image.route(vrf + 1, prefixes[vrf][at], nextEntry());
                    gone[vrf][at] = false;
                } else {
                    image.unroute(vrf + 1, prefixes[vrf][at]);
                    gone[vrf][at] = true;
                }
            }
            made += batch;
            ForwardingImage next = image.build();
            long stalled = System.nanoTime();
            long ownStalled = cpuNanos();
            plane.install(next);
            work = Math.max(work, cpuNanos() - ownStalled);
            stalls[images++] = System.nanoTime() - stalled;
        }
        double took = (cpuNanos() - begun) / 1e9;
        Arrays.sort(stalls, 0, images);
        System.out.printf(
                "  %d changes an image: %,.0f changes a second; the plane takes an image over in %,d ns (median), %,d (99.9 %%), %,d at most, of its own time %,d at most%n",
                batch,
                made / took,
                stalls[images / 2],
                stalls[(int) (images * 0.999)],
                stalls[images - 1],
                work);
        for (int vrf = 0; vrf < vrfs; vrf++) {
            for (int at = 0; at < gone[vrf].length; at++) {
                if (gone[vrf][at]) {
                    image.route(vrf + 1, prefixes[vrf][at], nextEntry());
                }
            }
        }
        plane.install(image.build());
    }
}
