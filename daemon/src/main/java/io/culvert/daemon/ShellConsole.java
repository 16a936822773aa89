package io.culvert.daemon;

import io.culvert.lab.shell.LabConsole;
import io.culvert.mgmt.console.Console;
import java.time.Duration;
import java.util.Optional;

/// Joins the prompt of `lab up`, which knows no terminal, and the terminal, which knows no lab.
final class ShellConsole implements LabConsole {
    /// The agenda is looked at again at least so often.
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Console console;
    private final RealTime time;

    ShellConsole(Console console, RealTime time) {
        this.console = console;
        this.time = time;
    }

    @Override
    public void askLine(String prompt, Assist assist) {
        console.askLine(prompt, assist.help(), assist.complete());
    }

    @Override
    public void askSecret(String prompt) {
        console.askSecret(prompt);
    }

    @Override
    public void askKey(String prompt) {
        console.askKey(prompt);
    }

    @Override
    public Optional<Input> await(long labNanos) {
        long left = Math.clamp(labNanos - time.now(), 0, LONGEST.toNanos());
        try {
            return console.poll(Duration.ofNanos(left)).map(ShellConsole::input);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Input.Closed());
        }
    }

    private static Input input(Console.Input input) {
        return switch (input) {
            case Console.Input.Line(var text) -> new Input.Line(text);
            case Console.Input.Key(char key) -> new Input.Key(key);
            case Console.Input.Interrupt _ -> new Input.Interrupt();
            case Console.Input.Suspend _ -> new Input.Suspend();
            case Console.Input.Closed _ -> new Input.Closed();
            case Console.Input.Posted(var work) -> new Input.Posted(work);
        };
    }

    @Override
    public void print(String text) {
        console.print(text);
    }

    @Override
    public int pageLines() {
        return console.pageLines();
    }
}
