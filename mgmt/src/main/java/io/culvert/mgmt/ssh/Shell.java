package io.culvert.mgmt.ssh;

import io.culvert.cli.Dialogue;
import io.culvert.cli.Dialogue.Input;
import io.culvert.cli.Dialogue.Next;
import io.culvert.cli.Dialogue.Turn;
import io.culvert.cli.Terminal;
import io.culvert.mgmt.terminal.History;
import io.culvert.mgmt.terminal.LineEditor;
import io.culvert.mgmt.terminal.LineEditor.Done;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One command line over SSH: a person or a program at its keyboard. It runs on a thread of its own, and each step that
/// concerns the router on the router's.
final class Shell {
    /// How often a command that takes router time is looked at.
    private static final Duration LOOK = Duration.ofMillis(20);

    private static final Duration EVER = Duration.ofDays(365);

    /// The window of a peer.
    ///
    /// @param isTerminal whether there is a terminal at all; otherwise lines are read plainly and shown as they were read
    record Window(boolean isTerminal, int columns, int lines) {}

    /// What a turn left behind.
    private record Behind(Turn turn, Terminal terminal) {}

    private final RouterCalls router;
    private final SshHost.Opened opened;
    private final Keyboard keyboard;
    private final OutputStream out;
    private final boolean isTerminal;
    private final Duration idleMax;
    private final LineEditor editor;
    private volatile boolean monitors;
    private int columns;
    private boolean isGone;

    /// @param idleMax how long nothing may be typed; zero for ever
    Shell(
            RouterCalls router,
            SshHost.Opened opened,
            Keyboard keyboard,
            OutputStream out,
            boolean isTerminal,
            Duration idleMax) {
        this.router = router;
        this.opened = opened;
        this.keyboard = keyboard;
        this.out = out;
        this.isTerminal = isTerminal;
        this.idleMax = idleMax.isZero() ? EVER : idleMax;
        this.editor = new LineEditor(this::write, new History(), new Questions());
    }

    /// What `?` and Tab ask the router.
    private final class Questions implements LineEditor.Assist {
        @Override
        public String help(String text) {
            return ask(dialogue -> dialogue.help(text)).orElse("");
        }

        @Override
        public List<String> complete(String text) {
            return ask(dialogue -> dialogue.complete(text)).orElse(List.of());
        }
    }

    private <T> Optional<T> ask(Function<Dialogue, T> question) {
        return router.ask(
                        () ->
                                opened.isAlive().getAsBoolean()
                                        ? Optional.of(question.apply(opened.dialogue()))
                                        : Optional.<T>empty())
                .flatMap(answer -> answer);
    }

    /// Does one thing at the session and prints what comes of it; empty when the router has gone.
    private Optional<Next> act(Function<Dialogue, Turn> step) {
        Optional<Behind> behind =
                ask(dialogue -> new Behind(step.apply(dialogue), dialogue.terminal()));
        if (behind.isEmpty()) {
            print("\n% The router has gone\n");
            return Optional.empty();
        }
        columns = behind.get().terminal().width();
        monitors = behind.get().terminal().monitor();
        print(behind.get().turn().text());
        return isGone ? Optional.empty() : Optional.of(behind.get().turn().next());
    }

    /// Any thread: whether messages of the router are wanted here.
    boolean monitors() {
        return monitors;
    }

    /// Stays until the person or the router goes.
    void run(String banner) throws InterruptedException {
        print(banner);
        Optional<Next> next = act(dialogue -> new Turn("", dialogue.next(), false));
        while (next.isPresent()) {
            next =
                    switch (next.get()) {
                        case Next.Line(var prompt) -> line(prompt);
                        case Next.Secret secret -> secret(secret);
                        case Next.Key(var prompt) -> key(prompt);
                        case Next.Wait _ -> await();
                        case Next.Render(var work) -> {
                            var done = new Input.Rendered(work.get());
                            yield act(dialogue -> dialogue.take(done));
                        }
                        case Next.Close _ -> Optional.empty();
                    };
        }
    }

    private Optional<Next> line(String prompt) throws InterruptedException {
        Optional<Done> done = isTerminal ? edited(prompt, true) : plain(prompt, true);
        return done.map(Shell::input).flatMap(input -> act(dialogue -> dialogue.take(input)));
    }

    private static Input input(Done done) {
        return switch (done) {
            case Done.Line(var text) -> new Input.Line(text);
            case Done.Interrupt _ -> new Input.Interrupt();
            case Done.Suspend _ -> new Input.Suspend();
        };
    }

    private Optional<Next> secret(Next.Secret secret) throws InterruptedException {
        Optional<Done> done =
                isTerminal ? edited(secret.prompt(), false) : plain(secret.prompt(), false);
        return done.map(
                        how ->
                                how instanceof Done.Line(var text)
                                        ? new Input.Checked(secret.check().test(text))
                                        : new Input.Interrupt())
                .flatMap(input -> act(dialogue -> dialogue.take(input)));
    }

    private Optional<Next> key(String prompt) throws InterruptedException {
        print(prompt);
        char key = ' ';
        if (isTerminal) {
            Optional<Keyboard.Event> event = event();
            while (event.isPresent() && event.get() instanceof Keyboard.Event.Message(var text)) {
                print("\n" + text + "\n" + prompt);
                event = event();
            }
            if (!(event.orElse(new Keyboard.Event.Closed())
                    instanceof Keyboard.Event.Key(char pressed))) {
                return Optional.empty();
            }
            key = pressed;
        }
        String back = "\b".repeat(prompt.length());
        write(isTerminal ? back + " ".repeat(prompt.length()) + back : "\n");
        char pressed = key;
        return act(dialogue -> dialogue.take(new Input.Key(pressed)));
    }

    private Optional<Next> await() throws InterruptedException {
        return switch (keyboard.interrupted(LOOK, !isTerminal)) {
            case NONE -> act(Dialogue::poll);
            case INTERRUPT -> act(dialogue -> dialogue.take(new Input.Interrupt()));
            case CLOSED -> {
                act(dialogue -> dialogue.take(new Input.Interrupt()));
                yield Optional.empty();
            }
        };
    }

    private Optional<Keyboard.Event> event() throws InterruptedException {
        return keyboard.next(idleMax);
    }

    /// A line typed at a terminal; empty when its owner has gone or has typed nothing for too long.
    private Optional<Done> edited(String prompt, boolean echoes) throws InterruptedException {
        editor.begin(prompt, echoes, columns);
        while (!isGone) {
            switch (event().orElse(new Keyboard.Event.Closed())) {
                case Keyboard.Event.Key(char key) -> {
                    Optional<Done> done = editor.key(key);
                    if (done.isPresent()) {
                        return done;
                    }
                }
                case Keyboard.Event.Message(var text) -> {
                    print("\n" + text + "\n");
                    editor.redisplayLine();
                }
                case Keyboard.Event.Closed _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /// A line of a script.
    private Optional<Done> plain(String prompt, boolean echoes) throws InterruptedException {
        print(prompt);
        var text = new StringBuilder();
        while (!isGone) {
            switch (event().orElse(new Keyboard.Event.Closed())) {
                case Keyboard.Event.Key(char key) -> {
                    if (key == '\n') {
                        print((echoes ? text : "") + "\n");
                        return Optional.of(new Done.Line(text.toString()));
                    }
                    if (key != '\r' && text.length() < LineEditor.LENGTH_MAX) {
                        text.append(key);
                    }
                }
                case Keyboard.Event.Message(var message) -> print("\n" + message + "\n");
                case Keyboard.Event.Closed _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private void print(String text) {
        write(isTerminal ? text.replace("\n", "\r\n") : text);
    }

    private void write(String text) {
        if (isGone || text.isEmpty()) {
            return;
        }
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            isGone = true;
        }
    }
}
