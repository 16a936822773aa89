package io.culvert.fuzz;

import io.culvert.lab.LabFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.TreeMap;

/// A folder of files that exist only here.
final class MemoryFiles implements LabFiles {
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    MemoryFiles with(String name, byte[] octets) {
        files.put(name, octets);
        return this;
    }

    @Override
    public boolean exists(String path) {
        return files.containsKey(path);
    }

    @Override
    public boolean isFolder(String path) {
        return false;
    }

    @Override
    public List<String> list(String folder) {
        return List.copyOf(files.keySet());
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
        return OutputStream.nullOutputStream();
    }
}
