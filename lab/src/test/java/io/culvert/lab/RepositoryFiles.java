package io.culvert.lab;

import io.culvert.testkit.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// The files of the repository as a lab reads them; what a lab writes stays in memory.
final class RepositoryFiles implements LabFiles {
    final TreeMap<String, ByteArrayOutputStream> written = new TreeMap<>();

    private final TreeMap<String, byte[]> added = new TreeMap<>();

    /// A file of the test's own, as if it stood in the repository.
    void add(String path, String text) {
        added.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Path path(String path) {
        return Repository.root().resolve(path);
    }

    @Override
    public boolean exists(String path) {
        return added.containsKey(path) || Files.exists(path(path));
    }

    @Override
    public boolean isFolder(String path) {
        return Files.isDirectory(path(path));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        try (var entries = Files.list(path(folder))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public byte[] read(String path) throws IOException {
        byte[] mine = added.get(path);
        return mine != null ? mine : Files.readAllBytes(path(path));
    }

    @Override
    public OutputStream create(String path) {
        var out = new ByteArrayOutputStream();
        written.put(path, out);
        return out;
    }
}
