package io.culvert.daemon;

import io.culvert.daemon.node.NodeRun;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs one node on Linux with real ports.
@Command(
        name = "router",
        description = "Runs one node on Linux with real ports.",
        mixinStandardHelpOptions = true)
final class RouterCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "Configuration to start from; write memory saves to it.")
    private Path config = Path.of("culvert.cfg");

    @Option(
            names = "--pki",
            paramLabel = "DIR",
            description = "Certificates and keys (default: pki beside the configuration).")
    private Optional<Path> pki = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "What the node keeps itself, such as SSH host keys (default: $STATE_DIRECTORY, or state beside"
                            + " the configuration).")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--no-rehearsal",
            description =
                    "Leaves out what a node does in memory after its start, so that nothing is done for the first time"
                            + " under load.")
    private boolean skipsRehearsal;

    @Override
    public Integer call() {
        var start =
                new NodeRun.Start(
                        config,
                        pki.orElseGet(() -> config.resolveSibling("pki")),
                        state.orElseGet(this::stateDirectory),
                        !skipsRehearsal);
        return switch (NodeRun.run(start, spec.commandLine().getErr())) {
            case ENDED -> Exit.HELD;
            case INPUT -> Exit.INPUT;
            case ENVIRONMENT -> Exit.ENVIRONMENT;
        };
    }

    /// systemd.exec(5): `StateDirectory=`.
    private Path stateDirectory() {
        String given = System.getenv("STATE_DIRECTORY");
        return given == null || given.isEmpty()
                ? config.resolveSibling("state")
                : Path.of(given.split(":", 2)[0]);
    }
}
