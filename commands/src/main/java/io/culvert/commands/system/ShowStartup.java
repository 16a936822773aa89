package io.culvert.commands.system;

import io.culvert.cli.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `show startup-config`: what the next boot begins with.
record ShowStartup(List<String> lines) implements Answer {
    ShowStartup {
        lines = List.copyOf(lines);
    }

    @Override
    public String text() {
        String source = ShowConfiguration.source(lines);
        return "Using " + source.getBytes(StandardCharsets.UTF_8).length + " bytes\n" + source;
    }
}
