package io.culvert.lab.scenario;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// One line of a scenario, read word by word. The first refusal becomes a complaint; later ones stay silent.
final class StepLine {
    private final ScenarioReader reader;
    private final int number;
    private final String text;
    private int at;
    private int lastWord;
    private boolean refused;

    StepLine(ScenarioReader reader, int number, String text) {
        this.reader = reader;
        this.number = number;
        this.text = text;
    }

    int number() {
        return number;
    }

    String text() {
        return text;
    }

    /// Where the next word begins.
    int position() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    boolean hasMore() {
        return position() < text.length();
    }

    boolean refused() {
        return refused;
    }

    String word(String expected) {
        int from = position();
        lastWord = from;
        if (from == text.length()) {
            refuseHere(expected);
            return "";
        }
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    boolean accept(String word) {
        int from = position();
        int end = from + word.length();
        if (text.startsWith(word, from)
                && (end == text.length() || Character.isWhitespace(text.charAt(end)))) {
            at = end;
            lastWord = from;
            return true;
        }
        return false;
    }

    void literal(String word) {
        if (!accept(word)) {
            refuseHere("\"" + word + "\"");
        }
    }

    /// All that is left, without the blanks around it.
    String rest() {
        String rest = text.substring(position()).strip();
        at = text.length();
        return rest;
    }

    /// Whether nothing is left and nothing was refused.
    boolean atEnd() {
        if (hasMore()) {
            refuseHere("nothing more");
        }
        return !refused;
    }

    void refuseHere(String expected) {
        refuse(position(), expected);
    }

    void refuseLast(String expected) {
        refuse(lastWord, expected);
    }

    void refuse(int column, String expected) {
        if (!refused) {
            reader.complain(number, column, "expected here: " + expected);
        }
        refused = true;
    }

    /// `"text"` as a pattern of itself, or `/regex/` in multi-line mode.
    Optional<Pattern> pattern() {
        int from = position();
        String rest = rest();
        char quote = rest.isEmpty() ? ' ' : rest.charAt(0);
        if (quote != '"' && quote != '/' || rest.length() < 2 || !closes(rest, quote)) {
            refuse(from, "\"text\" or /regex/");
            return Optional.empty();
        }
        String inner = rest.substring(1, rest.length() - 1);
        if (quote == '"') {
            return Optional.of(Pattern.compile(Pattern.quote(unescape(inner))));
        }
        try {
            return Optional.of(Pattern.compile(inner.replace("\\/", "/"), Pattern.MULTILINE));
        } catch (PatternSyntaxException e) {
            refuse(
                    from + 1 + Math.max(e.getIndex(), 0),
                    "a regular expression of Java; " + e.getDescription());
            return Optional.empty();
        }
    }

    /// Whether the text ends with the quote, and that quote is not escaped.
    private static boolean closes(String rest, char quote) {
        int backslashes = 0;
        for (int i = rest.length() - 2; i > 0 && rest.charAt(i) == '\\'; i--) {
            backslashes++;
        }
        return rest.charAt(rest.length() - 1) == quote && backslashes % 2 == 0;
    }

    /// `\"` and `\\` inside quotes; any other backslash stands for itself.
    static String unescape(String inner) {
        return inner.replaceAll("\\\\([\"\\\\])", "$1");
    }

    /// A JSONPath: up to the first blank outside brackets and quotes.
    String jsonPath() {
        int from = position();
        int depth = 0;
        char quote = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '[' || c == '(') {
                depth++;
            } else if (c == ']' || c == ')') {
                depth--;
            } else if (Character.isWhitespace(c) && depth <= 0) {
                break;
            }
            at++;
        }
        return text.substring(from, at);
    }
}
