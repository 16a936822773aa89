package io.culvert.mgmt.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// A real terminal. One thread of its own reads, because reading blocks.
final class TerminalConsole implements Console {
    private static final char CTRL_Z = 26;

    /// Control and Shift and 6, the escape sequence of IOS.
    private static final int CTRL_CARET = 30;

    private sealed interface Question {
        record ForLine(
                String prompt,
                Function<String, String> help,
                Function<String, List<String>> complete)
                implements Question {}

        record ForSecret(String prompt) implements Question {}

        record ForKey(String prompt) implements Question {}
    }

    private final Terminal terminal;
    private final LineReader reader;
    private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private volatile Function<String, String> help = _ -> "";
    private volatile Function<String, List<String>> complete = _ -> List.of();
    private volatile boolean suspended;

    private TerminalConsole(Terminal terminal) {
        this.terminal = terminal;
        var parser = new DefaultParser();
        parser.setEscapeChars(new char[0]);
        parser.setQuoteChars(new char[0]);
        reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .parser(parser)
                        .completer(
                                (_, line, candidates) -> {
                                    String before = line.line().substring(0, line.cursor());
                                    complete.apply(before)
                                            .forEach(word -> candidates.add(new Candidate(word)));
                                })
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.AUTO_MENU, false)
                        .build();
        bind("culvert-help", "?", this::showHelp);
        bind("culvert-suspend", String.valueOf(CTRL_Z), this::suspend);
        // While a line is read JLine has its own handlers. Without these, breaking off a command
        // would end the program.
        terminal.handle(Terminal.Signal.INT, _ -> interrupt());
        terminal.handle(Terminal.Signal.TSTP, _ -> interrupt());
        Thread.ofPlatform().daemon().name("console").start(this::read);
    }

    static TerminalConsole open() {
        try {
            Terminal terminal = TerminalBuilder.builder().system(true).build();
            Attributes attributes = terminal.getAttributes();
            attributes.setControlChar(Attributes.ControlChar.VSUSP, CTRL_CARET);
            attributes.setControlChar(Attributes.ControlChar.VQUIT, 0);
            terminal.setAttributes(attributes);
            return new TerminalConsole(terminal);
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be opened", e);
        }
    }

    private void bind(String name, String key, Runnable action) {
        reader.getWidgets()
                .put(
                        name,
                        () -> {
                            action.run();
                            return true;
                        });
        Objects.requireNonNull(
                        reader.getKeyMaps().get(LineReader.MAIN),
                        "JLine always has its main key map")
                .bind(new Reference(name), key);
    }

    /// IOS shows the help at once, without the line being ended, and then the line again.
    private void showHelp() {
        String before = reader.getBuffer().upToCursor();
        reader.printAbove(help.apply(before).stripTrailing());
    }

    private void suspend() {
        suspended = true;
        reader.getBuffer().clear();
        reader.callWidget(LineReader.ACCEPT_LINE);
    }

    private void interrupt() {
        if (!reader.isReading()) {
            inputs.add(new Input.Interrupt());
        }
    }

    private void read() {
        try {
            while (true) {
                inputs.add(
                        switch (questions.take()) {
                            case Question.ForLine question -> line(question);
                            case Question.ForSecret(var prompt) -> secret(prompt);
                            case Question.ForKey(var prompt) -> key(prompt);
                        });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | EndOfFileException e) {
            inputs.add(new Input.Closed());
        }
    }

    private Input line(Question.ForLine question) {
        help = question.help();
        complete = question.complete();
        suspended = false;
        try {
            String text = reader.readLine(question.prompt());
            return suspended ? new Input.Suspend() : new Input.Line(text);
        } catch (UserInterruptException e) {
            return new Input.Interrupt();
        }
    }

    private Input secret(String prompt) {
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            return new Input.Line(reader.readLine(prompt, '\0'));
        } catch (UserInterruptException e) {
            return new Input.Interrupt();
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
        }
    }

    private Input key(String prompt) throws IOException {
        terminal.writer().print(prompt);
        terminal.flush();
        Attributes before = terminal.enterRawMode();
        try {
            int key = terminal.reader().read();
            return key < 0 ? new Input.Closed() : new Input.Key((char) key);
        } finally {
            terminal.setAttributes(before);
            terminal.writer().print("\r" + " ".repeat(prompt.length()) + "\r");
            terminal.flush();
        }
    }

    @Override
    public void askLine(
            String prompt,
            Function<String, String> answer,
            Function<String, List<String>> candidates) {
        questions.add(new Question.ForLine(prompt, answer, candidates));
    }

    @Override
    public void askSecret(String prompt) {
        questions.add(new Question.ForSecret(prompt));
    }

    @Override
    public void askKey(String prompt) {
        questions.add(new Question.ForKey(prompt));
    }

    @Override
    public Optional<Input> poll(Duration atMost) throws InterruptedException {
        return Optional.ofNullable(
                inputs.poll(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS));
    }

    @Override
    public void post(Runnable work) {
        inputs.add(new Input.Posted(work));
    }

    @Override
    public void print(String text) {
        if (reader.isReading()) {
            reader.printAbove(text.stripTrailing());
        } else {
            terminal.writer().print(text);
            terminal.flush();
        }
    }

    @Override
    public int pageLines() {
        return Math.max(terminal.getHeight(), 0);
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be closed", e);
        }
    }
}
