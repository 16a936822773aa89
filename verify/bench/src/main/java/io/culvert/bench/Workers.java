package io.culvert.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What further workers bring; see `verify/bench/workers`. By turns one worker runs alone and several run at once, each on a thread that feeds it; what
/// feeding costs is measured by turns as well, by as many threads, and subtracted. All by the CPU time of each thread, so that whoever has to
/// wait for another does not count, nor what else the machine does, save in the caches.
final class Workers {
    private static final int WARM_UP_ROUNDS = 40;
    private static final int ROUNDS = 41;

    private final ExecutorService threads;
    private final int workers;
    private final int[] sizes;

    private Workers(int workers, int[] sizes, ExecutorService threads) {
        this.workers = workers;
        this.sizes = sizes;
        this.threads = threads;
    }

    public static void main(String[] arguments) throws Exception {
        int workers = arguments.length == 0 ? 2 : Integer.parseInt(arguments[0]);
        int[] sizes =
                arguments.length < 2
                        ? new int[] {64, 512, 1400}
                        : Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        long[] before = processorTicks();
        long own = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            var bench = new Workers(workers, sizes, threads);
            System.out.printf(
                    "%-40s  %-3s  %6s  %18s  %24s  %20s  %s%n",
                    "packets",
                    "way",
                    "octets",
                    "one worker, ns",
                    workers + " workers, ns each",
                    "million a second",
                    "times one worker (middle half)");
            for (WorkerRun.Kind kind : WorkerRun.Kind.values()) {
                bench.compare(kind);
            }
        }
        long[] after = processorTicks();
        long ownTicks =
                (ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() - own)
                        / 10_000_000;
        long all = after[0] - before[0];
        long busy = after[1] - before[1];
        System.out.printf(
                "Of %d processors others had %.0f%% meanwhile; load %s%n",
                Runtime.getRuntime().availableProcessors(),
                100.0 * Math.max(0, busy - ownTicks) / all,
                Files.readString(Path.of("/proc/loadavg")).trim());
    }

    /// All ticks of all processors, and those that were not idle.
    private static long[] processorTicks() throws IOException {
        String first = Files.readAllLines(Path.of("/proc/stat")).getFirst();
        long[] ticks =
                Arrays.stream(first.split(" +"))
                        .skip(1)
                        .limit(8)
                        .mapToLong(Long::parseLong)
                        .toArray();
        long all = Arrays.stream(ticks).sum();
        return new long[] {all, all - ticks[3] - ticks[4]};
    }

    private void compare(WorkerRun.Kind kind) throws InterruptedException, ExecutionException {
        var one = new WorkerRun(kind, 1);
        var several = new WorkerRun(kind, workers);
        for (int octets : sizes) {
            for (boolean isOut : new boolean[] {true, false}) {
                compare(kind, one, several, octets, isOut);
            }
        }
        if (!one.drops().isEmpty() || !several.drops().isEmpty()) {
            System.out.println("  dropped: " + one.drops() + " " + several.drops());
        }
        one.close();
        several.close();
    }

    private void compare(
            WorkerRun.Kind kind, WorkerRun one, WorkerRun several, int octets, boolean isOut)
            throws InterruptedException, ExecutionException {
        var alone = new double[ROUNDS];
        var each = new double[workers][ROUNDS];
        var million = new double[ROUNDS];
        var times = new double[ROUNDS];
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            double[] first = path(one, 1, octets, isOut);
            double[] all = path(several, workers, octets, isOut);
            if (round >= 0) {
                alone[round] = first[0];
                for (int i = 0; i < workers; i++) {
                    each[i][round] = all[i];
                }
                double perNano = perNano(kind, all);
                million[round] = 1000 * perNano;
                times[round] = perNano * first[0];
            }
        }
        var medians = new StringBuilder();
        for (double[] worker : each) {
            medians.append(" %.0f".formatted(quantile(worker, 0.5)));
        }
        System.out.printf(
                "%-40s  %-3s  %6d  %18s  %24s  %20s  %.2f (%.2f to %.2f)%n",
                name(kind),
                isOut ? "out" : "in",
                octets,
                "%.0f (%.0f to %.0f)"
                        .formatted(
                                quantile(alone, 0.5), quantile(alone, 0.25), quantile(alone, 0.75)),
                medians.toString().trim(),
                "%.1f, %.1f a core"
                        .formatted(quantile(million, 0.5), quantile(million, 0.5) / workers),
                quantile(times, 0.5),
                quantile(times, 0.25),
                quantile(times, 0.75));
    }

    private static String name(WorkerRun.Kind kind) {
        return switch (kind) {
            case AT_OWNER -> "many tunnels, at the owner";
            case ANYWHERE -> "many tunnels, anywhere";
            case ONE_TUNNEL -> "one tunnel, one worker seals and opens";
            case ONE_TUNNEL_SHARED -> "one tunnel, associations for each";
        };
    }

    /// Packets a nanosecond of all together; where one of them has all the work, as fast as that goes.
    private static double perNano(WorkerRun.Kind kind, double[] nanos) {
        return kind == WorkerRun.Kind.ONE_TUNNEL
                ? nanos.length / Arrays.stream(nanos).max().orElseThrow()
                : Arrays.stream(nanos).map(each -> 1 / each).sum();
    }

    /// What the path takes of each thread.
    private double[] path(WorkerRun run, int count, int octets, boolean isOut)
            throws InterruptedException, ExecutionException {
        double[] feeding = slices(run, count, octets, isOut, false);
        long left = run.left();
        double[] all = slices(run, count, octets, isOut, true);
        long expected = (long) count * WorkerRun.BATCHES * WorkerRun.BATCH;
        if (run.left() - left != expected) {
            throw new IllegalStateException(
                    "%d of %d packets left: %s"
                            .formatted(run.left() - left, expected, run.drops()));
        }
        for (int i = 0; i < count; i++) {
            all[i] -= feeding[i];
        }
        return all;
    }

    private double[] slices(
            WorkerRun run, int count, int octets, boolean isOut, boolean isForwarded)
            throws InterruptedException, ExecutionException {
        run.begin();
        var running = new ArrayList<Future<Double>>();
        for (int i = 0; i < count; i++) {
            int worker = i;
            running.add(threads.submit(() -> run.slice(worker, octets, isOut, isForwarded)));
        }
        return nanos(running);
    }

    private static double[] nanos(List<Future<Double>> running)
            throws InterruptedException, ExecutionException {
        var nanos = new double[running.size()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = running.get(i).get();
        }
        return nanos;
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (share * (sorted.length - 1))];
    }
}
