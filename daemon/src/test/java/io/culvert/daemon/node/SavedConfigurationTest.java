package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedConfigurationTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void savingReplacesTheFileAndKeepsItsModeAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("node.cfg");
        Files.writeString(file, "hostname OLD\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var saved = new SavedConfiguration(file);
        assertThat(saved.save("hostname NEW\n")).isEmpty();
        assertThat(saved.startup()).contains("hostname NEW\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        try (var all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void aNewFileIsReadableByItsOwnerAloneForItMayHoldSecrets() throws IOException {
        Path file = folder.resolve("new.cfg");
        assertThat(new SavedConfiguration(file).save("hostname NEW\n")).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = folder.resolve("real.cfg");
        Path link = folder.resolve("link.cfg");
        Files.writeString(file, "hostname OLD\n");
        Files.createSymbolicLink(link, file);
        assertThat(new SavedConfiguration(link).save("hostname NEW\n")).isEmpty();
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("hostname NEW\n");
    }

    @Test
    void aFailureIsASentenceAndLeavesTheOldOne() {
        var saved = new SavedConfiguration(folder.resolve("missing").resolve("node.cfg"));
        assertThat(saved.save("hostname NEW\n"))
                .hasValueSatisfying(
                        why ->
                                assertThat(why)
                                        .startsWith("cannot write ")
                                        .contains("there is no such file or folder"));
        assertThat(saved.startup()).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftInTheMiddleOfSavingGoesWithTheNextSaving() throws IOException {
        Path file = folder.resolve("node.cfg");
        Files.writeString(folder.resolve("node.cfg.123456.new"), "hostname HA");
        Path theirs = Files.writeString(folder.resolve("node.cfg.draft.new"), "hostname MINE\n");
        Path other = Files.writeString(folder.resolve("other.cfg.123456.new"), "hostname O");
        assertThat(new SavedConfiguration(file).save("hostname NEW\n")).isEmpty();
        try (var all = Files.list(folder)) {
            assertThat(all).containsExactlyInAnyOrder(file, theirs, other);
        }
    }

    @Test
    void aFileWithoutEndIsRefusedInsteadOfReadUntilTheMemoryIsFull() {
        var saved = new SavedConfiguration(Path.of("/dev/zero"));
        assertThatThrownBy(saved::read)
                .isInstanceOf(IOException.class)
                .hasMessage("it is longer than 64 MB, and so no configuration");
        assertThat(saved.startup()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsToldFromOneThatIsNotThere() throws IOException {
        Path file = folder.resolve("node.cfg");
        var saved = new SavedConfiguration(file);
        assertThat(saved.fault()).isEmpty();
        Files.createDirectory(file);
        assertThat(saved.fault()).contains("cannot read " + file + ": Is a directory");
    }

    @Test
    void whoMountedTheFileAloneIsToldToMountItsFolder() {
        assertThat(
                        SavedConfiguration.reason(
                                new FileSystemException("n.new", "n", "Device or resource busy")))
                .isEqualTo(
                        "it is mounted by itself, and so cannot be replaced: mount its folder instead");
    }
}
