package io.culvert.lab;

import io.culvert.lab.capture.Captures;
import io.culvert.lab.scenario.Report;
import io.culvert.lab.scenario.Scenario;
import io.culvert.lab.scenario.ScenarioReader;
import io.culvert.lab.scenario.ScenarioRunner;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.TopologyReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// `culvert lab run`: reads everything, then plays the scenarios, each on a fresh lab.
public final class LabRun {
    public static final int HELD = 0;
    public static final int FAILED = 1;
    public static final int INPUT = 2;
    public static final Instant START_DEFAULT = Instant.parse("2026-01-01T00:00:00Z");

    /// @param topology a file, or a folder with one `*.clab.yml`
    /// @param scenarios none for every `*.lab` beside the topology
    /// @param captureFolder where every link is captured; none for no captures but those that steps ask for
    public record Options(
            String topology,
            List<String> scenarios,
            long seed,
            Instant start,
            Optional<String> captureFolder,
            Report.Form form,
            boolean failFast) {
        public Options {
            scenarios = List.copyOf(scenarios);
        }
    }

    private final Options options;
    private final LabFiles files;
    private final RouterFactory routers;
    private final Supplier<Pace> pace;
    private final Consumer<String> out;
    private final Consumer<String> err;

    /// @param pace a fresh one for each boot
    public LabRun(
            Options options,
            LabFiles files,
            RouterFactory routers,
            Supplier<Pace> pace,
            Consumer<String> out,
            Consumer<String> err) {
        this.options = options;
        this.files = files;
        this.routers = routers;
        this.pace = pace;
        this.out = out;
        this.err = err;
    }

    /// The exit code.
    public int run() {
        try {
            Topology topology = TopologyReader.read(files, options.topology());
            LabPki pki = LabPki.read(files, topology.file());
            var scenarios = new ArrayList<Scenario>();
            for (String file : scenarioFiles(topology)) {
                scenarios.add(ScenarioReader.read(files, topology, file));
            }
            Network.check(topology, routers, pki);
            return play(topology, pki, scenarios) ? HELD : FAILED;
        } catch (InputException e) {
            e.complaints().forEach(complaint -> err.accept(complaint.render()));
            return INPUT;
        } catch (IOException e) {
            err.accept("a capture cannot be written: " + e.getMessage());
            return INPUT;
        }
    }

    private List<String> scenarioFiles(Topology topology) throws InputException, IOException {
        if (!options.scenarios().isEmpty()) {
            return options.scenarios();
        }
        String folder = LabFiles.beside(topology.file(), "");
        var found =
                files.list(folder.isEmpty() ? "." : folder).stream()
                        .filter(name -> name.endsWith(".lab"))
                        .map(name -> LabFiles.beside(topology.file(), name))
                        .toList();
        if (found.isEmpty()) {
            throw new InputException(
                    Complaint.of(topology.file(), "there is no *.lab beside it; name a scenario"));
        }
        return found;
    }

    private void say(String line) {
        if (options.form() == Report.Form.TEXT) {
            out.accept(line);
        }
    }

    private boolean play(Topology topology, LabPki pki, List<Scenario> scenarios)
            throws IOException {
        say(
                "%s: %d nodes, %d links, seed %d"
                        .formatted(
                                topology.name(),
                                topology.nodes().size(),
                                topology.links().size(),
                                options.seed()));
        topology.notices().forEach(notice -> say("note: " + notice));
        if (pki.isMadeFor(topology)) {
            say("note: " + LabPki.NOTICE);
        }
        var report = new Report(options.form(), out);
        boolean held = true;
        for (Scenario scenario : scenarios) {
            held &= play(topology, pki, scenario, scenarios.size() > 1, report);
            if (!held && options.failFast()) {
                break;
            }
        }
        say("");
        options.captureFolder().ifPresent(folder -> sayHowToOpen(folder, topology, scenarios));
        say(
                "Next: ./culvert lab up "
                        + options.topology()
                        + "   boots the same lab in real time, with a prompt");
        return held;
    }

    /// Several scenarios would write the same files, so each gets a folder of its own.
    private static String folderOf(String folder, Scenario scenario, boolean several) {
        return several
                ? LabFiles.in(folder, LabFiles.nameOf(scenario.file()).replaceFirst("\\.lab$", ""))
                : folder;
    }

    private void sayHowToOpen(String folder, Topology topology, List<Scenario> scenarios) {
        String one = folderOf(folder, scenarios.getFirst(), scenarios.size() > 1);
        String file =
                topology.links().isEmpty()
                        ? "x.pcapng"
                        : Captures.fileName(
                                topology.links().getFirst().a(), topology.links().getFirst().b());
        say(
                "Captures: WIRESHARK_CONFIG_DIR="
                        + one
                        + " wireshark "
                        + LabFiles.in(one, file)
                        + "   opens decrypted");
    }

    private boolean play(
            Topology topology, LabPki pki, Scenario scenario, boolean several, Report report)
            throws IOException {
        var folder = options.captureFolder().map(all -> folderOf(all, scenario, several));
        String captures = folder.orElse(Network.CAPTURES_DEFAULT);
        Network network =
                Network.build(
                        topology,
                        files,
                        routers,
                        pki,
                        options.seed(),
                        options.start(),
                        pace.get(),
                        captures);
        var runner = new ScenarioRunner(network, scenario, captures);
        if (folder.isPresent()) {
            network.captures().startAll(folder.get());
        }
        String name = LabFiles.nameOf(scenario.file());
        report.begin(name);
        boolean held;
        try (Captures ofLinks = network.captures()) {
            held = runner.play(options.failFast(), report::step);
            if (folder.isPresent()) {
                ofLinks.writeKeys(folder.get(), network.keys());
            }
        }
        report.end(name);
        return held;
    }
}
