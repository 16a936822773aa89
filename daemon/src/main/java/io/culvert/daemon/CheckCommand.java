package io.culvert.daemon;

import picocli.CommandLine.Command;

/// Says of each line what it does, or that it is refused.
@Command(
        name = "check",
        description = "Says of each line what it does, or that it is refused.",
        mixinStandardHelpOptions = true)
final class CheckCommand extends Signpost {
    CheckCommand() {
        super(
                "`culvert check` is not built yet; use `culvert lab run TOPOLOGY`, which reads every configuration of the topology.");
    }
}
