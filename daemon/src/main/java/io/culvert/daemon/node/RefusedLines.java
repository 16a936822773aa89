package io.culvert.daemon.node;

import io.culvert.commands.config.ConfigLoader;
import io.culvert.lab.Complaint;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The lines of a saved configuration that are refused. There may be thousands of them, as when a file is none of ours.
record RefusedLines(Path file, List<ConfigLoader.Refusal> lines) {
    /// Lines that are shown; the others are counted.
    static final int SHOWN_MAX = 20;

    /// Characters of a line that are shown.
    static final int WIDTH_MAX = 400;

    RefusedLines {
        lines = List.copyOf(lines);
    }

    /// For the person who starts a node: each line with a caret under the word.
    String shown() {
        return lines.stream()
                        .limit(SHOWN_MAX)
                        .map(each -> complaint(each, cut(each.text())).render())
                        .collect(Collectors.joining("\n"))
                + (lines.size() > SHOWN_MAX
                        ? "\nand %d more: culvert check %s shows them all"
                                .formatted(lines.size() - SHOWN_MAX, file)
                        : "");
    }

    /// For the log, in one line: where the first fault is and how many there are, without the text, which may be a secret.
    String told() {
        ConfigLoader.Refusal first = lines.getFirst();
        String where = complaint(first, "").render().lines().findFirst().orElseThrow();
        return lines.size() == 1 ? where : where + " (and %d more)".formatted(lines.size() - 1);
    }

    private Complaint complaint(ConfigLoader.Refusal each, String source) {
        return new Complaint(
                file.toString(),
                each.number(),
                each.error().column() + 1,
                source,
                each.error().text());
    }

    private static String cut(String text) {
        return text.length() > WIDTH_MAX ? text.substring(0, WIDTH_MAX) : text;
    }
}
