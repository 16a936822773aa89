package io.culvert.lab;

import io.culvert.lab.scenario.Report;
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
        var printed = new ArrayList<String>();
        var report = new Report(Report.Form.QUIET, printed::add);
        TestScenario.play(FOLDER + "flexvpn.clab.yml", scenario, seed, before, report::step);
        return printed;
    }
}
