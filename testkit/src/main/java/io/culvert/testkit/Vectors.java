package io.culvert.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Published test vectors are data of others: they are read where they are installed and are not part of this repository.
final class Vectors {
    private Vectors() {}

    /// Leaves out the test that asks for a folder that is not there, and says so.
    static void require(Path folder, String what) {
        boolean isThere = Files.isDirectory(folder);
        if (!isThere) {
            System.err.println("skipped: " + what + " are not there: " + folder);
        }
        Assumptions.assumeTrue(isThere, () -> what + " are not there: " + folder);
    }
}
