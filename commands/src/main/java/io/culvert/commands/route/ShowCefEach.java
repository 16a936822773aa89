package io.culvert.commands.route;

import io.culvert.cli.Answer;
import java.util.List;
import java.util.stream.Collectors;

/// `show ip cef detail`: every prefix, one after the other.
record ShowCefEach(List<Answer> entries) implements Answer {
    ShowCefEach {
        entries = List.copyOf(entries);
    }

    @Override
    public Object json() {
        return entries.stream().map(Answer::json).toList();
    }

    @Override
    public String text() {
        return entries.stream().map(Answer::text).collect(Collectors.joining());
    }
}
