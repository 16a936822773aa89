package io.culvert.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A session as a terminal drives it: what a person did goes in, what is to be printed and what to ask for next come out.
/// Whoever owns the terminal asks for that, and for nothing else.
public final class Dialogue {
    /// What a person did.
    public sealed interface Input {
        record Line(String text) implements Input {}

        /// One key, in answer to [Next.Key].
        record Key(char key) implements Input {}

        /// A secret was typed, and this is what its check said.
        record Checked(boolean right) implements Input {}

        /// An answer was made into text, as [Next.Render] wanted it.
        record Rendered(String text) implements Input {}

        /// Ctrl-C, and the escape sequence while a command is under way.
        record Interrupt() implements Input {}

        /// Ctrl-Z: leaves the configuration mode.
        record Suspend() implements Input {}
    }

    /// What the terminal does next.
    public sealed interface Next {
        record Line(String prompt) implements Next {}

        /// One key, without echo.
        record Key(String prompt) implements Next {}

        /// A line without echo, which goes into no history. Only what the check says of it comes back.
        record Secret(String prompt, Predicate<String> check) implements Next {}

        /// An answer becomes text, which takes a while and nothing of the router: to be done on the thread of whoever asked.
        record Render(Supplier<String> work) implements Next {}

        /// A command takes router time: call [Dialogue#poll] again soon.
        record Wait() implements Next {}

        record Close() implements Next {}
    }

    /// @param text to be printed before what comes next
    /// @param refused whether a line was refused
    public record Turn(String text, Next next, boolean refused) {}

    private final Session<?, ?> session;

    public Dialogue(Session<?, ?> session) {
        this.session = session;
    }

    public Next next() {
        return switch (session.state()) {
            case READY -> new Next.Line(session.prompt());
            case PAGED -> new Next.Key(Session.MORE);
            case SECRET ->
                    new Next.Secret(Session.PASSWORD, session.challenge().orElseThrow().check());
            case WAITING -> new Next.Wait();
            case RENDERING -> new Next.Render(session.rendering().orElseThrow());
            case CLOSED -> new Next.Close();
        };
    }

    /// Takes what was done; what does not answer the present question was done too late and is dropped.
    public Turn take(Input input) {
        return switch (input) {
            case Input.Line(var text) when session.state() == Session.State.READY ->
                    turn(session.begin(text));
            case Input.Key(char key) when session.state() == Session.State.PAGED ->
                    turn(session.more(key));
            case Input.Checked(boolean right) when session.state() == Session.State.SECRET ->
                    turn(session.answer(right));
            case Input.Rendered(var text) when session.state() == Session.State.RENDERING ->
                    turn(session.rendered(text));
            case Input.Interrupt _ -> turn(session.cancel());
            case Input.Suspend _ when session.isConfiguring() -> turn(session.begin("end"));
            case Input.Line _, Input.Key _, Input.Checked _, Input.Rendered _, Input.Suspend _ ->
                    new Turn("", next(), false);
        };
    }

    /// Goes on with a command that takes router time.
    public Turn poll() {
        return session.state() == Session.State.WAITING
                ? turn(session.goOn())
                : new Turn("", next(), false);
    }

    /// For who has no thread beside that of the router: a turn whose answer is made into text here.
    public Turn rendered(Turn turn) {
        return turn.next() instanceof Next.Render(var work)
                ? take(new Input.Rendered(work.get()))
                : turn;
    }

    private Turn turn(Session.Reply reply) {
        return new Turn(reply.text(), next(), reply.error().isPresent());
    }

    /// Whether `?` and Tab speak of configuration lines.
    public boolean isConfiguring() {
        return session.isConfiguring();
    }

    public Terminal terminal() {
        return session.terminal();
    }

    /// The window of the terminal has this size now; what the person said with `terminal length` stays.
    public void window(int columns, int lines) {
        session.window(columns, lines);
    }

    /// What `?` shows behind `text`.
    public String help(String text) {
        return session.help(text);
    }

    /// The keywords that Tab could complete the last word of `text` to.
    public List<String> complete(String text) {
        return session.complete(text);
    }

    /// Runs one command to its end, or until its answer is to be made into text or it takes router time, as a program that logs in for it alone wants it.
    public Turn run(String command) {
        Optional<Session.Reply> reply =
                session.state() == Session.State.READY
                        ? Optional.of(session.begin(command))
                        : Optional.empty();
        return reply.map(this::turn).orElseGet(() -> new Turn("", next(), true));
    }
}
