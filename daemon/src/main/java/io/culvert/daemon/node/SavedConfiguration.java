package io.culvert.daemon.node;

import io.culvert.commands.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/// The file that a node starts from and saves to. Saving is atomic: the new text is on the disk before it takes the place of
/// the old one by a rename, so that a crash leaves one of the two, whole.
final class SavedConfiguration implements Console.Nonvolatile {
    /// Octets of a file that is read: two million lines. What is longer is no configuration, but a disk or a log named by mistake.
    static final int LENGTH_MAX = 64 << 20;

    private static final String UNFINISHED = ".new";

    private final Path file;

    SavedConfiguration(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /// Like the lab: an octet that is no UTF-8 stands in somebody's description, and spoils no line.
    String read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(LENGTH_MAX + 1);
            if (octets.length > LENGTH_MAX) {
                throw new IOException(
                        "it is longer than %d MB, and so no configuration"
                                .formatted(LENGTH_MAX >> 20));
            }
            return new String(octets, StandardCharsets.UTF_8);
        }
    }

    @Override
    public Optional<String> startup() {
        try {
            return Optional.of(read());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> fault() {
        try {
            read();
            return Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot read " + file + ": " + reason(e));
        }
    }

    @Override
    public Optional<String> save(String text) {
        try {
            write(text);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "cannot write " + file + ": " + reason(e) + "; the old one is as it was");
        }
    }

    private void write(String text) throws IOException {
        // A link is followed: what it points to is replaced, not the link.
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = Objects.requireNonNull(real.getParent(), "a file lies in a folder");
        String name = String.valueOf(real.getFileName());
        removeUnfinished(folder, name);
        Path next =
                Files.createTempFile(
                        folder,
                        name + ".",
                        UNFINISHED,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            if (Files.exists(real)) {
                Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(real));
            }
            try (var out = FileChannel.open(next, StandardOpenOption.WRITE)) {
                var octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (octets.hasRemaining()) {
                    out.write(octets);
                }
                out.force(true);
            }
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /// What a process that was killed in the middle of saving has left behind, secrets included.
    private static void removeUnfinished(Path folder, String name) throws IOException {
        try (var all = Files.newDirectoryStream(folder, each -> isUnfinished(each, name))) {
            for (Path each : all) {
                Files.deleteIfExists(each);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isUnfinished(Path each, String name) {
        String found = String.valueOf(each.getFileName());
        return found.startsWith(name + ".")
                && found.endsWith(UNFINISHED)
                && found.length() > name.length() + 1 + UNFINISHED.length()
                && found.substring(name.length() + 1, found.length() - UNFINISHED.length())
                        .chars()
                        .allMatch(Character::isDigit);
    }

    /// What went wrong, without the name of the file that the caller says already.
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.NotDirectoryException _ -> "it is no folder";
            // rename(2) in a container that was given the file alone, EBUSY.
            case java.nio.file.FileSystemException it
                    when "Device or resource busy".equals(it.getReason()) ->
                    "it is mounted by itself, and so cannot be replaced: mount its folder instead";
            case java.nio.file.FileSystemException it when it.getReason() != null -> it.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
