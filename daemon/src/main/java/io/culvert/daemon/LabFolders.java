package io.culvert.daemon;

import io.culvert.lab.LabFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The files of a lab, on disk.
public final class LabFolders implements LabFiles {
    @Override
    public boolean exists(String path) {
        try {
            return Files.exists(InputFiles.path(path));
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public boolean isFolder(String path) {
        try {
            return Files.isDirectory(InputFiles.path(path));
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public List<String> list(String folder) throws IOException {
        try (var entries = Files.list(InputFiles.path(folder))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public byte[] read(String path) throws IOException {
        return InputFiles.read(InputFiles.path(path));
    }

    @Override
    public OutputStream createPrivate(String path) throws IOException {
        Path file = InputFiles.path(path);
        Files.deleteIfExists(file);
        create(path).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    @Override
    public OutputStream create(String path) throws IOException {
        Path file = InputFiles.path(path);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }
}
