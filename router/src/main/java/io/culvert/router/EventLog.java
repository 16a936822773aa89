package io.culvert.router;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The last notices, for `show logging`; each also goes on to whoever runs the router.
final class EventLog {
    static final int LINES_MAX = 4096;

    private final ArrayDeque<LogLine> lines = new ArrayDeque<>();
    private final Consumer<LogLine> outside;

    EventLog(Consumer<LogLine> outside) {
        this.outside = outside;
    }

    void add(LogLine line) {
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.add(line);
        outside.accept(line);
    }

    List<LogLine> lines() {
        return new ArrayList<>(lines);
    }
}
