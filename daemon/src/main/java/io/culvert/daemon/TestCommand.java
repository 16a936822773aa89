package io.culvert.daemon;

import picocli.CommandLine.Command;

/// Runs the whole test suite.
@Command(name = "test", description = "Runs the whole test suite.", mixinStandardHelpOptions = true)
final class TestCommand extends Signpost {
    TestCommand() {
        super(
                "`culvert test` is the work of the launcher; run `./culvert test` in the source tree.");
    }
}
