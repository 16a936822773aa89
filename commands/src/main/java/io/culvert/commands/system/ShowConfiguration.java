package io.culvert.commands.system;

import io.culvert.cli.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A configuration, or the part of one that was asked for, between the lines that tools cut off.
///
/// @param title `Current configuration`, `Derived configuration`
/// @param lines as they can be loaded again, `end` not among them
public record ShowConfiguration(String title, List<String> lines) implements Answer {
    public ShowConfiguration {
        lines = List.copyOf(lines);
    }

    /// The lines with their ends, to be loaded again.
    public static String source(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    @Override
    public String text() {
        String source = source(lines);
        return "Building configuration...\n\n"
                + title
                + " : "
                + source.getBytes(StandardCharsets.UTF_8).length
                + " bytes\n"
                + source
                + "end\n";
    }
}
