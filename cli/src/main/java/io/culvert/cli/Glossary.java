package io.culvert.cli;

import java.util.SortedMap;
import java.util.TreeMap;

/// What `?` says about words that no declaration ends with, such as the `ip` of `ip route`.
public final class Glossary {
    private static final String AFTER_WORD = ": ";

    private Glossary() {}

    /// Reads lines of `word: explanation`.
    public static SortedMap<String, String> read(String lines) {
        var words = new TreeMap<String, String>();
        lines.lines()
                .map(line -> line.split(AFTER_WORD, 2))
                .forEach(parts -> words.put(parts[0], parts[1]));
        return words;
    }
}
