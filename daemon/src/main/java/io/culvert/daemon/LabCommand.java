package io.culvert.daemon;

import picocli.CommandLine.Command;

/// Many routers in one process.
@Command(
        name = "lab",
        description = "Many routers in one process.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {LabRunCommand.class, LabUpCommand.class})
final class LabCommand {}
