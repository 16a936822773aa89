package io.culvert.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The answers to `?` and Tab.
final class HelpText {
    private static final int LINE_WIDTH = 78;

    private HelpText() {}

    /// What `?` shows at the end of `text`: the next words with their meanings, or the words that begin so.
    ///
    /// @param first index of the first word that belongs to the forms
    static <D> String help(
            List<Matcher.Candidate<D>> candidates,
            String text,
            int first,
            boolean negated,
            Map<String, String> glossary) {
        TypedLine line = TypedLine.of(text);
        boolean newWord = line.size() <= first || line.isAtNewWord();
        TypedLine before = newWord ? line : withoutLast(line);
        Optional<Matcher.Hints> hints = Matcher.hints(candidates, before, first, negated);
        if (hints.isEmpty()) {
            return "% Unrecognized command\n";
        }
        return newWord
                ? table(hints.get(), glossary)
                : beginnings(hints.get(), line.word(line.size() - 1), glossary);
    }

    private static TypedLine withoutLast(TypedLine line) {
        return TypedLine.of(line.text().substring(0, line.tokens().getLast().at()));
    }

    /// IOS's two columns, with `<cr>` last.
    private static String table(Matcher.Hints hints, Map<String, String> glossary) {
        SortedMap<String, String> rows = rows(hints.next(), glossary);
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(4);
        var text = new StringBuilder();
        rows.forEach(
                (word, help) ->
                        text.append(("  " + pad(word, width) + "  " + help).stripTrailing())
                                .append('\n'));
        if (hints.complete()) {
            text.append("  <cr>\n");
        }
        return text.toString();
    }

    private static SortedMap<String, String> rows(
            List<Matcher.Hint> hints, Map<String, String> glossary) {
        var rows = new TreeMap<String, String>();
        for (Matcher.Hint hint : hints) {
            String known = glossary.getOrDefault(hint.display(), "");
            rows.merge(
                    hint.display(),
                    hint.help().isEmpty() ? known : hint.help(),
                    (a, b) -> a.isEmpty() || !known.isEmpty() ? preferred(known, b) : a);
        }
        return rows;
    }

    private static String preferred(String known, String other) {
        return known.isEmpty() ? other : known;
    }

    private static String pad(String word, int width) {
        return word + " ".repeat(Math.max(0, width - word.length()));
    }

    private static String beginnings(
            Matcher.Hints hints, String partial, Map<String, String> glossary) {
        var words = new TreeSet<String>();
        for (Matcher.Hint hint : hints.next()) {
            if (hint.isKeyword() && startsWith(hint.display(), partial)) {
                words.add(hint.display());
            }
        }
        if (words.isEmpty()) {
            List<Matcher.Hint> operands =
                    hints.next().stream().filter(hint -> !hint.isKeyword()).toList();
            return operands.isEmpty()
                    ? "% Unrecognized command\n"
                    : table(new Matcher.Hints(operands, false), glossary);
        }
        int width = words.stream().mapToInt(String::length).max().orElse(0) + 2;
        int perLine = Math.max(1, LINE_WIDTH / width);
        var text = new StringBuilder();
        int column = 0;
        for (String word : words) {
            boolean last = ++column % perLine == 0 || column == words.size();
            text.append(last ? word + "\n" : pad(word, width));
        }
        return text.toString();
    }

    private static boolean startsWith(String word, String partial) {
        return word.toLowerCase(Locale.ROOT).startsWith(partial.toLowerCase(Locale.ROOT));
    }

    /// The keywords that the last word of `text` begins; all that may come next when it ends in a blank.
    static <D> List<String> complete(
            List<Matcher.Candidate<D>> candidates, String text, int first, boolean negated) {
        TypedLine line = TypedLine.of(text);
        boolean newWord = line.size() <= first || line.isAtNewWord();
        String partial = newWord ? "" : line.word(line.size() - 1);
        var words = new TreeSet<String>();
        Matcher.hints(candidates, newWord ? line : withoutLast(line), first, negated)
                .ifPresent(
                        hints ->
                                hints.next().stream()
                                        .filter(
                                                hint ->
                                                        hint.isKeyword()
                                                                && startsWith(
                                                                        hint.display(), partial))
                                        .forEach(hint -> words.add(hint.display())));
        return new ArrayList<>(words);
    }

    /// What a form as a whole is for: the explanation of the last of its leading words.
    static String lastHelp(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Keyword(_, var help, _) -> help;
            case Syntax.Sequence(var parts) -> {
                String help = "";
                for (Syntax part : parts) {
                    String next =
                            part instanceof Syntax.Keyword || part instanceof Syntax.Sequence
                                    ? lastHelp(part)
                                    : "";
                    help = next.isEmpty() ? help : next;
                }
                yield help;
            }
            default -> "";
        };
    }
}
