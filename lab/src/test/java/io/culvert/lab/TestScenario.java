package io.culvert.lab;

import io.culvert.lab.router.LabRouters;
import io.culvert.lab.scenario.ScenarioReader;
import io.culvert.lab.scenario.ScenarioRunner;
import io.culvert.lab.scenario.StepResult;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.TopologyReader;
import java.util.function.Consumer;

/// A scenario of a test's own on a topology of the repository.
final class TestScenario {
    private TestScenario() {}

    /// @param before is handed the lab before it is switched on
    /// @param steps is told what came of each step
    static void play(
            String topologyFile,
            String scenario,
            long seed,
            Consumer<Lab> before,
            Consumer<StepResult> steps) {
        var files = new RepositoryFiles();
        String file = LabFiles.beside(topologyFile, "test.lab");
        files.add(file, scenario);
        try {
            Topology topology = TopologyReader.read(files, topologyFile);
            var network =
                    Network.build(
                            topology,
                            files,
                            new LabRouters(),
                            LabPki.read(files, topology.file()),
                            seed,
                            LabRun.START_DEFAULT,
                            Pace.VIRTUAL);
            before.accept(network.lab());
            new ScenarioRunner(network, ScenarioReader.read(files, topology, file), "captures")
                    .play(false, steps);
        } catch (InputException e) {
            throw new IllegalStateException("the scenario of the test reads well", e);
        }
    }
}
