package io.culvert.mgmt.terminal;

import java.util.ArrayList;
import java.util.List;

/// The last lines that were typed, for the arrow keys.
public final class History {
    static final int LINES_MAX = 100;

    private final List<String> lines = new ArrayList<>();

    /// Keeps a line, unless it is blank or the same as the one before.
    void add(String line) {
        if (line.isBlank() || !lines.isEmpty() && lines.getLast().equals(line)) {
            return;
        }
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.add(line);
    }

    int size() {
        return lines.size();
    }

    String line(int index) {
        return lines.get(index);
    }
}
