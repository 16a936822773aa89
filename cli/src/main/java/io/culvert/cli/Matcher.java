package io.culvert.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads a line against many forms at once, word by word. Of the words possible at a place an exact keyword goes first, then an
/// operand with a form of its own, then the one keyword that the word abbreviates, then any name; two keywords are ambiguous.
///
/// @param <D> what the forms belong to
final class Matcher<D> {
    record Candidate<D>(D owner, Syntax syntax) {}

    /// What came of a line.
    sealed interface Result<D> {}

    /// @param open operand that goes on over the next lines, with what this line holds of it
    record Matched<D>(D owner, Values values, Optional<Open> open) implements Result<D> {}

    /// @param at index of the word that did not fit, or the number of words when more are needed
    record Failed<D>(int at, CliError error) implements Result<D> {}

    /// Text that has begun and not ended.
    ///
    /// @param delimiter empty for lines of hexadecimal digits, a line feed for text that a line of its own ends
    record Open(Arg<?> arg, String delimiter, String begun) {
        static final String LINE_END = "\n";
    }

    /// One way to read the words so far; `rest` is the form still to come, innermost first.
    private record Reading<D>(D owner, @Nullable Stack rest, Values values, boolean cut) {
        Reading<D> push(Syntax syntax) {
            return new Reading<>(owner, new Stack(syntax, rest), values, cut);
        }
    }

    private record Stack(Syntax top, @Nullable Stack below) {}

    /// a reading that stands before a word: a keyword or an operand.
    private record Waiting<D>(Reading<D> after, Syntax next) {}

    /// Where the readings are that have read as many words as the index says.
    private record Place<D>(List<Waiting<D>> waiting, List<Reading<D>> complete) {
        static <D> Place<D> empty() {
            return new Place<>(new ArrayList<>(), new ArrayList<>());
        }
    }

    /// What could stand at the end of a line.
    record Hint(String display, String help, boolean isKeyword) {}

    private final TypedLine line;
    private final int first;
    private final List<Place<D>> places;

    private Matcher(List<Candidate<D>> candidates, TypedLine line, int first) {
        this.line = line;
        this.first = first;
        this.places = new ArrayList<>();
        for (int i = first; i <= line.size(); i++) {
            places.add(Place.empty());
        }
        for (Candidate<D> candidate : candidates) {
            expand(
                    new Reading<>(
                            candidate.owner(),
                            new Stack(candidate.syntax(), null),
                            Values.NONE,
                            false),
                    places.getFirst());
        }
    }

    /// @param first index of the first word that belongs to the forms (1 after `no`)
    /// @param negated whether a form may end at its cut
    static <D> Result<D> match(
            List<Candidate<D>> candidates, TypedLine line, int first, boolean negated) {
        return new Matcher<>(candidates, line, first).run(negated);
    }

    private Result<D> run(boolean negated) {
        int furthest = first;
        for (int at = first; at < line.size(); at++) {
            Place<D> place = place(at);
            if (place.waiting().isEmpty() && place.complete().isEmpty()) {
                continue;
            }
            furthest = at;
            if (isAmbiguous(at)) {
                return new Failed<>(
                        at, CliError.ambiguous(line.tokens().get(at).at(), line.text()));
            }
            for (Waiting<D> chosen : choose(at)) {
                Optional<Matched<D>> ended = step(at, chosen);
                if (ended.isPresent()) {
                    return ended.get();
                }
            }
        }
        Place<D> last = place(line.size());
        if (!last.complete().isEmpty()) {
            Reading<D> done = last.complete().getFirst();
            return new Matched<>(done.owner(), done.values(), openAtEnd(last, done));
        }
        if (negated) {
            Optional<Waiting<D>> cut =
                    last.waiting().stream().filter(waiting -> waiting.after().cut()).findFirst();
            if (cut.isPresent()) {
                return new Matched<>(
                        cut.get().after().owner(), cut.get().after().values(), Optional.empty());
            }
        }
        Optional<Matched<D>> text = textBelow(last);
        if (text.isPresent()) {
            return text.get();
        }
        if (!last.waiting().isEmpty()) {
            return new Failed<>(
                    line.size(), CliError.incomplete(line.text().stripTrailing().length()));
        }
        return new Failed<>(furthest, CliError.invalid(invalidColumn(furthest)));
    }

    /// The word that nothing fits; when the words end there is none, and the caret stands where one would.
    private int invalidColumn(int at) {
        return at < line.size() ? line.tokens().get(at).at() : line.text().stripTrailing().length();
    }

    private Place<D> place(int at) {
        return places.get(at - first);
    }

    /// Lines of digits may follow a form that is complete without them.
    private Optional<Open> openAtEnd(Place<D> last, Reading<D> done) {
        return last.waiting().stream()
                .filter(waiting -> waiting.after().owner() == done.owner())
                .filter(
                        waiting ->
                                waiting.next() instanceof Syntax.Operand(var arg)
                                        && arg.span() == Arg.Span.HEX_LINES)
                .findFirst()
                .map(waiting -> new Open(((Syntax.Operand) waiting.next()).arg(), "", ""));
    }

    private Optional<Matched<D>> textBelow(Place<D> last) {
        for (Waiting<D> waiting : last.waiting()) {
            if (waiting.next() instanceof Syntax.Operand(var arg)
                    && arg.span() == Arg.Span.TEXT_LINES) {
                return Optional.of(
                        new Matched<>(
                                waiting.after().owner(),
                                waiting.after().values(),
                                Optional.of(new Open(arg, Open.LINE_END, ""))));
            }
        }
        return Optional.empty();
    }

    private void expand(Reading<D> reading, Place<D> place) {
        Stack stack = reading.rest();
        if (stack == null) {
            place.complete().add(reading);
            return;
        }
        var below = new Reading<D>(reading.owner(), stack.below(), reading.values(), reading.cut());
        switch (stack.top()) {
            case Syntax.Keyword _ -> place.waiting().add(new Waiting<>(below, stack.top()));
            case Syntax.Operand(var arg) -> {
                place.waiting().add(new Waiting<>(below, stack.top()));
                if (arg.span() == Arg.Span.HEX_LINES) {
                    expand(below, place);
                }
            }
            case Syntax.Many(var arg) ->
                    place.waiting()
                            .add(
                                    new Waiting<>(
                                            below.push(new Syntax.Maybe(stack.top())),
                                            new Syntax.Operand(arg)));
            case Syntax.Cut _ ->
                    expand(new Reading<>(below.owner(), below.rest(), below.values(), true), place);
            case Syntax.Maybe(var part) -> {
                expand(below.push(part), place);
                expand(below, place);
            }
            case Syntax.Choice(var alternatives) ->
                    alternatives.forEach(alternative -> expand(below.push(alternative), place));
            case Syntax.Sequence(var parts) -> {
                Reading<D> all = below;
                for (Syntax part : parts.reversed()) {
                    all = all.push(part);
                }
                expand(all, place);
            }
            case Syntax.AnyOrder(var parts) -> {
                for (int i = 0; i < parts.size(); i++) {
                    var others = new ArrayList<>(parts);
                    Syntax one = others.remove(i);
                    Reading<D> rest =
                            others.isEmpty()
                                    ? below
                                    : below.push(new Syntax.AnyOrder(List.copyOf(others)));
                    expand(rest.push(one), place);
                }
                expand(below, place);
            }
        }
    }

    private List<Waiting<D>> choose(int at) {
        String word = line.word(at);
        List<Waiting<D>> exact =
                filter(at, next -> keywords(next).contains(word.toLowerCase(Locale.ROOT)));
        if (!exact.isEmpty()) {
            return exact;
        }
        List<Waiting<D>> typed =
                filter(
                        at,
                        next ->
                                next instanceof Syntax.Operand(var arg)
                                        && (arg.span() == Arg.Span.TYPED
                                                || arg.span() == Arg.Span.INTERFACE)
                                        && interfaceWords(arg, at) > 0);
        if (!typed.isEmpty()) {
            return typed;
        }
        List<Waiting<D>> abbreviated = filter(at, next -> !beginning(next, word).isEmpty());
        if (!abbreviated.isEmpty()) {
            return abbreviated;
        }
        return filter(
                at,
                next ->
                        next instanceof Syntax.Operand(var arg)
                                && (arg.span() == Arg.Span.WORD
                                        || arg.span() == Arg.Span.REST
                                        || arg.span() == Arg.Span.DELIMITED));
    }

    private List<Waiting<D>> filter(int at, Predicate<Syntax> fits) {
        return place(at).waiting().stream().filter(waiting -> fits.test(waiting.next())).toList();
    }

    private boolean isAmbiguous(int at) {
        String word = line.word(at);
        List<Waiting<D>> chosen = choose(at);
        SequencedSet<String> words = new LinkedHashSet<>();
        chosen.forEach(waiting -> words.addAll(beginning(waiting.next(), word)));
        return words.size() > 1
                && !words.contains(word.toLowerCase(Locale.ROOT))
                && chosen.stream().noneMatch(Matcher::isTyped);
    }

    private static boolean isTyped(Waiting<?> waiting) {
        return waiting.next() instanceof Syntax.Operand(var arg)
                && (arg.span() == Arg.Span.TYPED || arg.span() == Arg.Span.INTERFACE);
    }

    private static List<String> keywords(Syntax next) {
        return switch (next) {
            case Syntax.Keyword(var word, _, _) -> List.of(word.toLowerCase(Locale.ROOT));
            case Syntax.Operand(var arg) when arg.span() == Arg.Span.KEYWORD ->
                    arg.options().stream()
                            .map(option -> option.word().toLowerCase(Locale.ROOT))
                            .toList();
            default -> List.of();
        };
    }

    /// The keywords at a place that a word is the beginning of; older spellings only in full.
    private static List<String> beginning(Syntax next, String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return switch (next) {
            case Syntax.Keyword(var keyword, _, boolean old) ->
                    keyword.toLowerCase(Locale.ROOT).startsWith(lower)
                                    && (!old || lower.contains("-"))
                            ? List.of(keyword.toLowerCase(Locale.ROOT))
                            : List.of();
            case Syntax.Operand(var arg) when arg.span() == Arg.Span.KEYWORD ->
                    arg.options().stream()
                            .filter(Arg.Option::shown)
                            .map(option -> option.word().toLowerCase(Locale.ROOT))
                            .filter(keyword -> keyword.startsWith(lower))
                            .toList();
            default -> List.of();
        };
    }

    /// How many words an operand with a form of its own takes here; 0 when it does not fit.
    private int interfaceWords(Arg<?> arg, int at) {
        if (arg.read(line.word(at)).isPresent()) {
            return 1;
        }
        boolean joins =
                arg.span() == Arg.Span.INTERFACE
                        && at + 1 < line.size()
                        && Character.isDigit(line.word(at + 1).charAt(0))
                        && Character.isLetter(line.word(at).charAt(line.word(at).length() - 1));
        return joins && arg.read(line.word(at) + line.word(at + 1)).isPresent() ? 2 : 0;
    }

    /// Takes a word; a delimited text that does not end on this line ends the matching.
    private Optional<Matched<D>> step(int at, Waiting<D> waiting) {
        Reading<D> after = waiting.after();
        switch (waiting.next()) {
            case Syntax.Keyword _ -> expand(after, place(at + 1));
            case Syntax.Operand(var arg) -> {
                switch (arg.span()) {
                    case KEYWORD ->
                            expand(
                                    with(after, arg, optionValue(arg, line.word(at))),
                                    place(at + 1));
                    case TYPED, WORD, INTERFACE -> {
                        int words = Math.max(1, interfaceWords(arg, at));
                        String text =
                                words == 1 ? line.word(at) : line.word(at) + line.word(at + 1);
                        arg.read(text)
                                .ifPresent(
                                        value ->
                                                expand(with(after, arg, value), place(at + words)));
                    }
                    case REST ->
                            arg.read(line.from(at))
                                    .ifPresent(
                                            value ->
                                                    expand(
                                                            with(after, arg, value),
                                                            place(line.size())));
                    case DELIMITED -> {
                        return delimited(at, after, arg);
                    }
                    case HEX_LINES, TEXT_LINES -> {}
                }
            }
            default -> throw new IllegalStateException("readings wait for words only");
        }
        return Optional.empty();
    }

    private Optional<Matched<D>> delimited(int at, Reading<D> after, Arg<?> arg) {
        String text = line.from(at);
        String delimiter = text.startsWith("^C") ? "^C" : text.substring(0, 1);
        String begun = text.substring(delimiter.length());
        int end = begun.indexOf(delimiter);
        if (end < 0) {
            return Optional.of(
                    new Matched<>(
                            after.owner(),
                            after.values(),
                            Optional.of(new Open(arg, delimiter, begun))));
        }
        expand(with(after, arg, begun.substring(0, end)), place(line.size()));
        return Optional.empty();
    }

    private static <D> Reading<D> with(Reading<D> reading, Arg<?> arg, Object value) {
        return new Reading<>(
                reading.owner(), reading.rest(), reading.values().plus(arg, value), reading.cut());
    }

    private static Object optionValue(Arg<?> arg, String word) {
        List<? extends Arg.Option<?>> options = arg.options();
        for (Arg.Option<?> option : options) {
            if (option.word().equalsIgnoreCase(word)) {
                return option.value();
            }
        }
        for (Arg.Option<?> option : options) {
            if (option.shown()
                    && option.word()
                            .toLowerCase(Locale.ROOT)
                            .startsWith(word.toLowerCase(Locale.ROOT))) {
                return option.value();
            }
        }
        throw new IllegalStateException("no option fits " + word);
    }

    /// What may stand behind the words of `line`, whose last word the caller has taken off if it is being typed.
    ///
    /// @return empty when the words before do not fit
    static <D> Optional<Hints> hints(
            List<Candidate<D>> candidates, TypedLine line, int first, boolean negated) {
        var matcher = new Matcher<>(candidates, line, first);
        for (int at = first; at < line.size(); at++) {
            if (matcher.place(at).waiting().isEmpty()) {
                continue;
            }
            if (matcher.isAmbiguous(at)) {
                return Optional.empty();
            }
            for (Waiting<D> chosen : matcher.choose(at)) {
                if (matcher.step(at, chosen).isPresent()) {
                    return Optional.empty();
                }
            }
        }
        Place<D> last = matcher.place(line.size());
        var hints = new ArrayList<Hint>();
        for (Waiting<D> waiting : last.waiting()) {
            hints.addAll(hintsOf(waiting.next()));
        }
        boolean complete =
                !last.complete().isEmpty()
                        || negated
                                && last.waiting().stream()
                                        .anyMatch(waiting -> waiting.after().cut());
        return hints.isEmpty() && !complete
                ? Optional.empty()
                : Optional.of(new Hints(hints, complete));
    }

    /// @param complete whether the line may end here
    record Hints(List<Hint> next, boolean complete) {}

    private static List<Hint> hintsOf(Syntax next) {
        return switch (next) {
            case Syntax.Keyword(var word, var help, boolean old) ->
                    old ? List.of() : List.of(new Hint(word, help, true));
            case Syntax.Operand(var arg) ->
                    switch (arg.span()) {
                        case KEYWORD, INTERFACE ->
                                arg.options().stream()
                                        .filter(Arg.Option::shown)
                                        .map(
                                                option ->
                                                        new Hint(
                                                                option.word(),
                                                                option.help().isEmpty()
                                                                        ? arg.help()
                                                                        : option.help(),
                                                                true))
                                        .toList();
                        case HEX_LINES, TEXT_LINES -> List.of();
                        case TYPED, WORD, REST, DELIMITED ->
                                List.of(new Hint(arg.display(), arg.help(), false));
                    };
            default -> throw new IllegalStateException("readings wait for words only");
        };
    }
}
