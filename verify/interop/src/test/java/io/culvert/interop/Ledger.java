package io.culvert.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What this test run has made on the machine, written down before it is made: processes with number and start time,
/// namespaces by name. Each test removes its own; what a run that was killed has left behind, the next one removes, and
/// nothing else.
final class Ledger {
    private static final Path FOLDER =
            Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "culvert-interop");

    private static final class Holder {
        private static final Ledger LEDGER = new Ledger(ProcessHandle.current().pid());
    }

    private final Path file;
    private boolean isSwept;

    private Ledger(long pid) {
        file = FOLDER.resolve(pid + "." + Machine.startTime(pid));
    }

    static Ledger get() {
        return Holder.LEDGER;
    }

    void process(Process process) {
        add("process %d %s".formatted(process.pid(), Machine.startTime(process.pid())));
    }

    void namespace(String name) {
        add("namespace " + name);
    }

    /// Guests of [LinuxPeer], which their own script ends.
    void guests(Path scripts, Path run) {
        add("guests %s %s".formatted(scripts, run));
    }

    private synchronized void add(String line) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes, once a run, what runs that are over have left.
    synchronized void sweep() {
        if (isSwept) {
            return;
        }
        isSwept = true;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> clear(file), "interop-sweep"));
        if (!Files.isDirectory(FOLDER)) {
            return;
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            files.filter(each -> !isOwned(each)).forEach(Ledger::clear);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOwned(Path ledger) {
        String[] owner = ledger.getFileName().toString().split("\\.", 2);
        return owner.length == 2
                && owner[0].matches("[0-9]+")
                && Machine.startTime(Long.parseLong(owner[0])).equals(owner[1]);
    }

    private static void clear(Path ledger) {
        try {
            if (!Files.exists(ledger)) {
                return;
            }
            var namespaces = new ArrayList<String>();
            for (String line : Files.readAllLines(ledger)) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "process" -> kill(words[1], words.length > 2 ? words[2] : "");
                    case "guests" ->
                            Shell.attempt(
                                    List.of(
                                            "env",
                                            "PEER_RUN=" + words[2],
                                            words[1] + "/stop.sh",
                                            "--all"));
                    default -> namespaces.add(words[1]);
                }
            }
            for (String name : namespaces) {
                if (Files.exists(Path.of("/run/netns", name))) {
                    Shell.attempt(List.of("ip", "netns", "del", name));
                }
            }
            Files.delete(ledger);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void kill(String pid, String startTime) {
        if (!startTime.isEmpty() && Machine.startTime(Long.parseLong(pid)).equals(startTime)) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
