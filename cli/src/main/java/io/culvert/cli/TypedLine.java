package io.culvert.cli;

import java.util.ArrayList;
import java.util.List;

/// A line as it was typed, cut into words at blanks and tabs.
record TypedLine(String text, List<Token> tokens) {
    /// @param at column of the first character, from 0
    record Token(String text, int at) {}

    static TypedLine of(String text) {
        var tokens = new ArrayList<Token>();
        int at = 0;
        while (at < text.length()) {
            if (isBlank(text.charAt(at))) {
                at++;
                continue;
            }
            int start = at;
            while (at < text.length() && !isBlank(text.charAt(at))) {
                at++;
            }
            tokens.add(new Token(text.substring(start, at), start));
        }
        return new TypedLine(text, List.copyOf(tokens));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    int size() {
        return tokens.size();
    }

    String word(int index) {
        return tokens.get(index).text();
    }

    /// Everything from a word on, without the blanks at the end.
    String from(int index) {
        return text.substring(tokens.get(index).at()).stripTrailing();
    }

    /// Whether the cursor at the end of the line stands at the start of a new word.
    boolean isAtNewWord() {
        return text.isEmpty() || isBlank(text.charAt(text.length() - 1));
    }
}
