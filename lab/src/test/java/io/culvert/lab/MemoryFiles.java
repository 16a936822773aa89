package io.culvert.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/// Files of a test.
final class MemoryFiles implements LabFiles {
    final TreeMap<String, byte[]> files = new TreeMap<>();
    final TreeMap<String, ByteArrayOutputStream> written = new TreeMap<>();

    MemoryFiles with(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    @Override
    public boolean exists(String path) {
        return files.containsKey(path) || isFolder(path);
    }

    @Override
    public boolean isFolder(String path) {
        return files.keySet().stream()
                .anyMatch(file -> file.startsWith(path.endsWith("/") ? path : path + "/"));
    }

    @Override
    public List<String> list(String folder) {
        String prefix = folder.endsWith("/") ? folder : folder + "/";
        return files.keySet().stream()
                .filter(file -> file.startsWith(prefix))
                .map(file -> file.substring(prefix.length()))
                .filter(name -> name.indexOf('/') < 0)
                .toList();
    }

    @Override
    public byte[] read(String path) throws IOException {
        byte[] octets = files.get(path);
        if (octets == null) {
            throw new IOException("no such file");
        }
        return octets;
    }

    @Override
    public OutputStream create(String path) {
        var out = new ByteArrayOutputStream();
        written.put(path, out);
        return out;
    }
}
