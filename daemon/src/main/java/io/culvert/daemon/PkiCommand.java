package io.culvert.daemon;

import picocli.CommandLine.Command;

/// The certification authority of the lab.
@Command(
        name = "pki",
        description = "The certification authority of the lab.",
        mixinStandardHelpOptions = true)
final class PkiCommand extends Signpost {
    PkiCommand() {
        super(
                "`culvert pki` is not built yet; use `culvert lab run TOPOLOGY`, which makes an authority where the topology has none.");
    }
}
