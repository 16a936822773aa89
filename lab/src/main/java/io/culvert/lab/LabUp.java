package io.culvert.lab;

import io.culvert.lab.capture.Captures;
import io.culvert.lab.shell.LabConsole;
import io.culvert.lab.shell.LabDoors;
import io.culvert.lab.shell.LabShell;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.TopologyReader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// `culvert lab up`: boots a topology and stays with whoever sits at the console.
public final class LabUp {
    /// @param captureFolder where every link is captured; none for no captures but those that are asked for
    public record Options(
            String topology, long seed, Instant start, Optional<String> captureFolder) {}

    /// The machine lacks something.
    public static final int ENVIRONMENT = 3;

    private LabUp() {}

    /// The exit code. The console is opened only once everything has been read.
    public static int run(
            Options options,
            LabFiles files,
            RouterFactory routers,
            Pace pace,
            Supplier<LabConsole> console,
            LabDoors doors,
            Consumer<String> err) {
        try {
            Topology topology = TopologyReader.read(files, options.topology());
            LabPki pki = LabPki.read(files, topology.file());
            Network.check(topology, routers, pki);
            Network network =
                    Network.build(
                            topology,
                            files,
                            routers,
                            pki,
                            options.seed(),
                            options.start(),
                            pace,
                            options.captureFolder().orElse(Network.CAPTURES_DEFAULT));
            topology.notices().forEach(notice -> err.accept("note: " + notice));
            if (pki.isMadeFor(topology)) {
                err.accept("note: " + LabPki.NOTICE);
            }
            if (options.captureFolder().isPresent()) {
                network.captures().startAll(options.captureFolder().get());
            }
            List<String> doorLines;
            try {
                doorLines = doors.open(network);
            } catch (IOException e) {
                err.accept("culvert: " + e.getMessage());
                return ENVIRONMENT;
            }
            try (Captures captures = network.captures();
                    doors) {
                new LabShell(network, console.get(), doorLines).run();
                if (options.captureFolder().isPresent()) {
                    captures.writeKeys(options.captureFolder().get(), network.keys());
                }
            }
            return LabRun.HELD;
        } catch (InputException e) {
            e.complaints().forEach(complaint -> err.accept(complaint.render()));
            return LabRun.INPUT;
        } catch (IOException e) {
            err.accept("a capture cannot be written: " + e.getMessage());
            return LabRun.INPUT;
        }
    }
}
