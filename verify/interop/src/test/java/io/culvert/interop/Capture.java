package io.culvert.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What passes a device while it runs, as tcpdump writes it down.
final class Capture implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);

    private final Running process;
    private final Path file;

    private Capture(Running process, Path file) {
        this.process = process;
        this.file = file;
    }

    /// Starts to write; what matches the filter from now on is in the file.
    static Capture start(Namespaces net, String node, String device, String filter) {
        Path folder = net.folder("capture-" + node + "-" + device);
        Path file = folder.resolve("packets.pcap");
        Running process =
                Running.start(
                        "tcpdump",
                        folder,
                        Map.of(),
                        net.command(
                                node,
                                List.of(
                                        Machine.program("tcpdump"),
                                        "-Z",
                                        "root",
                                        "-U",
                                        "--immediate-mode",
                                        "-s",
                                        "0",
                                        "-i",
                                        device,
                                        "-w",
                                        file.toString(),
                                        filter)));
        Deadline.within(
                START,
                () -> {
                    if (!process.log().contains("listening on")) {
                        throw new AssertionError("tcpdump does not start: " + process.log());
                    }
                });
        return net.own(new Capture(process, file));
    }

    /// Ends it.
    ///
    /// @return how many packets matched
    int stop() {
        process.close();
        return process.log()
                .lines()
                .filter(line -> line.endsWith("captured"))
                .mapToInt(line -> Integer.parseInt(line.split(" ")[0]))
                .sum();
    }

    Path file() {
        return file;
    }

    @Override
    public void close() {
        process.close();
    }
}
