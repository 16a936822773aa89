package io.culvert.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Prints a line: walks its form and fills the operands in. Of alternatives it takes the one that uses most operands.
final class SyntaxPrinter {
    /// What was printed so far, and how many values of each operand that used.
    private record Text(List<String> words, Map<Arg<?>, Integer> used, int count, boolean ended) {
        static final Text EMPTY = new Text(List.of(), new LinkedHashMap<>(), 0, false);

        Text plus(String word) {
            var more = new ArrayList<>(words);
            more.add(word);
            return new Text(List.copyOf(more), used, count, ended);
        }

        Text end() {
            return new Text(words, used, count, true);
        }
    }

    private enum Extent {
        WHOLE,
        /// Up to the first [Syntax.Cut].
        TO_CUT,
        /// Without what may be absent.
        BARE
    }

    private final Values values;
    private final Extent extent;

    private SyntaxPrinter(Values values, Extent extent) {
        this.values = values;
        this.extent = extent;
    }

    static String print(Syntax syntax, Values values) {
        Text text =
                new SyntaxPrinter(values, Extent.WHOLE)
                        .print(syntax, Text.EMPTY)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "operands are missing: "
                                                        + syntax.usage()
                                                        + " "
                                                        + values));
        if (text.count() != values.size()) {
            throw new IllegalStateException(
                    "the form has no place for all of " + values + ": " + syntax.usage());
        }
        return join(text);
    }

    /// What the line is about: the part that `no` needs, or the whole where no place is marked.
    static String printToCut(Syntax syntax, Values values) {
        return new SyntaxPrinter(values, Extent.TO_CUT)
                .print(syntax, Text.EMPTY)
                .map(SyntaxPrinter::join)
                .orElse("");
    }

    static String printBare(Syntax syntax, Values values) {
        return join(
                new SyntaxPrinter(values, Extent.BARE)
                        .print(syntax, Text.EMPTY)
                        .orElse(Text.EMPTY));
    }

    private static String join(Text text) {
        var line = new StringBuilder();
        for (String word : text.words()) {
            line.append(line.isEmpty() || word.startsWith("\n") ? "" : " ").append(word);
        }
        return line.toString();
    }

    private Optional<Text> print(Syntax syntax, Text text) {
        if (text.ended()) {
            return Optional.of(text);
        }
        return switch (syntax) {
            case Syntax.Keyword(var word, _, _) -> Optional.of(text.plus(word));
            case Syntax.Operand(var arg) -> take(arg, text);
            case Syntax.Many(var arg) -> takeAll(arg, text);
            case Syntax.Cut _ -> Optional.of(extent == Extent.TO_CUT ? text.end() : text);
            case Syntax.Maybe(var part) -> Optional.of(printIfUsed(part, text));
            case Syntax.AnyOrder(var parts) -> {
                Text all = text;
                for (Syntax part : parts) {
                    all = printIfUsed(part, all);
                }
                yield Optional.of(all);
            }
            case Syntax.Sequence(var parts) -> {
                Optional<Text> all = Optional.of(text);
                for (Syntax part : parts) {
                    all = all.flatMap(so -> print(part, so));
                }
                yield all;
            }
            case Syntax.Choice(var alternatives) ->
                    alternatives.stream()
                            .flatMap(alternative -> print(alternative, text).stream())
                            .reduce((best, next) -> next.count() > best.count() ? next : best);
        };
    }

    private Text printIfUsed(Syntax part, Text text) {
        if (extent == Extent.BARE) {
            return text;
        }
        return print(part, text).filter(more -> more.count() > text.count()).orElse(text);
    }

    private Optional<Text> take(Arg<?> arg, Text text) {
        List<?> all = values.all(arg);
        int used = text.used().getOrDefault(arg, 0);
        if (used >= all.size()) {
            return arg.span() == Arg.Span.HEX_LINES ? Optional.of(text) : Optional.empty();
        }
        var counts = new LinkedHashMap<>(text.used());
        counts.put(arg, used + 1);
        Text more = text.plus(arg.print(all.get(used)));
        return Optional.of(new Text(more.words(), counts, text.count() + 1, false));
    }

    private Optional<Text> takeAll(Arg<?> arg, Text text) {
        Optional<Text> all = take(arg, text);
        while (all.isPresent()) {
            Optional<Text> more = take(arg, all.get());
            if (more.isEmpty()) {
                return all;
            }
            all = more;
        }
        return all;
    }
}
