package io.culvert.daemon;

import picocli.CommandLine.Command;

/// Boots a topology in real time and stays.
@Command(
        name = "up",
        description = "Boots a topology in real time and stays.",
        mixinStandardHelpOptions = true)
final class LabUpCommand extends Signpost {
    LabUpCommand() {
        super(
                "`culvert lab up` is not built yet; use `culvert lab run TOPOLOGY`, which plays scenarios in virtual time.");
    }
}
