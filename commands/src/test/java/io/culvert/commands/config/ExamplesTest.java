package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.cli.Status;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The configurations that ship with the product, the published ones among them.
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    static List<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".cfg")).sorted().toList();
        }
    }

    private static ConfigLoader.Loaded load(Path file) {
        try {
            return ConfigLoader.load(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void noLineIsRefusedAndTheRunningConfigurationIsTheSame(Path file) {
        ConfigLoader.Loaded loaded = load(file);
        assertThat(loaded.refusals()).isEmpty();
        RouterConfig again =
                ConfigLoader.load(
                                "again",
                                String.join("\n", ConfigLanguage.GRAMMAR.print(loaded.config())))
                        .config();
        assertThat(again).isEqualTo(loaded.config());
        var all =
                ConfigLoader.load(
                        "all", String.join("\n", ConfigLanguage.GRAMMAR.printAll(loaded.config())));
        assertThat(all.refusals()).isEmpty();
    }

    @Test
    void enrolmentLinesAreThePartialOnesOfTheHub() {
        assertThat(
                        load(EXAMPLES.resolve("flexvpn/hub.cfg")).entries().stream()
                                .filter(entry -> entry.status() instanceof Status.Partial)
                                .map(entry -> entry.text().strip().split(" ")[0])
                                .toList())
                .containsExactly("enrollment", "password", "fingerprint", "auto-enroll");
    }
}
