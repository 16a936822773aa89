package io.culvert.daemon;

import picocli.CommandLine.Command;

/// Makes the Debian package and the root of the container image.
@Command(
        name = "package",
        description = "Makes the Debian package and the root of the container image.",
        customSynopsis = "culvert package [-hV] [--out DIR]",
        footer = "      --out DIR   Where to write to (default: build in the source tree).",
        mixinStandardHelpOptions = true)
final class PackageCommand extends Signpost {
    PackageCommand() {
        super(
                "`culvert package` is the work of the launcher; run `./culvert package` in the source tree.");
    }
}
