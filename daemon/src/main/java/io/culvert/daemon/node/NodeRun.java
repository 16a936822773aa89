package io.culvert.daemon.node;

import io.culvert.cli.Visitor;
import io.culvert.commands.layout.WallTime;
import io.culvert.mgmt.console.Console;
import io.culvert.router.LogLine;
import io.culvert.router.config.management.Timestamps;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One run of a node as a program: console, signals, farewell.
public final class NodeRun {
    /// How it ended.
    public enum End {
        ENDED,
        /// What was given is wrong.
        INPUT,
        /// The machine lacks something.
        ENVIRONMENT
    }

    /// The time that peers are given to hear that we go.
    private static final long FAREWELL_SECONDS = 5;

    private NodeRun() {}

    /// Runs the node until SIGTERM or SIGINT, in this thread.
    public static End run(Path config, Path pki, PrintWriter err) {
        try (Node node = Node.open(config, pki, line -> print(err, line))) {
            var finished = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(node, finished), "farewell"));
            Thread.ofPlatform().daemon().name("console-session").start(() -> serve(node));
            try {
                node.run();
            } finally {
                finished.countDown();
            }
            return End.ENDED;
        } catch (Node.Refusal e) {
            err.println(e.getMessage());
            return e.isInput() ? End.INPUT : End.ENVIRONMENT;
        } catch (IOException e) {
            err.println("culvert: " + e.getMessage());
            return End.ENVIRONMENT;
        }
    }

    private static void end(Node node, CountDownLatch finished) {
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

    private static void print(PrintWriter err, LogLine line) {
        err.println(
                WallTime.log(
                                Timestamps.DEFAULT,
                                Instant.now(),
                                Duration.between(Instant.EPOCH, line.at()))
                        + ": "
                        + line.notice());
        err.flush();
    }
}
