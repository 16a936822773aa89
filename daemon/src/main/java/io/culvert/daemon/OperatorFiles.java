package io.culvert.daemon;

import io.culvert.commands.OperatorFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/// Files that an operator of a node asks for: packets and keys. Each is new, and nobody but the owner may read it.
public final class OperatorFiles {
    private static final String FILE = "rw-------";
    private static final String FOLDER = "rwx------";

    private final Path folder;

    /// @param folder where relative names lie
    public OperatorFiles(Path folder) {
        this.folder = folder;
    }

    /// Writes all of a file or none.
    ///
    /// @return a sentence that says why not
    public Optional<String> write(OperatorFile file) {
        Path path = folder.resolve(file.path());
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(
                        parent,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString(FOLDER)));
            }
            create(path, file.content());
            return Optional.empty();
        } catch (FileAlreadyExistsException _) {
            return Optional.of(path + " exists already: name another file, or remove it");
        } catch (IOException e) {
            return Optional.of(path + " cannot be written: " + e.getMessage());
        }
    }

    private static void create(Path path, OperatorFile.Content content) throws IOException {
        var channel =
                Files.newByteChannel(
                        path,
                        EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString(FILE)));
        boolean isWhole = false;
        try (var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            content.writeTo(out);
            out.flush();
            isWhole = true;
        } finally {
            if (!isWhole) {
                Files.deleteIfExists(path);
            }
        }
    }
}
