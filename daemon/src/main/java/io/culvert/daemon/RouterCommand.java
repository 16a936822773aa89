package io.culvert.daemon;

import picocli.CommandLine.Command;

/// Runs one node on Linux with real ports.
@Command(
        name = "router",
        description = "Runs one node on Linux with real ports.",
        mixinStandardHelpOptions = true)
final class RouterCommand extends Signpost {
    RouterCommand() {
        super(
                "`culvert router` is not built yet; use `culvert lab run TOPOLOGY`, which runs whole networks in one process.");
    }
}
