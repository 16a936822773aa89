package io.culvert.daemon;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Files that a person names. One that cannot be meant, a capture of gigabytes or a device, ends in a sentence and not in all
/// of the memory.
final class InputFiles {
    /// No configuration, topology, scenario or certificate comes near it.
    static final int OCTETS_MAX = 64 << 20;

    private InputFiles() {}

    /// All of a file.
    static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(OCTETS_MAX + 1);
            if (octets.length > OCTETS_MAX) {
                throw new IOException("it is larger than " + (OCTETS_MAX >> 20) + " MiB");
            }
            return octets;
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        }
    }

    /// The path that a text names; some texts, such as those with a NUL, name none here.
    static Path path(String text) throws NoSuchFileException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(text, null, e.getReason());
        }
    }
}
