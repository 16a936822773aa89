package io.culvert.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.commands.OperatorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorFilesTest {
    private static OperatorFile file(String path, String text) {
        return new OperatorFile(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFileIsItsOwnersAlone(@TempDir Path folder) throws IOException {
        var files = new OperatorFiles(folder);
        assertThat(files.write(file("keys/esp_sa", "secret"))).isEmpty();
        Path written = folder.resolve("keys/esp_sa");
        assertThat(written).hasContent("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(written.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void whatIsThereIsNotOverwritten(@TempDir Path folder) {
        var files = new OperatorFiles(folder);
        assertThat(files.write(file("a.pcapng", "first"))).isEmpty();
        assertThat(files.write(file("a.pcapng", "second")))
                .contains(
                        folder.resolve("a.pcapng")
                                + " exists already: name another file, or remove it");
        assertThat(folder.resolve("a.pcapng")).hasContent("first");
    }

    @Test
    void halfAFileDoesNotStay(@TempDir Path folder) {
        var failing =
                new OperatorFile(
                        "b.pcapng",
                        out -> {
                            out.write(1);
                            throw new IOException("no space left");
                        });
        assertThat(new OperatorFiles(folder).write(failing))
                .contains(folder.resolve("b.pcapng") + " cannot be written: no space left");
        assertThat(folder.resolve("b.pcapng")).doesNotExist();
    }
}
