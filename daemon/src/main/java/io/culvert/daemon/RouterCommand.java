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

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        return switch (NodeRun.run(
                config, pki.orElseGet(() -> config.resolveSibling("pki")), err)) {
            case ENDED -> Exit.HELD;
            case INPUT -> Exit.INPUT;
            case ENVIRONMENT -> Exit.ENVIRONMENT;
        };
    }
}
