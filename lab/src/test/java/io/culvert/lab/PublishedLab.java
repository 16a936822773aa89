package io.culvert.lab;

import io.culvert.lab.router.LabRouters;
import io.culvert.lab.scenario.Report;
import io.culvert.lab.scenario.ScenarioReader;
import io.culvert.lab.scenario.ScenarioRunner;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.TopologyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The published hub and two spokes, played with a scenario of the test's own.
final class PublishedLab {
    private static final String FOLDER = "examples/flexvpn/";

    /// Until every customer prefix has arrived everywhere.
    static final String UP =
            """
            within 5m R1-HUB> show ip bgp vpnv4 all
              has /\\*> +192\\.168\\.113\\.0 +10\\.1\\.1\\.[0-9]+ /
              has /\\*> +192\\.168\\.123\\.0 +10\\.1\\.1\\.[0-9]+ /
              has /\\*> +192\\.168\\.114\\.0 +10\\.1\\.1\\.[0-9]+ /
              has /\\*> +192\\.168\\.124\\.0 +10\\.1\\.1\\.[0-9]+ /
            within 5m R3-Spoke1> show ip bgp vpnv4 all
              has /\\*> +192\\.168\\.110\\.0 +10\\.0\\.0\\.1 /
              has /\\*> +192\\.168\\.111\\.0 +10\\.0\\.0\\.1 /
            within 5m R4-Spoke> show ip bgp vpnv4 all
              has /\\*> +192\\.168\\.110\\.0 +10\\.0\\.0\\.1 /
              has /\\*> +192\\.168\\.111\\.0 +10\\.0\\.0\\.1 /
            """;

    private PublishedLab() {}

    /// What did not hold, as a person would read it, step by step; empty if all did.
    ///
    /// @param before is handed the lab before it is switched on
    static List<String> play(String scenario, long seed, Consumer<Lab> before) {
        var files = new RepositoryFiles();
        files.add(FOLDER + "test.lab", scenario);
        try {
            Topology topology = TopologyReader.read(files, FOLDER + "flexvpn.clab.yml");
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
            var printed = new ArrayList<String>();
            var report = new Report(Report.Form.QUIET, printed::add);
            new ScenarioRunner(
                            network,
                            ScenarioReader.read(files, topology, FOLDER + "test.lab"),
                            "captures")
                    .play(false, report::step);
            return printed;
        } catch (InputException e) {
            throw new IllegalStateException("the scenario of the test reads well", e);
        }
    }
}
