package io.culvert.lab.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The text of a file that an output must equal, blanks at line ends and empty lines at the end aside. `{{...}}` holds a
/// regular expression; a first line that is a prompt with a command is skipped.
public final class SameText {
    private static final Pattern PROMPT =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.()-]*[>#] ?\\S.*");

    private final List<String> lines;
    private final List<Pattern> patterns = new ArrayList<>();
    private final Pattern whole;

    /// Says where a regular expression does not compile by throwing what [Pattern] throws, with the text of the line.
    SameText(String text) throws PatternSyntaxException {
        var normal = new ArrayList<>(normalize(text));
        if (!normal.isEmpty() && PROMPT.matcher(normal.getFirst()).matches()) {
            normal.removeFirst();
        }
        lines = List.copyOf(normal);
        lines.forEach(line -> patterns.add(Pattern.compile(pattern(line))));
        whole = Pattern.compile(pattern(String.join("\n", lines)));
    }

    private static List<String> normalize(String text) {
        var lines = new ArrayList<>(text.lines().map(String::stripTrailing).toList());
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    private static String pattern(String text) {
        var pattern = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf("{{", at);
            int close = open < 0 ? -1 : closing(text, open + 2);
            if (close < 0) {
                break;
            }
            pattern.append(Pattern.quote(text.substring(at, open)));
            pattern.append("(?:").append(text, open + 2, close).append(')');
            at = close + 2;
        }
        return pattern.append(Pattern.quote(text.substring(at))).toString();
    }

    /// The closing braces; of more than two in a row the last two, so that `{{[0-9]{3}}}` works.
    private static int closing(String text, int from) {
        int close = text.indexOf("}}", from);
        while (close >= 0 && close + 2 < text.length() && text.charAt(close + 2) == '}') {
            close++;
        }
        return close;
    }

    /// Where the output departs from the file, or nothing.
    Optional<String> difference(String output) {
        var got = normalize(output);
        if (whole.matcher(String.join("\n", got)).matches()) {
            return Optional.empty();
        }
        for (int i = 0; i < Math.max(lines.size(), got.size()); i++) {
            if (i >= lines.size()) {
                return Optional.of("has more lines than the file, the first: " + got.get(i));
            }
            if (i >= got.size()) {
                return Optional.of("ends before this line of the file: " + lines.get(i));
            }
            if (!patterns.get(i).matcher(got.get(i)).matches()) {
                return Optional.of(
                        "differs in line %d\n    file: %s\n    here: %s"
                                .formatted(i + 1, lines.get(i), got.get(i)));
            }
        }
        return Optional.of("differs from the file");
    }
}
