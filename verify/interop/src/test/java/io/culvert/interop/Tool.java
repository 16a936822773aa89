package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Programs that nobody here wrote.
final class Tool {
    /// Python as Debian packages it, whose modules the packages of `.ci/run` install.
    static final String PYTHON = "/usr/bin/python3";

    private static final long PATIENCE_SECONDS = 120;

    private Tool() {}

    /// What a run came to.
    ///
    /// @param output standard output and standard error
    record Ran(int status, String output) {
        String good() {
            assertThat(status).as(output).isZero();
            return output;
        }
    }

    /// Aborts the test, aloud, on a machine without a program.
    static void required(String program, String debianPackage) {
        boolean isThere =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!isThere) {
            missing(program, debianPackage);
        }
    }

    static void pythonModule(String module, String debianPackage) {
        boolean isThere =
                Files.isExecutable(Path.of(PYTHON))
                        && run(Map.of(), "", List.of(PYTHON, "-c", "import " + module)).status()
                                == 0;
        if (!isThere) {
            missing("Python's " + module, debianPackage);
        }
    }

    private static void missing(String what, String debianPackage) {
        Assumptions.abort(
                what + " is missing: install it (Debian: apt-get install " + debianPackage + ")");
    }

    /// Runs a program to its end.
    static Ran run(Map<String, String> environment, String input, List<String> command) {
        try {
            Path output = Files.createTempFile("tool", ".out");
            Path typed = Files.createTempFile("tool", ".in");
            try {
                Files.writeString(typed, input);
                var builder =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectInput(typed.toFile())
                                .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                boolean isDone = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (!isDone) {
                    process.destroyForcibly();
                }
                String text = Files.readString(output, StandardCharsets.UTF_8);
                assertThat(isDone).as("%s does not end: %s", command, text).isTrue();
                return new Ran(process.exitValue(), text);
            } finally {
                Files.delete(output);
                Files.delete(typed);
            }
        } catch (IOException e) {
            throw new IllegalStateException(command.getFirst() + " does not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a tool runs", e);
        }
    }
}
