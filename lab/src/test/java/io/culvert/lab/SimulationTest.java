package io.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Random faults everywhere, then none: nothing leaks meanwhile, nothing throws, and all comes back. More seeds with
/// `-Dsimulation.seeds=N`.
class SimulationTest {
    private static final int SEEDS_DEFAULT = 20;

    @TestFactory
    Stream<DynamicTest> everythingComesBackWhenTheFaultsStop() {
        return LongStream.rangeClosed(1, Integer.getInteger("simulation.seeds", SEEDS_DEFAULT))
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> play(seed)));
    }

    private static void play(long seed) throws IOException {
        String scenario = FaultScenario.of(seed);
        Path kept = Repository.root().resolve("lab/target/simulation/" + seed + ".lab");
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, scenario);
        assertThat(PublishedLab.play(scenario, seed, _ -> {}))
                .as("again with: ./culvert lab run examples/flexvpn %s --seed %d", kept, seed)
                .isEmpty();
    }
}
