package io.culvert.lab.shell;

import io.culvert.cli.Dialogue;
import io.culvert.cli.Dialogue.Next;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.lab.CommandNode;
import io.culvert.lab.Network;
import io.culvert.lab.RouterNode;
import io.culvert.lab.Task;
import io.culvert.lab.shell.LabConsole.Assist;
import io.culvert.lab.shell.LabConsole.Input;
import java.util.List;
import java.util.Optional;

/// The command line of one node, as a person is connected to it.
sealed interface NodeSession {
    static NodeSession ofRouter(RouterNode router, LabConsole console) {
        return new OfRouter(
                new Dialogue(
                        router.session(
                                Terminal.DEFAULT.withLength(console.pageLines()),
                                Visitor.atConsole(Visitor.LEVEL_USER))));
    }

    static NodeSession ofHost(CommandNode host, Network network) {
        return new OfHost(host, network);
    }

    /// Asks for what comes next, unless a command is under way.
    void ask(LabConsole console);

    /// Takes what was done; false if that was the end of the session.
    boolean take(Input input, LabConsole console);

    /// Prints what a command under way has printed; true if it has just ended.
    boolean progress(LabConsole console);

    /// A router's session.
    final class OfRouter implements NodeSession {
        private final Dialogue dialogue;

        OfRouter(Dialogue dialogue) {
            this.dialogue = dialogue;
        }

        @Override
        public void ask(LabConsole console) {
            switch (dialogue.next()) {
                case Next.Line(var prompt) ->
                        console.askLine(prompt, new Assist(dialogue::help, dialogue::complete));
                case Next.Key(var prompt) -> console.askKey(prompt);
                case Next.Secret(var prompt, _) -> console.askSecret(prompt);
                case Next.Wait _, Next.Render _, Next.Close _ -> {
                    // nothing to ask
                }
            }
        }

        @Override
        public boolean take(Input input, LabConsole console) {
            if (input instanceof Input.Closed
                    || input instanceof Input.Posted
                    || input instanceof Input.Suspend && !dialogue.isConfiguring()) {
                return false;
            }
            var done =
                    switch (input) {
                        case Input.Line(var text)
                                when dialogue.next() instanceof Next.Secret(_, var check) ->
                                new Dialogue.Input.Checked(check.test(text));
                        case Input.Line(var text) -> new Dialogue.Input.Line(text);
                        case Input.Key(char key) -> new Dialogue.Input.Key(key);
                        case Input.Interrupt _ -> new Dialogue.Input.Interrupt();
                        case Input.Suspend _, Input.Closed _, Input.Posted _ ->
                                new Dialogue.Input.Suspend();
                    };
            var turn = dialogue.rendered(dialogue.take(done));
            console.print(turn.text());
            return !(turn.next() instanceof Next.Close);
        }

        @Override
        public boolean progress(LabConsole console) {
            if (!(dialogue.next() instanceof Next.Wait)) {
                return false;
            }
            var turn = dialogue.rendered(dialogue.poll());
            console.print(turn.text());
            return !(turn.next() instanceof Next.Wait);
        }
    }

    /// A host's shell.
    final class OfHost implements NodeSession {
        private final CommandNode host;
        private final Network network;
        private Optional<Task> task = Optional.empty();
        private int printed;

        OfHost(CommandNode host, Network network) {
            this.host = host;
            this.network = network;
        }

        @Override
        public void ask(LabConsole console) {
            if (task.isEmpty()) {
                console.askLine(
                        host.name() + "$ ",
                        new Assist(
                                _ -> "ping, traceroute, send, listen, wait, ip, exit\n",
                                text ->
                                        List.of(
                                                        "exit",
                                                        "ip",
                                                        "listen",
                                                        "ping",
                                                        "send",
                                                        "traceroute",
                                                        "wait")
                                                .stream()
                                                .filter(word -> word.startsWith(text))
                                                .toList()));
            }
        }

        @Override
        public boolean take(Input input, LabConsole console) {
            return switch (input) {
                case Input.Line(var text) when task.isEmpty() -> line(text.strip(), console);
                case Input.Interrupt _ -> {
                    task = Optional.empty();
                    yield true;
                }
                case Input.Suspend _, Input.Closed _ -> false;
                default -> true;
            };
        }

        private boolean line(String text, LabConsole console) {
            if (text.equals("exit") || text.equals("quit")) {
                return false;
            }
            if (!text.isEmpty()) {
                task = network.command(host.name(), text);
                printed = 0;
                progress(console);
            }
            return true;
        }

        @Override
        public boolean progress(LabConsole console) {
            if (task.isEmpty()) {
                return false;
            }
            String output = task.get().output();
            console.print(output.substring(printed));
            printed = output.length();
            if (task.get().isDone()) {
                task = Optional.empty();
                return true;
            }
            return false;
        }
    }
}
