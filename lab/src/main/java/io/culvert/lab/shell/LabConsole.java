package io.culvert.lab.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The person at the prompt of `lab up`, as `daemon` supplies it: a terminal, or a pipe.
public interface LabConsole {
    /// What a person did.
    sealed interface Input {
        /// A line was typed. On a terminal the history keeps it.
        record Line(String text) implements Input {}

        /// One key, in answer to [#askKey].
        record Key(char key) implements Input {}

        /// Ctrl-C.
        record Interrupt() implements Input {}

        /// Ctrl-Z.
        record Suspend() implements Input {}

        /// Somebody else wants this done in the lab's thread.
        record Posted(Runnable work) implements Input {}

        /// The end of the input.
        record Closed() implements Input {}
    }

    /// How a line may be edited: what `?` prints behind the text before the cursor, and what Tab may put in place of its
    /// last word.
    record Assist(Function<String, String> help, Function<String, List<String>> complete) {}

    /// Shows the prompt and lets a line be typed.
    void askLine(String prompt, Assist assist);

    /// Lets a line be typed without echo; no history keeps it.
    void askSecret(String prompt);

    /// Lets one key be pressed without echo; on a pipe the answer is a blank at once.
    void askKey(String prompt);

    /// What was done, if anything was, waiting until then but no longer than until that time of the lab.
    Optional<Input> await(long labNanos);

    void print(String text);

    /// The lines of a page, 0 for no pages.
    int pageLines();
}
