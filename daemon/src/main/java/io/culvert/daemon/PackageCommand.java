package io.culvert.daemon;

import picocli.CommandLine.Command;

/// Makes the Debian package and the root of the container image.
@Command(
        name = "package",
        description = "Makes the Debian package and the root of the container image.",
        mixinStandardHelpOptions = true)
final class PackageCommand extends Signpost {
    PackageCommand() {
        super("`culvert package` is not built yet; run `./culvert` from the source tree.");
    }
}
