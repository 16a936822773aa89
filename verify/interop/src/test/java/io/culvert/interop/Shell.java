package io.culvert.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that is run to its end.
///
/// @param text what it printed, faults included
record Shell(int code, String text) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Runs a program that must succeed.
    static String run(String... command) {
        return run(List.of(command));
    }

    static String run(List<String> command) {
        Shell done = attempt(command);
        if (done.code() != 0) {
            throw new IllegalStateException(
                    "%s: exit %d%n%s".formatted(command, done.code(), done.text()));
        }
        return done.text();
    }

    /// Runs a program that may fail.
    static Shell attempt(List<String> command) {
        return attempt(command, "", PATIENCE);
    }

    /// @param input what it reads
    static Shell attempt(List<String> command, String input, Duration patience) {
        try {
            Path out = Files.createTempFile("interop", ".out");
            Path in = Files.createTempFile("interop", ".in");
            try {
                Files.writeString(in, input);
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectInput(in.toFile())
                                .redirectOutput(out.toFile())
                                .start();
                boolean isDone = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (!isDone) {
                    process.destroyForcibly().waitFor();
                }
                String text = new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
                return isDone
                        ? new Shell(process.exitValue(), text)
                        : new Shell(124, text + "\nended after " + patience);
            } finally {
                Files.delete(out);
                Files.delete(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " runs", e);
        }
    }
}
