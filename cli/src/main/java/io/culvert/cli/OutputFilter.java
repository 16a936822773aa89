package io.culvert.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What stands behind `|`: it picks lines of an output.
record OutputFilter(Kind kind, Predicate<String> matches) {
    enum Kind {
        INCLUDE("include", "Include lines that match"),
        EXCLUDE("exclude", "Exclude lines that match"),
        BEGIN("begin", "Begin with the line that matches"),
        SECTION("section", "Filter a section of output"),
        COUNT("count", "Count number of lines which match regexp"),
        JSON("json", "The same as JSON");

        private final String word;
        private final String help;

        Kind(String word, String help) {
            this.word = word;
            this.help = help;
        }

        String word() {
            return word;
        }

        String help() {
            return help;
        }
    }

    /// A command and the filters behind it.
    record Piped(String command, List<OutputFilter> filters) {}

    /// A filter that makes no sense, with the column of the word.
    static final class NoFilter extends Exception {
        private static final long serialVersionUID = 1;
        private final transient CliError error;

        NoFilter(CliError error) {
            super(error.text());
            this.error = error;
        }

        CliError error() {
            return error;
        }
    }

    /// Cuts a line at each `|` that stands between blanks and goes before a filter's word.
    static Piped split(String line) throws NoFilter {
        int bar = line.indexOf('|');
        if (bar < 0) {
            return new Piped(line, List.of());
        }
        var filters = new ArrayList<OutputFilter>();
        int at = bar;
        while (at >= 0) {
            int next = nextBar(line, at + 1);
            filters.add(parse(line, at + 1, next < 0 ? line.length() : next));
            at = next;
        }
        return new Piped(line.substring(0, bar), List.copyOf(filters));
    }

    /// A bar inside a regular expression is no pipe; one between blanks is.
    private static int nextBar(String line, int from) {
        int at = line.indexOf(" | ", from);
        return at < 0 ? -1 : at + 1;
    }

    private static OutputFilter parse(String line, int from, int end) throws NoFilter {
        TypedLine words = TypedLine.of(line.substring(from, end));
        if (words.size() == 0) {
            throw new NoFilter(CliError.incomplete(end));
        }
        String word = words.word(0).toLowerCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (kind.word().startsWith(word)) {
                if (kind == Kind.JSON) {
                    return new OutputFilter(kind, _ -> true);
                }
                if (words.size() < 2) {
                    throw new NoFilter(CliError.incomplete(end));
                }
                return new OutputFilter(kind, pattern(words.from(1)).asPredicate());
            }
        }
        throw new NoFilter(CliError.invalid(from + words.tokens().getFirst().at()));
    }

    private static Pattern pattern(String text) throws NoFilter {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new NoFilter(
                    CliError.conflict(
                            "Failed to compile regular expression: " + e.getDescription()));
        }
    }

    String apply(String text) {
        List<String> lines = text.lines().toList();
        return switch (kind) {
            case INCLUDE -> join(lines.stream().filter(matches).toList());
            case EXCLUDE -> join(lines.stream().filter(matches.negate()).toList());
            case BEGIN -> join(lines.stream().dropWhile(matches.negate()).toList());
            case COUNT ->
                    "Number of lines which match regexp = "
                            + lines.stream().filter(matches).count()
                            + "\n";
            case SECTION -> join(sections(lines));
            case JSON -> text;
        };
    }

    /// A line that matches, and the lines below it that are indented further.
    private List<String> sections(List<String> lines) {
        var kept = new ArrayList<String>();
        int within = -1;
        for (String line : lines) {
            int indent = line.length() - line.stripLeading().length();
            if (within >= 0 && indent <= within) {
                within = -1;
            }
            if (within < 0 && matches.test(line)) {
                within = indent;
            }
            if (within >= 0) {
                kept.add(line);
            }
        }
        return kept;
    }

    private static String join(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
