package io.culvert.interop;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A process of this test, from its start to its recorded end. What it prints is kept.
final class Running implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(8);

    private final Process process;
    private final StringBuilder output = new StringBuilder();
    private final Path faults;

    private Running(Process process, Path faults) {
        this.process = process;
        this.faults = faults;
        Thread.ofPlatform().daemon().name("output").start(this::read);
    }

    /// @param folder where it runs, and where its standard error goes
    static Running start(
            String name, Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path faults = folder.resolve(name + ".err");
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.redirectError(faults.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Ledger.get().process(process);
            return new Running(process, faults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        var buffer = new byte[8192];
        try {
            int count;
            while ((count = process.getInputStream().read(buffer)) >= 0) {
                synchronized (output) {
                    output.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                    output.notifyAll();
                }
            }
        } catch (IOException e) {
            // It ended; so does what it says.
            return;
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void send(String text) {
        try {
            OutputStream to = process.getOutputStream();
            to.write(text.getBytes(StandardCharsets.UTF_8));
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the process has ended:\n" + log(), e);
        }
    }

    /// How much it has printed so far.
    int position() {
        synchronized (output) {
            return output.length();
        }
    }

    String since(int position) {
        synchronized (output) {
            return output.substring(position);
        }
    }

    /// Waits until what it prints from a position on matches.
    ///
    /// @return that text
    String await(int position, Pattern end, Duration patience) {
        Deadline deadline = Deadline.after(patience);
        synchronized (output) {
            while (true) {
                String text = output.substring(position);
                if (end.matcher(text).find()) {
                    return text;
                }
                if (deadline.isOver() || !process.isAlive() && deadline.left().toMillis() < 1) {
                    throw new AssertionError(
                            "waited %s for %s, saw:%n%s%n%s".formatted(patience, end, text, log()));
                }
                try {
                    output.wait(Math.min(200, deadline.left().toMillis() + 1));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted", e);
                }
            }
        }
    }

    /// What it wrote to standard error.
    String log() {
        try {
            return new String(Files.readAllBytes(faults), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /// Ends it at once, as a crash does.
    void kill() {
        process.destroyForcibly();
        waitFor(FAREWELL);
    }

    private boolean waitFor(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        if (!waitFor(FAREWELL)) {
            kill();
        }
    }
}
