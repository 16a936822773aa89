package io.culvert.daemon;

import io.culvert.lab.LabFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The files of a lab, on disk.
public final class LabFolders implements LabFiles {
    @Override
    public boolean exists(String path) {
        return Files.exists(Path.of(path));
    }

    @Override
    public boolean isFolder(String path) {
        return Files.isDirectory(Path.of(path));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        try (var entries = Files.list(Path.of(folder))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public byte[] read(String path) throws IOException {
        return Files.readAllBytes(Path.of(path));
    }

    @Override
    public OutputStream createPrivate(String path) throws IOException {
        Files.deleteIfExists(Path.of(path));
        create(path).close();
        Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString("rw-------"));
        return new BufferedOutputStream(Files.newOutputStream(Path.of(path)), 1 << 16);
    }

    @Override
    public OutputStream create(String path) throws IOException {
        Path folder = Path.of(path).toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return new BufferedOutputStream(Files.newOutputStream(Path.of(path)), 1 << 16);
    }
}
