package io.culvert.mgmt.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A person, or a script, at a prompt. One question is open at a time; its answer arrives through [#poll].
public interface Console extends AutoCloseable {
    /// What was done.
    sealed interface Input {
        record Line(String text) implements Input {}

        record Key(char key) implements Input {}

        record Interrupt() implements Input {}

        record Suspend() implements Input {}

        record Closed() implements Input {}

        /// Somebody else wants this done by whoever owns the console.
        record Posted(Runnable work) implements Input {}
    }

    /// Lets a line be typed.
    ///
    /// @param help what `?` prints behind the text before the cursor
    /// @param complete what Tab may put in place of its last word
    void askLine(
            String prompt, Function<String, String> help, Function<String, List<String>> complete);

    /// Lets a line be typed without echo; no history keeps it.
    void askSecret(String prompt);

    /// Lets one key be pressed, without echo.
    void askKey(String prompt);

    /// What was done, waiting for it at most so long.
    Optional<Input> poll(Duration atMost) throws InterruptedException;

    /// Gives whoever owns the console something to do, between two inputs. Any thread may call.
    void post(Runnable work);

    /// Prints text whose lines end in line feeds; a line being typed stays whole.
    void print(String text);

    /// The lines of a page; 0 for no pages.
    int pageLines();

    @Override
    void close();

    /// A terminal if there is one, otherwise plain lines without any escape code.
    static Console open() {
        return Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent()
                        && !isDumb()
                ? TerminalConsole.open()
                : new PipeConsole(System.in, System.out);
    }

    private static boolean isDumb() {
        String kind = System.getenv("TERM");
        return kind == null || kind.equals("dumb");
    }
}
