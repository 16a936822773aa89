package io.culvert.daemon.node;

import io.culvert.cli.Dialogue;
import io.culvert.cli.Dialogue.Next;
import io.culvert.cli.Dialogue.Turn;
import io.culvert.cli.Terminal;
import io.culvert.mgmt.console.Console;
import io.culvert.mgmt.console.Console.Input;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// The console of a node: a thread that waits for the person, has everything done on the router's thread and makes answers into text itself.
final class NodeShell {
    /// How often a command that takes router time, such as a ping, is asked for what it printed.
    private static final Duration PROGRESS = Duration.ofMillis(20);

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Console console;
    private final RouterLoop router;
    private final Function<Terminal, Dialogue> open;

    NodeShell(Console console, RouterLoop router, Function<Terminal, Dialogue> open) {
        this.console = console;
        this.router = router;
        this.open = open;
    }

    /// Serves one session after the other until the input ends.
    void run() {
        try {
            while (serve()) {
                console.print("\n");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// False at the end of the input.
    private boolean serve() throws InterruptedException {
        Dialogue dialogue =
                router.ask(() -> open.apply(Terminal.DEFAULT.withLength(console.pageLines())));
        Next next = router.ask(dialogue::next);
        while (!(next instanceof Next.Close)) {
            Optional<Dialogue.Input> done;
            if (next instanceof Next.Render(var work)) {
                done = Optional.of(new Dialogue.Input.Rendered(work.get()));
            } else {
                Optional<Input> input = question(dialogue, next);
                if (input.filter(Input.Closed.class::isInstance).isPresent()) {
                    return false;
                }
                done = input.flatMap(NodeShell.answer(next));
            }
            Turn turn = router.ask(() -> done.map(dialogue::take).orElseGet(dialogue::poll));
            console.print(turn.text());
            next = turn.next();
        }
        return true;
    }

    /// Asks and waits; while a command is under way it only looks whether something was typed.
    private Optional<Input> question(Dialogue dialogue, Next next) throws InterruptedException {
        switch (next) {
            case Next.Line(var prompt) ->
                    console.askLine(
                            prompt,
                            text -> router.answer(() -> dialogue.help(text)),
                            text -> router.answer(() -> dialogue.complete(text)));
            case Next.Key(var prompt) -> console.askKey(prompt);
            case Next.Secret(var prompt, _) -> console.askSecret(prompt);
            case Next.Wait _, Next.Render _, Next.Close _ -> {
                return console.poll(PROGRESS);
            }
        }
        Optional<Input> input = Optional.empty();
        while (input.isEmpty()) {
            input = console.poll(PATIENCE);
        }
        return input;
    }

    /// What was done, in the dialogue's terms. The check of a secret is slow and runs here, beside the router.
    private static Function<Input, Optional<Dialogue.Input>> answer(Next asked) {
        return input ->
                switch (input) {
                    case Input.Line(var text) when asked instanceof Next.Secret(_, var check) ->
                            Optional.of(new Dialogue.Input.Checked(check.test(text)));
                    case Input.Line(var text) -> Optional.of(new Dialogue.Input.Line(text));
                    case Input.Key(char key) -> Optional.of(new Dialogue.Input.Key(key));
                    case Input.Interrupt _ -> Optional.of(new Dialogue.Input.Interrupt());
                    case Input.Suspend _ -> Optional.of(new Dialogue.Input.Suspend());
                    case Input.Closed _, Input.Posted _ -> Optional.empty();
                };
    }
}
