package io.culvert.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.culvert.daemon.LabFolders;
import io.culvert.lab.LabRun;
import io.culvert.lab.Pace;
import io.culvert.lab.router.LabRouters;
import io.culvert.lab.scenario.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Plays a scenario with one seed after the other and prints, for each, whether it held, when its last `within` step was
/// content, how much router time passed and how much machine time that took: `Scenarios FILE SEEDS`.
public final class Scenarios {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// @param upSeconds router time at which the last `within` step was over
    private record Played(
            long seed, boolean held, double upSeconds, double routerSeconds, double seconds) {
        static final String HEAD =
                "seed  held  up after s  router s  machine s  router s per machine s";

        @Override
        public String toString() {
            return "%4d  %-4s  %10.1f  %8.0f  %9.2f  %22.0f"
                    .formatted(
                            seed,
                            held ? "yes" : "NO",
                            upSeconds,
                            routerSeconds,
                            seconds,
                            routerSeconds / seconds);
        }
    }

    private Scenarios() {}

    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("give a scenario file and a number of seeds");
            System.exit(LabRun.INPUT);
        }
        var all = new ArrayList<Played>();
        System.out.println(Played.HEAD);
        for (long seed = 1; seed <= Long.parseLong(args[1]); seed++) {
            Played played = play(args[0], seed);
            System.out.println(played);
            all.add(played);
        }
        summarize(all);
    }

    private static Played play(String scenario, long seed) {
        var lines = new ArrayList<String>();
        int folder = scenario.lastIndexOf('/');
        var options =
                new LabRun.Options(
                        folder < 0 ? "." : scenario.substring(0, folder),
                        List.of(scenario),
                        seed,
                        LabRun.START_DEFAULT,
                        Optional.empty(),
                        Report.Form.JSON,
                        false);
        long began = System.nanoTime();
        int code =
                new LabRun(
                                options,
                                new LabFolders(),
                                new LabRouters(),
                                () -> Pace.VIRTUAL,
                                lines::add,
                                System.err::println)
                        .run();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (code == LabRun.INPUT) {
            System.exit(code);
        }
        double up = 0;
        double last = 0;
        for (String line : lines) {
            JsonNode step = step(line);
            last = step.path("elapsed").asDouble();
            if (step.path("step").asText().startsWith("within ")) {
                up = step.path("held").asBoolean() ? Math.max(up, last) : Double.POSITIVE_INFINITY;
            }
        }
        return new Played(seed, code == LabRun.HELD, up, last, seconds);
    }

    private static JsonNode step(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a lab prints JSON when asked to", e);
        }
    }

    private static void summarize(List<Played> all) {
        if (all.size() < 2) {
            return;
        }
        List<Double> ups = all.stream().map(Played::upSeconds).sorted().toList();
        System.out.printf(
                "%d of %d held; up after a median of %.1f s, 95 %% within %.1f s, the slowest after %.1f s; %d within 120 s%n",
                all.stream().filter(Played::held).count(),
                all.size(),
                ups.get(ups.size() / 2),
                ups.get((ups.size() * 95 + 99) / 100 - 1),
                ups.getLast(),
                ups.stream().filter(up -> up <= 120).count());
    }
}
