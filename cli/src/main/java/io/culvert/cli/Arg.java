package io.culvert.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One operand of a line: how it is read, printed and explained. Every operand is a name for its value too
/// ([Values#get]), so each is made once and compared by identity.
public final class Arg<T> {
    /// What of the line an operand takes.
    enum Span {
        /// One word of its own form, such as an address; it goes before an abbreviated keyword.
        TYPED,
        /// Any one word.
        WORD,
        /// One of a few keywords, which can be abbreviated.
        KEYWORD,
        /// One word, or a kind and a number with a blank between.
        INTERFACE,
        /// The rest of the line as it stands.
        REST,
        /// Text between two delimiters, over as many lines as it takes.
        DELIMITED,
        /// Lines of hexadecimal digits up to `quit`, or nothing.
        HEX_LINES,
        /// Lines of text up to one that says `exit`.
        TEXT_LINES
    }

    /// One keyword of a choice.
    ///
    /// @param shown whether it is the spelling that is printed and offered; older spellings are only read
    public record Option<T>(String word, T value, String help, boolean shown) {
        public Option<T> hidden() {
            return new Option<>(word, value, help, false);
        }
    }

    private final Span span;
    private final String display;
    private final String help;
    private final Function<String, Optional<T>> read;
    private final Function<T, String> print;
    private final List<Option<T>> options;

    Arg(
            Span span,
            String display,
            String help,
            Function<String, Optional<T>> read,
            Function<T, String> print,
            List<Option<T>> options) {
        this.span = span;
        this.display = display;
        this.help = help;
        this.read = read;
        this.print = print;
        this.options = List.copyOf(options);
    }

    /// The same form with a name and an explanation of its own.
    public Arg<T> as(String otherDisplay, String otherHelp) {
        return new Arg<>(span, otherDisplay, otherHelp, read, print, options);
    }

    Span span() {
        return span;
    }

    /// The left column of help: `A.B.C.D`, `<1-10>`, `WORD`.
    String display() {
        return display;
    }

    String help() {
        return help;
    }

    List<Option<T>> options() {
        return options;
    }

    Optional<T> read(String text) {
        return read.apply(text);
    }

    @SuppressWarnings("unchecked")
    String print(Object value) {
        return print.apply((T) value);
    }

    @Override
    public String toString() {
        return display;
    }
}
