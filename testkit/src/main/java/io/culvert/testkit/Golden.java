package io.culvert.testkit;

import io.culvert.base.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One line of golden octets. In a file each line of hexadecimal digits stands for itself; lines that begin with `#` say
/// where the octets come from (a specification, or a program and its version) and what the next line is.
public record Golden(String name, Bytes octets) {
    private static final String FOLDER = "wire/src/test/resources/io/culvert/wire/";

    /// The golden octets of one protocol: of the files right in its folder, by name.
    public static List<Golden> of(String protocol) {
        Path folder = Repository.root().resolve(FOLDER + protocol);
        var lines = new ArrayList<Golden>();
        for (Path file : Repository.files(FOLDER + protocol, ".hex")) {
            if (folder.equals(file.getParent())) {
                lines.addAll(read(file));
            }
        }
        return lines;
    }

    private static List<Golden> read(Path file) {
        List<String> text = Repository.text(file).lines().filter(line -> !line.isBlank()).toList();
        if (text.isEmpty() || !text.getFirst().startsWith("#")) {
            throw new IllegalStateException(file + " does not say where its octets come from");
        }
        var lines = new ArrayList<Golden>();
        for (int i = 0; i < text.size(); i++) {
            if (!text.get(i).startsWith("#")) {
                lines.add(
                        new Golden(
                                file.getFileName() + " line " + (i + 1), Bytes.hex(text.get(i))));
            }
        }
        return lines;
    }

    @Override
    public String toString() {
        return name;
    }
}
