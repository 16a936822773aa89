package io.culvert.daemon.node;

import io.culvert.cli.Visitor;
import io.culvert.engine.Notice;
import io.culvert.linux.JournalSocket;
import io.culvert.mgmt.console.Console;
import io.culvert.mgmt.console.Hangup;
import io.culvert.mgmt.syslog.LogRecord;
import io.culvert.mgmt.syslog.Messages;
import io.culvert.router.LogLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One run of a node as a program: console, SSH, signals, service manager, farewell.
public final class NodeRun {
    /// How it ended.
    public enum End {
        ENDED,
        /// What was given is wrong.
        INPUT,
        /// The machine lacks something.
        ENVIRONMENT
    }

    /// What a node is started with.
    ///
    /// @param config the saved configuration
    /// @param pki folder of certificates and keys
    /// @param state folder of what the node keeps itself, such as its SSH host keys
    /// @param rehearses whether it does beside its start what it will have to do later
    public record Start(Path config, Path pki, Path state, boolean rehearses) {}

    /// The time that peers are given to hear that we go.
    private static final long FAREWELL_SECONDS = 5;

    private static final String IDENTIFIER = "culvert";

    private final Printer printer;
    private final ServiceNotices manager;
    private final Optional<JournalSocket> journal;
    private final Messages messages;
    private Optional<Node> running = Optional.empty();
    private Consumer<String> monitor = _ -> {};

    private NodeRun(Printer printer, ServiceNotices manager, Optional<JournalSocket> journal) {
        this.printer = printer;
        this.manager = manager;
        this.journal = journal;
        messages = new Messages(this::print, text -> monitor.accept(text), this::write);
    }

    /// Runs the node until SIGTERM or SIGINT, in this thread.
    public static End run(Start start, PrintWriter err) {
        try (ServiceNotices manager = ServiceNotices.of(System.getenv())) {
            // Under a service manager standard error is the journal already, without the fields.
            Optional<JournalSocket> journal =
                    System.getenv("JOURNAL_STREAM") == null
                            ? Optional.empty()
                            : JournalSocket.open();
            try (var printer = new Printer(err)) {
                return new NodeRun(printer, manager, journal).run(start);
            }
        } catch (Node.Refusal e) {
            err.println(e.getMessage());
            return e.isInput() ? End.INPUT : End.ENVIRONMENT;
        } catch (IOException e) {
            err.println("culvert: " + e.getMessage());
            return End.ENVIRONMENT;
        }
    }

    private End run(Start start) throws Node.Refusal, IOException {
        try (messages;
                Node node = Node.open(start.config(), start.pki(), this::take);
                NodeSsh ssh = new NodeSsh(node, start.state().resolve("ssh"))) {
            running = Optional.of(node);
            monitor = ssh::show;
            Optional<String> refusal = ssh.change(node.config(), node.config()).or(node::rank);
            if (refusal.isPresent()) {
                throw new Node.Refusal(false, refusal.get());
            }
            node.attach(after -> ssh.change(node.config(), after));
            var finished = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(node, finished), "farewell"));
            Hangup.then(() -> reload(node));
            Thread.ofPlatform().daemon().name("console-session").start(() -> serve(node));
            if (start.rehearses()) {
                node.rehearse();
            }
            manager.ready(node.thread(), "Running " + node.config().system().hostname());
            try {
                node.run();
            } finally {
                printer.close();
                finished.countDown();
            }
            return End.ENDED;
        }
    }

    /// One at a time, so that what was read last is taken last.
    private synchronized void reload(Node node) {
        node.thread().post(manager::reloading);
        try {
            Node.Saved fresh = node.read();
            node.thread().post(() -> reloaded(node, node.take(fresh)));
        } catch (Node.Refusal e) {
            node.thread().post(() -> reloaded(node, Optional.of(e.told())));
        }
    }

    private void reloaded(Node node, Optional<String> refusal) {
        node.note(
                refusal.map(
                                why ->
                                        new Notice(
                                                "SYS",
                                                3,
                                                "RELOAD_REFUSED",
                                                "the running configuration stays: " + why))
                        .orElseGet(
                                () ->
                                        new Notice(
                                                "SYS",
                                                5,
                                                "CONFIG_I",
                                                "Configured from the saved configuration by SIGHUP")));
        manager.reloaded(
                refusal.map(why -> "Reload refused: " + why)
                        .orElseGet(() -> "Running " + node.config().system().hostname()));
    }

    /// On a signal. Where the node has ended by itself, the process ends with the status that it has.
    private void end(Node node, CountDownLatch finished) {
        if (finished.getCount() == 0) {
            return;
        }
        manager.stopping();
        node.thread().stop();
        try {
            if (finished.await(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void serve(Node node) {
        try (Console console = Console.open()) {
            new NodeShell(
                            console,
                            node.thread(),
                            terminal ->
                                    node.dialogue(Visitor.atConsole(Visitor.LEVEL_USER), terminal))
                    .run();
        }
    }

    /// Every notice goes where the running configuration says; before there is one, to the console.
    private void take(LogLine line) {
        running.ifPresent(node -> messages.configure(node.config()));
        Instant powerOn = Instant.now().minus(Duration.between(Instant.EPOCH, line.at()));
        messages.take(powerOn, line);
    }

    /// With a journal the console stays quiet: it shows the journal already, or nobody looks.
    private void print(String text) {
        if (journal.isEmpty()) {
            printer.print(text);
        }
    }

    private void write(LogRecord message) {
        journal.ifPresent(
                socket ->
                        socket.write(
                                message.notice().severity(),
                                IDENTIFIER,
                                message.notice().toString(),
                                Map.of("CULVERT_MESSAGE_ID", message.messageId())));
    }
}
