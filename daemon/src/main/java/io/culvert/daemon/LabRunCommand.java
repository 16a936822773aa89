package io.culvert.daemon;

import picocli.CommandLine.Command;

/// Boots a topology and plays its scenarios.
@Command(
        name = "run",
        description = "Boots a topology and plays its scenarios.",
        mixinStandardHelpOptions = true)
final class LabRunCommand extends Signpost {
    LabRunCommand() {
        super("`culvert lab run` is not built yet; `./culvert test` runs all that is.");
    }
}
