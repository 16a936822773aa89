package io.culvert.interop;

import io.culvert.daemon.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `culvert router` in a namespace, operated on its console as a person does.
final class Culvert implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration LABEL = Duration.ofSeconds(10);

    private final Running process;
    private final Pattern prompt;

    private Culvert(Running process, String hostname) {
        this.process = process;
        prompt = Pattern.compile("(?m)^" + Pattern.quote(hostname) + "(\\([\\w-]+\\))?[>#]\\z");
    }

    /// Starts it from the classes of this build.
    ///
    /// @param config the text of its configuration, with a `hostname`
    static Culvert start(Namespaces net, String node, String config) {
        return start(net, node, config, net.folder("culvert-" + node));
    }

    /// Starts it in a folder that may hold its certificates in `pki`.
    static Culvert start(Namespaces net, String node, String config, Path folder) {
        try {
            Files.writeString(folder.resolve("startup.cfg"), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Culvert culvert = net.own(new Culvert(launch(net, node, folder), hostname(config)));
        culvert.process.await(0, culvert.prompt, START);
        culvert.ask("enable");
        return culvert;
    }

    /// Starts it with a configuration that it refuses, or that the machine cannot serve.
    ///
    /// @return what it says, once it has ended
    static Shell refused(Namespaces net, String node, String config) {
        return refused(net, node, config, List.of());
    }

    /// The same of a node that has not all rights.
    ///
    /// @param without the command that takes rights away and then runs what follows it
    static Shell refused(Namespaces net, String node, String config, List<String> without) {
        try {
            Path file = net.folder("refused-" + node).resolve("startup.cfg");
            Files.writeString(file, config);
            var all = new ArrayList<String>(without);
            all.addAll(command(file));
            return Shell.attempt(net.command(node, all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Running launch(Namespaces net, String node, Path folder) {
        return Running.start(
                "culvert",
                folder,
                Map.of(),
                net.command(node, command(folder.resolve("startup.cfg"))));
    }

    private static List<String> command(Path config) {
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea:io.culvert...",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "router",
                        "--config",
                        config.toString(),
                        "--no-rehearsal"));
    }

    private static String hostname(String config) {
        Matcher line = Pattern.compile("(?m)^hostname (\\S+)").matcher(config);
        if (!line.find()) {
            throw new IllegalArgumentException("the configuration has no hostname");
        }
        return line.group(1);
    }

    /// Enters a line and waits for the next prompt.
    ///
    /// @return what was printed in between
    String ask(String line) {
        int before = process.position();
        process.send(line + "\n");
        String text = process.await(before, prompt, ANSWER);
        int first = text.indexOf('\n') + 1;
        return text.substring(first, Math.max(first, text.lastIndexOf('\n') + 1)).replace("\r", "");
    }

    /// Enters a command again and again until what it prints matches all of these, which are searched for in multi-line mode.
    String within(Duration time, String command, String... expected) {
        Deadline deadline = Deadline.after(time);
        while (true) {
            String text = ask(command);
            List<String> missing =
                    List.of(expected).stream()
                            .filter(
                                    each ->
                                            !Pattern.compile(each, Pattern.MULTILINE)
                                                    .matcher(text)
                                                    .find())
                            .toList();
            if (missing.isEmpty()) {
                return text;
            }
            if (deadline.isOver()) {
                throw new AssertionError(
                        "%s does not show %s within %s:%n%s%n--- log%n%s"
                                .formatted(command, missing, time, text, log()));
            }
            Deadline.pause();
        }
    }

    /// Enters a command until what it prints has none of these any more.
    String without(Duration time, String command, String... unwanted) {
        Deadline deadline = Deadline.after(time);
        while (true) {
            String text = ask(command);
            List<String> found =
                    List.of(unwanted).stream()
                            .filter(
                                    each ->
                                            Pattern.compile(each, Pattern.MULTILINE)
                                                    .matcher(text)
                                                    .find())
                            .toList();
            if (found.isEmpty()) {
                return text;
            }
            if (deadline.isOver()) {
                throw new AssertionError(
                        "%s still shows %s after %s:%n%s%n--- log%n%s"
                                .formatted(command, found, time, text, log()));
            }
            Deadline.pause();
        }
    }

    /// Configures it; no line may be refused.
    void configure(String lines) {
        ask("configure terminal");
        try {
            for (String line : lines.lines().filter(each -> !each.isBlank()).toList()) {
                String answer = ask(line.strip());
                if (answer.contains("%")) {
                    throw new AssertionError(line + ": " + answer);
                }
            }
        } finally {
            ask("end");
        }
    }

    /// The label in `show mpls forwarding-table` of a network of a VRF: what peers must put on.
    String label(String network, String vrf) {
        String row = "(?m)^(\\d+) .*" + Pattern.quote(network);
        String table = within(LABEL, "show mpls forwarding-table vrf " + vrf, row);
        Matcher found = Pattern.compile(row).matcher(table);
        if (!found.find()) {
            throw new IllegalStateException(table);
        }
        return found.group(1);
    }

    /// What it has logged so far.
    String log() {
        return process.log();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Ends it as a power failure does: nobody hears of it.
    void kill() {
        process.kill();
    }

    /// Ends it with SIGTERM, which lets it say goodbye.
    @Override
    public void close() {
        process.close();
    }
}
