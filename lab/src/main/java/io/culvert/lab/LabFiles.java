package io.culvert.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The files that a lab reads and writes, as `daemon` supplies them. Paths are text with `/` between the parts.
public interface LabFiles {
    boolean exists(String path);

    boolean isFolder(String path);

    /// The names (not paths) in a folder, sorted.
    List<String> list(String folder) throws IOException;

    byte[] read(String path) throws IOException;

    /// Opens a file for writing, with its missing folders. What was there is replaced.
    OutputStream create(String path) throws IOException;

    /// Like [#create], and nobody but the owner may read it.
    default OutputStream createPrivate(String path) throws IOException {
        return create(path);
    }

    /// The path of `name` as seen from the folder that holds `file`; an absolute `name` stays as it is.
    static String beside(String file, String name) {
        if (name.startsWith("/")) {
            return name;
        }
        int slash = file.lastIndexOf('/');
        return slash < 0 ? name : file.substring(0, slash + 1) + name;
    }

    /// The path of `name` inside `folder`.
    static String in(String folder, String name) {
        return name.startsWith("/")
                ? name
                : folder.isEmpty() || folder.endsWith("/") ? folder + name : folder + "/" + name;
    }

    /// The last part of a path.
    static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
