package io.culvert.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/// Prints what the data plane costs beside the bare cipher call, less what feeding it costs. All runs by turns, in slices of a
/// few milliseconds by the CPU time of this thread, so that what else the machine does falls on all alike; the figures are
/// medians, the ratio with the middle half of its slices in brackets.
public final class PlaneTable {
    private static final int[] OCTETS = {64, 512, 1400, PlaneBench.IMIX};

    /// Batches whose packets lie in slots of their own where buffers are not to be in the near caches: 38 MB, as those of a node.
    private static final int MANY_BATCHES = 512;
    private static final int BATCHES = 100;
    private static final int WARM_UP_ROUNDS = 200;
    private static final int ROUNDS = 300;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private interface Work {
        void run() throws GeneralSecurityException;
    }

    /// The slices of one piece of work: nanoseconds and octets allocated a packet.
    private static final class Series {
        private final Work work;
        private final double[] nanos = new double[ROUNDS];
        private long allocated;

        Series(Work work) {
            this.work = work;
        }

        long slice() throws GeneralSecurityException {
            long before = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < BATCHES; i++) {
                work.run();
            }
            return THREADS.getCurrentThreadCpuTime() - before;
        }

        void measure(int round) throws GeneralSecurityException {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            nanos[round] = (double) slice() / (BATCHES * PlaneBench.BATCH);
            allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
        }

        double allocatedPerPacket() {
            return (double) allocated / ((double) ROUNDS * BATCHES * PlaneBench.BATCH);
        }
    }

    /// One direction: the bare cipher call, the feeders of the path and of the path without its cipher, and these.
    private record Way(
            String name, Series bare, Series feed, Series plainFeed, Series path, Series plain) {
        void run(int round) throws GeneralSecurityException {
            for (Series series : new Series[] {bare, feed, plainFeed, path, plain}) {
                if (round < 0) {
                    series.slice();
                } else {
                    series.measure(round);
                }
            }
        }

        void print(String rung, int octets) {
            var pathNanos = new double[ROUNDS];
            var plainNanos = new double[ROUNDS];
            var ratio = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                pathNanos[i] = path.nanos[i] - feed.nanos[i];
                plainNanos[i] = plain.nanos[i] - plainFeed.nanos[i];
                ratio[i] = pathNanos[i] / bare.nanos[i];
            }
            System.out.printf(
                    "%-12s  %6s  %-16s  %9.0f  %7.0f  %5.2f (%.2f to %.2f)  %17.0f  %15.0f  %13.0f  %14.0f%n",
                    rung,
                    octets == PlaneBench.IMIX ? "IMIX" : Integer.toString(octets),
                    name,
                    quantile(bare.nanos, 0.5),
                    quantile(pathNanos, 0.5),
                    quantile(ratio, 0.5),
                    quantile(ratio, 0.25),
                    quantile(ratio, 0.75),
                    quantile(plainNanos, 0.5),
                    bare.allocatedPerPacket(),
                    path.allocatedPerPacket(),
                    plain.allocatedPerPacket());
        }
    }

    private PlaneTable() {}

    /// @param args the rungs, all three if there are none; behind them `ipv6`, if the packets are to be of IPv6 alone
    public static void main(String[] args) throws GeneralSecurityException {
        boolean isSix = args.length > 0 && args[args.length - 1].equals("ipv6");
        String[] rungs = Arrays.copyOf(args, args.length - (isSix ? 1 : 0));
        System.out.println(
                "                                                                                                    octets allocated a packet");
        System.out.println(
                "rung          octets  path              cipher ns  path ns  ratio                without cipher ns"
                        + "  by the cipher  by the path  without cipher");
        for (String rung :
                rungs.length == 0 ? new String[] {"multi-buffer", "openssl", "jdk"} : rungs) {
            for (int octets : OCTETS) {
                measure(rung, octets, isSix, false, 1, false);
            }
        }
        String fastest = rungs.length == 0 ? "multi-buffer" : rungs[0];
        for (int octets : OCTETS) {
            measure(fastest, octets, isSix, true, 1, false);
        }
        for (int octets : isSix ? new int[0] : OCTETS) {
            measure(fastest, octets, false, false, MANY_BATCHES, false);
            measure(fastest, octets, false, false, MANY_BATCHES, true);
        }
    }

    private static void measure(
            String rung, int octets, boolean isSix, boolean isRandom, int batches, boolean isHuge)
            throws GeneralSecurityException {
        var bench = new PlaneBench();
        bench.batches = batches;
        bench.isHuge = isHuge;
        bench.rung = rung;
        bench.octets = octets;
        bench.isRandom = isRandom;
        bench.isSix = isSix;
        bench.prepare();
        String spread = isSix ? "-ipv6" : batches == 1 ? "" : isHuge ? "-huge" : "-many";
        var encapsulate =
                new Way(
                        (isRandom ? "random" : "encapsulate") + spread,
                        new Series(bench::bareSeal),
                        new Series(bench::encapsulateFeed),
                        new Series(bench::encapsulateFeed),
                        new Series(bench::encapsulate),
                        new Series(bench::encapsulateWithoutCipher));
        var decapsulate =
                new Way(
                        "decapsulate" + spread,
                        new Series(bench::bareOpen),
                        new Series(bench::decapsulateFeed),
                        new Series(bench::decapsulateWithoutCipherFeed),
                        new Series(bench::decapsulate),
                        new Series(bench::decapsulateWithoutCipher));
        List<Way> ways = isRandom ? List.of(encapsulate) : List.of(encapsulate, decapsulate);
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            for (Way way : ways) {
                way.run(round);
            }
        }
        for (Way way : ways) {
            way.print(rung, octets);
        }
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (share * (sorted.length - 1))];
    }
}
