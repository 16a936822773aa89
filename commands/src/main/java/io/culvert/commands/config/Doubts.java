package io.culvert.commands.config;

import java.util.ArrayList;
import java.util.List;

/// Sentences about a whole configuration, each once, in the order in which they came up.
final class Doubts {
    private final List<String> sentences = new ArrayList<>();
    private final List<String> leadNowhere = new ArrayList<>();

    void say(String sentence) {
        if (!sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    /// Of a name that leads nowhere. An operator who has just typed it is told at once.
    void nowhere(String sentence) {
        leadNowhere.add(sentence);
        say(sentence);
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }

    List<String> leadNowhere() {
        return List.copyOf(leadNowhere);
    }
}
