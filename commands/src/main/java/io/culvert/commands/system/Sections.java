package io.culvert.commands.system;

import java.util.ArrayList;
import java.util.List;

/// Cuts a configuration by its indentation.
public final class Sections {
    private Sections() {}

    /// The line with that text and all that is indented below it; empty if there is no such line.
    public static List<String> of(List<String> lines, String header) {
        int at = lines.indexOf(header);
        if (at < 0) {
            return List.of();
        }
        var section = new ArrayList<String>();
        section.add(lines.get(at));
        lines.stream()
                .skip(at + 1L)
                .takeWhile(line -> line.startsWith(" "))
                .filter(line -> !line.strip().equals("!"))
                .forEach(section::add);
        return List.copyOf(section);
    }
}
