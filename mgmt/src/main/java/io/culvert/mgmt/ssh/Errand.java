package io.culvert.mgmt.ssh;

import io.culvert.cli.Dialogue;
import io.culvert.cli.Dialogue.Next;
import io.culvert.cli.Dialogue.Turn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Commands that somebody logs in for without a terminal: `ssh router show version`. Each line is a command; the first that
/// is refused ends it.
final class Errand {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int DONE = 0;
    private static final int REFUSED = 1;

    /// As a shell says that a signal ended a program.
    private static final int BROKEN_OFF = 130;

    private final RouterCalls router;
    private final SshHost.Opened opened;
    private final Keyboard keyboard;
    private final OutputStream out;

    Errand(RouterCalls router, SshHost.Opened opened, Keyboard keyboard, OutputStream out) {
        this.router = router;
        this.opened = opened;
        this.keyboard = keyboard;
        this.out = out;
    }

    /// The exit status.
    int run(String commands) throws InterruptedException, IOException {
        List<String> lines = commands.lines().map(String::strip).toList();
        for (String line : lines) {
            int status = one(line);
            if (status != DONE) {
                return status;
            }
        }
        return DONE;
    }

    private int one(String line) throws InterruptedException, IOException {
        Optional<Turn> turn = rendered(ask(dialogue -> dialogue.run(line)));
        while (turn.isPresent() && turn.get().next() instanceof Next.Wait) {
            print(turn.get().text());
            if (keyboard.interrupted(LOOK, true) == Keyboard.Break.INTERRUPT) {
                ask(dialogue -> dialogue.take(new Dialogue.Input.Interrupt()));
                return BROKEN_OFF;
            }
            turn = rendered(ask(Dialogue::poll));
        }
        if (turn.isEmpty()) {
            return REFUSED;
        }
        print(turn.get().text());
        return turn.get().refused() || turn.get().next() instanceof Next.Secret ? REFUSED : DONE;
    }

    /// Makes an answer into text here, beside the router.
    private Optional<Turn> rendered(Optional<Turn> turn) {
        return turn.flatMap(
                each -> {
                    if (!(each.next() instanceof Next.Render(var work))) {
                        return turn;
                    }
                    var done = new Dialogue.Input.Rendered(work.get());
                    return ask(dialogue -> dialogue.take(done));
                });
    }

    private Optional<Turn> ask(Function<Dialogue, Turn> step) {
        return router.ask(
                        () ->
                                opened.isAlive().getAsBoolean()
                                        ? Optional.of(step.apply(opened.dialogue()))
                                        : Optional.<Turn>empty())
                .flatMap(answer -> answer);
    }

    private void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
