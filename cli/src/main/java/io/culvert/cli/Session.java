package io.culvert.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// One person, or one script, at the command line of one router. It has no terminal: lines come in and text goes out, and
/// whoever owns the terminal also keeps the history.
///
/// @param <X> what exec commands look at
/// @param <R> the root of the configuration
public final class Session<X, R> {
    /// What the owner of the terminal does next.
    public enum State {
        /// Prompt for a line.
        READY,
        /// Show `--More--` and pass a key to [#more].
        PAGED,
        /// Ask for a secret, check it with [#challenge], and pass the outcome to [#answer].
        SECRET,
        /// A command takes router time: call [#poll] until it is done.
        WAITING,
        /// An answer is not text yet: do [#rendering], on any thread, and pass what it makes to [#rendered].
        RENDERING,
        CLOSED
    }

    /// @param text to be printed as it is
    /// @param error set when the line was refused
    public record Reply(String text, State state, Optional<CliError> error) {}

    /// A command under way.
    private record Running(Waiting task, List<OutputFilter> filters) {}

    /// A secret that has been asked for.
    ///
    /// @param level the privilege level that it opens
    /// @param tries how many are left
    private record Challenge(int level, int tries, Enabling.Asked asked) {}

    public static final String MORE = " --More-- ";
    public static final String PASSWORD = "Password: ";
    private static final int SECRET_TRIES = 3;

    private final ExecCommands<X> commands;
    private final X router;
    private final ConfigPort<R> port;
    private final ConfigEditor<R> editor;
    private final Visitor visitor;
    private int level;
    private boolean configuring;
    private boolean closed;
    private Terminal terminal;
    private boolean hasOwnLength;
    private Optional<Running> running = Optional.empty();
    private Optional<Challenge> challenge = Optional.empty();
    private Optional<Supplier<String>> rendering = Optional.empty();
    private List<String> rest = List.of();

    public Session(
            ExecCommands<X> commands,
            Grammar<R> grammar,
            X router,
            ConfigPort<R> port,
            Terminal terminal,
            Visitor visitor) {
        this.commands = commands;
        this.router = router;
        this.port = port;
        this.editor = grammar.editor();
        this.terminal = terminal;
        this.visitor = visitor;
        this.level = visitor.level();
    }

    public String prompt() {
        if (editor.isWithinText() || closed) {
            return "";
        }
        if (configuring) {
            return port.hostname() + "(" + editor.mode() + ")#";
        }
        return port.hostname() + (level > Visitor.LEVEL_USER ? "#" : ">");
    }

    public State state() {
        if (closed) {
            return State.CLOSED;
        }
        if (running.isPresent()) {
            return State.WAITING;
        }
        if (rendering.isPresent()) {
            return State.RENDERING;
        }
        return challenge.isPresent() ? State.SECRET : rest.isEmpty() ? State.READY : State.PAGED;
    }

    public boolean isConfiguring() {
        return configuring;
    }

    public Terminal terminal() {
        return terminal;
    }

    /// The window has this size now. What was said with `terminal length` stays.
    public void window(int columns, int lines) {
        terminal = terminal.withWidth(columns);
        if (!hasOwnLength) {
            terminal = terminal.withLength(lines);
        }
    }

    /// Takes a line, without its end, and makes its answer into text at once.
    public Reply submit(String line) {
        return settled(begin(line));
    }

    private Reply settled(Reply reply) {
        return rendering.map(work -> rendered(work.get())).orElse(reply);
    }

    /// Takes a line, without its end. Its answer is left to be made into text, in the state RENDERING: that takes no look at the router, and
    /// a long answer takes longer than packets may wait.
    public Reply begin(String line) {
        if (running.isPresent()) {
            throw new IllegalStateException("a command is still under way");
        }
        rendering = Optional.empty();
        rest = List.of();
        if (challenge.isPresent()) {
            return answer(challenge.get().asked().check().test(line));
        }
        return configuring ? configure(line) : exec(line, 0);
    }

    /// How an answer becomes text.
    public Optional<Supplier<String>> rendering() {
        return rendering;
    }

    /// Takes the text of an answer.
    public Reply rendered(String text) {
        if (rendering.isEmpty()) {
            return reply("");
        }
        rendering = Optional.empty();
        return page(text);
    }

    /// How to check the secret that is asked for.
    public Optional<Enabling.Asked> challenge() {
        return challenge.map(Challenge::asked);
    }

    /// Takes what the check said of a secret that was typed.
    public Reply answer(boolean right) {
        if (challenge.isEmpty()) {
            return reply("");
        }
        Challenge asked = challenge.get();
        challenge = Optional.empty();
        if (right) {
            level = asked.level();
            return reply("");
        }
        if (asked.tries() == 1) {
            return reply("% Bad secrets\n\n");
        }
        challenge = Optional.of(new Challenge(asked.level(), asked.tries() - 1, asked.asked()));
        return reply("");
    }

    private Reply reply(String text) {
        return new Reply(text, state(), Optional.empty());
    }

    private Reply refuse(CliError error) {
        return new Reply(error.render(prompt().length()), state(), Optional.of(error));
    }

    private Reply configure(String line) {
        R before = port.config();
        String promptBefore = prompt();
        ConfigEditor.Reply<R> reply = editor.enter(before, line);
        return switch (reply.what()) {
            case BLANK, MORE -> reply("");
            case REFUSED -> {
                CliError error = reply.error().orElseThrow();
                yield new Reply(error.render(promptBefore.length()), state(), Optional.of(error));
            }
            case ENDED -> {
                configuring = false;
                yield reply("");
            }
            case EXEC -> exec(reply.command(), line.indexOf(reply.command()));
            case TAKEN -> {
                Optional<String> refusal =
                        reply.config() == before ? Optional.empty() : port.commit(reply.config());
                yield refusal.isPresent()
                        ? refuse(CliError.conflict(refusal.get()))
                        : reply(notes(reply) + afterthoughts(before, reply.config()));
            }
        };
    }

    private String afterthoughts(R before, R after) {
        return port.afterthoughts(before, after).stream()
                .map(sentence -> "%Warning: " + sentence + "\n")
                .collect(Collectors.joining());
    }

    private static String notes(ConfigEditor.Reply<?> reply) {
        var text = new StringBuilder();
        reply.notes()
                .forEach(
                        note ->
                                text.append(note.startsWith("%") ? note : "% " + note)
                                        .append('\n'));
        String remark = reply.status().map(Status::remark).orElse("");
        return remark.isEmpty()
                ? text.toString()
                : text.append("%Note: ").append(remark).append('\n').toString();
    }

    /// @param offset column of the command within the line as typed
    private Reply exec(String command, int offset) {
        if (command.isBlank() || command.stripLeading().startsWith("!")) {
            return reply("");
        }
        OutputFilter.Piped piped;
        try {
            piped = OutputFilter.split(command);
        } catch (OutputFilter.NoFilter e) {
            return refuse(shift(e.error(), offset));
        }
        TypedLine line = TypedLine.of(piped.command());
        return switch (Matcher.match(candidates(), line, 0, false)) {
            case Matcher.Failed<Command<X>>(_, CliError error) -> refuse(shift(error, offset));
            case Matcher.Matched<Command<X>> matched ->
                    conclude(
                            matched.owner()
                                    .handler()
                                    .run(
                                            new Command.Call<>(
                                                    router,
                                                    matched.values(),
                                                    terminal,
                                                    visitor,
                                                    level)),
                            piped.filters());
        };
    }

    private static CliError shift(CliError error, int offset) {
        return new CliError(error.kind(), error.column() + offset, error.text());
    }

    private Reply conclude(Outcome outcome, List<OutputFilter> filters) {
        return switch (outcome) {
            case Outcome.Show(Answer answer) -> render(() -> filtered(answer, filters));
            case Outcome.Say(String text) -> render(() -> filtered(text, filters));
            case Outcome.Refuse(String sentence) -> refuse(CliError.conflict(sentence));
            case Outcome.Wait(Waiting task) -> {
                running = Optional.of(new Running(task, filters));
                yield goOn();
            }
            case Outcome.Become(Outcome.Move move) -> become(move);
            case Outcome.Rise(int wanted) -> rise(wanted);
            case Outcome.Sink(int wanted) -> {
                level = Math.min(level, wanted);
                yield reply("");
            }
            case Outcome.Set(Terminal changed) -> {
                hasOwnLength |= changed.length() != terminal.length();
                terminal = changed;
                yield reply("");
            }
        };
    }

    private Reply become(Outcome.Move move) {
        return switch (move) {
            case CLOSED -> {
                closed = true;
                yield reply("");
            }
            case CONFIGURATION -> {
                if (configuring) {
                    yield reply("");
                }
                configuring = true;
                editor.toTop();
                yield reply("Enter configuration commands, one per line.  End with CNTL/Z.\n");
            }
        };
    }

    private Reply rise(int wanted) {
        if (wanted <= level) {
            level = wanted;
            return reply("");
        }
        return switch (port.enabling(visitor, wanted)) {
            case Enabling.Free _ -> {
                level = wanted;
                yield reply("");
            }
            case Enabling.Never(var sentence) -> refuse(CliError.conflict(sentence));
            case Enabling.Asked asked -> {
                challenge = Optional.of(new Challenge(wanted, SECRET_TRIES, asked));
                yield reply("");
            }
        };
    }

    private Reply render(Supplier<String> work) {
        rendering = Optional.of(work);
        return reply("");
    }

    private static String filtered(Answer answer, List<OutputFilter> filters) {
        boolean json = filters.stream().anyMatch(filter -> filter.kind() == OutputFilter.Kind.JSON);
        return filtered(json ? Json.render(answer.json()) : answer.text(), filters);
    }

    private static String filtered(String text, List<OutputFilter> filters) {
        String left = text;
        for (OutputFilter filter : filters) {
            left = filter.apply(left);
        }
        return left.isEmpty() || left.endsWith("\n") ? left : left + "\n";
    }

    /// Goes on with a command that takes router time, and makes its answer into text at once.
    public Reply poll() {
        return settled(goOn());
    }

    /// The same without making an answer into text.
    public Reply goOn() {
        if (running.isEmpty()) {
            return reply("");
        }
        Running command = running.get();
        boolean done = command.task().isDone();
        if (done) {
            running = Optional.empty();
        }
        if (command.filters().isEmpty()) {
            return reply(command.task().take());
        }
        if (!done) {
            return reply("");
        }
        Optional<Answer> answer = command.task().answer();
        String said = answer.isPresent() ? "" : command.task().take();
        return render(
                () ->
                        answer.map(found -> filtered(found, command.filters()))
                                .orElseGet(() -> filtered(said, command.filters())));
    }

    /// The escape sequence: stops a command under way and drops what has not been shown; `^C` in configuration mode ends it.
    public Reply cancel() {
        rest = List.of();
        rendering = Optional.empty();
        if (running.isPresent()) {
            running.get().task().cancel();
            return goOn();
        }
        if (challenge.isPresent()) {
            challenge = Optional.empty();
        } else if (configuring) {
            editor.toTop();
            configuring = false;
        }
        return reply("");
    }

    private Reply page(String text) {
        List<String> lines = text.lines().toList();
        if (terminal.length() == 0 || lines.size() < terminal.length()) {
            return reply(text);
        }
        return show(lines, terminal.length() - 1);
    }

    private Reply show(List<String> lines, int count) {
        int shown = Math.min(count, lines.size());
        rest = new ArrayList<>(lines.subList(shown, lines.size()));
        return reply(String.join("\n", lines.subList(0, shown)) + "\n");
    }

    /// The key pressed at `--More--`: a blank for a page, a line end for a line, anything else for no more.
    public Reply more(char key) {
        List<String> lines = rest;
        rest = List.of();
        return switch (key) {
            case ' ' -> show(lines, Math.max(1, terminal.length() - 1));
            case '\r', '\n' -> show(lines, 1);
            default -> reply("");
        };
    }

    /// What `?` shows behind `text`.
    public String help(String text) {
        if (configuring && !isDo(text)) {
            return editor.help(text);
        }
        int bar = text.indexOf('|');
        if (bar >= 0) {
            return filterHelp(text.substring(bar + 1));
        }
        return HelpText.help(candidates(), command(text), 0, false, commands.glossary());
    }

    private static String filterHelp(String typed) {
        var candidates = new ArrayList<Matcher.Candidate<String>>();
        for (OutputFilter.Kind kind : OutputFilter.Kind.values()) {
            Syntax word = Syntax.words(kind.word(), kind.help());
            candidates.add(
                    new Matcher.Candidate<>(
                            kind.word(),
                            kind == OutputFilter.Kind.JSON
                                    ? word
                                    : Syntax.seq(word, Args.line("Regular Expression"))));
        }
        return HelpText.help(candidates, typed.stripLeading(), 0, false, java.util.Map.of());
    }

    /// The keywords that Tab could complete the last word of `text` to.
    public List<String> complete(String text) {
        return configuring && !isDo(text)
                ? editor.complete(text)
                : HelpText.complete(candidates(), command(text), 0, false);
    }

    private List<Matcher.Candidate<Command<X>>> candidates() {
        return commands.candidates(level == Visitor.LEVEL_MAX);
    }

    private static boolean isDo(String text) {
        return text.stripLeading().startsWith("do ");
    }

    private String command(String text) {
        return configuring ? text.stripLeading().substring(3) : text;
    }
}
