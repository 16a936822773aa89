package io.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.lab.router.LabRouters;
import io.culvert.lab.scenario.Report;
import io.culvert.testkit.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Plays the scenarios that lie in the repository.
class ScenariosTest {
    private static final List<String> FOLDERS = List.of("examples", "lab/scenarios");

    private final RepositoryFiles files = new RepositoryFiles();
    private final List<String> printed = new ArrayList<>();

    private int play(String scenario, long seed, Optional<String> captures, int workers) {
        var options =
                new LabRun.Options(
                        LabFiles.beside(scenario, "."),
                        List.of(scenario),
                        seed,
                        LabRun.START_DEFAULT,
                        captures,
                        Report.Form.TEXT,
                        false);
        return new LabRun(
                        options,
                        files,
                        new LabRouters(workers),
                        () -> Pace.VIRTUAL,
                        printed::add,
                        printed::add)
                .run();
    }

    @TestFactory
    Stream<DynamicTest> everyStepOfEveryScenarioHolds() {
        return scenarios(1);
    }

    /// With three, the associations of a router are shared out, and nobody can tell.
    @TestFactory
    Stream<DynamicTest> andWithSeveralWorkersToEachRouter() {
        return scenarios(3);
    }

    private Stream<DynamicTest> scenarios(int workers) {
        return FOLDERS.stream()
                .flatMap(folder -> Repository.files(folder, ".lab").stream())
                .map(file -> Repository.root().relativize(file).toString())
                .map(scenario -> DynamicTest.dynamicTest(scenario, () -> holds(scenario, workers)));
    }

    private void holds(String scenario, int workers) {
        printed.clear();
        assertThat(play(scenario, 1, Optional.empty(), workers))
                .as(() -> String.join("\n", printed))
                .isEqualTo(LabRun.HELD);
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        var first = published(7);
        assertThat(first.keySet())
                .contains("printed", "out/R1-HUB_Ethernet0_0--ISP_Ethernet0_0.pcapng");
        assertThat(published(7)).isEqualTo(first);
        assertThat(published(8)).isNotEqualTo(first);
    }

    /// What a run of the published lab prints and captures, with the keys that open it.
    private Map<String, Bytes> published(long seed) {
        files.written.clear();
        printed.clear();
        play("examples/flexvpn/flexvpn.lab", seed, Optional.of("out"), 1);
        var all = new TreeMap<String, Bytes>();
        files.written.forEach((name, octets) -> all.put(name, Bytes.of(octets.toByteArray())));
        String text = String.join("\n", printed);
        all.put("printed", Bytes.utf8(text));
        return all;
    }
}
