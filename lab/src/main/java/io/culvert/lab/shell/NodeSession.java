package io.culvert.lab.shell;

import io.culvert.cli.Session;
import io.culvert.cli.Session.State;
import io.culvert.cli.Terminal;
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
                router.session(Terminal.DEFAULT.withLength(console.pageLines()), false));
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
        private final Session<?, ?> session;

        OfRouter(Session<?, ?> session) {
            this.session = session;
        }

        @Override
        public void ask(LabConsole console) {
            switch (session.state()) {
                case READY ->
                        console.askLine(
                                session.prompt(), new Assist(session::help, session::complete));
                case PAGED -> console.askKey(Session.MORE);
                case WAITING, CLOSED -> {
                    // nothing to ask
                }
            }
        }

        @Override
        public boolean take(Input input, LabConsole console) {
            switch (input) {
                case Input.Line(var text) when session.state() == State.READY ->
                        console.print(session.submit(text).text());
                case Input.Line _ -> {
                    // typed ahead of a command that is under way: dropped, as a router's console
                    // does
                }
                case Input.Key(char key) when session.state() == State.PAGED ->
                        console.print(session.more(key).text());
                case Input.Key _ -> {
                    // too late
                }
                case Input.Interrupt _ -> console.print(session.cancel().text());
                case Input.Suspend _ -> {
                    if (session.prompt().endsWith(")#")) {
                        console.print(session.submit("end").text());
                    } else {
                        return false;
                    }
                }
                case Input.Closed _ -> {
                    return false;
                }
            }
            return session.state() != State.CLOSED;
        }

        @Override
        public boolean progress(LabConsole console) {
            if (session.state() != State.WAITING) {
                return false;
            }
            console.print(session.poll().text());
            return session.state() != State.WAITING;
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
