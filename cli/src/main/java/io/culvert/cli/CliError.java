package io.culvert.cli;

/// Why a line was refused.
///
/// @param column of the offending word, from 0; of use only to [Kind#INVALID]
public record CliError(Kind kind, int column, String text) {
    public enum Kind {
        /// A word that nothing here begins with.
        INVALID,
        /// More words are needed.
        INCOMPLETE,
        /// An abbreviation of more than one word.
        AMBIGUOUS,
        /// Well formed, but in conflict with something else: the text is a sentence that names it.
        CONFLICT
    }

    static CliError invalid(int column) {
        return new CliError(Kind.INVALID, column, "% Invalid input detected at '^' marker.");
    }

    static CliError incomplete(int column) {
        return new CliError(Kind.INCOMPLETE, column, "% Incomplete command.");
    }

    static CliError ambiguous(int column, String line) {
        return new CliError(
                Kind.AMBIGUOUS, column, "% Ambiguous command:  \"" + line.strip() + "\"");
    }

    public static CliError conflict(String sentence) {
        return new CliError(
                Kind.CONFLICT, 0, sentence.startsWith("%") ? sentence : "% " + sentence);
    }

    /// What the terminal shows below the line.
    ///
    /// @param indent how many columns stand before the line: the length of the prompt
    public String render(int indent) {
        return switch (kind) {
            case INVALID -> " ".repeat(indent + column) + "^\n" + text + "\n\n";
            case INCOMPLETE -> text + "\n\n";
            case AMBIGUOUS, CONFLICT -> text + "\n";
        };
    }
}
