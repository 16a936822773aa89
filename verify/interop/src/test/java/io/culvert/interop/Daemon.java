package io.culvert.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A BGP speaker that nobody here wrote, in a namespace, with the client that asks it things.
final class Daemon implements AutoCloseable {
    /// How a client's command line begins; what is asked follows, word by word, or each line after an option of its own.
    private record Client(List<String> command, boolean takesLines) {
        List<String> ask(String question) {
            var all = new ArrayList<>(command);
            if (takesLines) {
                question.lines().forEach(line -> all.addAll(List.of("-c", line)));
            } else {
                all.addAll(List.of(question.split(" ")));
            }
            return all;
        }
    }

    private final Namespaces net;
    private final String node;
    private final Running process;
    private final Path folder;
    private final Client client;

    private Daemon(Namespaces net, String node, Running process, Path folder, Client client) {
        this.net = net;
        this.node = node;
        this.process = process;
        this.folder = folder;
        this.client = client;
    }

    /// FRR's bgpd without zebra: it speaks and keeps routes, and touches no kernel.
    static Daemon frr(Namespaces net, String node, String config, String... options) {
        Path folder = net.folder("frr-" + node);
        write(folder, "bgpd.conf", "log file " + folder + "/log debugging\n" + config, "rw-r--r--");
        write(folder, "vtysh.conf", "", "rw-r--r--");
        // It gives up root for its own user, who must write here; the way there is closed to others
        // by itself.
        Shell.run("chown", "-R", "frr:frr", folder.toString());
        Shell.run("chmod", "a+x", String.valueOf(folder.getParent()));
        var command =
                new ArrayList<>(
                        List.of("/usr/lib/frr/bgpd", "-Z", "-P", "0", "-f", folder + "/bgpd.conf"));
        command.addAll(List.of("-i", folder + "/pid", "--vty_socket", folder.toString()));
        command.addAll(List.of("-z", folder + "/zserv.api"));
        command.addAll(List.of(options));
        return start(
                net,
                node,
                folder,
                command,
                Map.of(),
                new Client(
                        List.of(
                                Machine.program("vtysh"),
                                "--vty_socket",
                                folder.toString(),
                                "-d",
                                "bgpd"),
                        true));
    }

    static Daemon bird(Namespaces net, String node, String config, String... options) {
        Path folder = net.folder("bird-" + node);
        write(folder, "bird.conf", "log \"" + folder + "/log\" all;\n" + config, "rw-r--r--");
        var command =
                new ArrayList<>(
                        List.of(
                                Machine.program("bird"),
                                "-f",
                                "-c",
                                folder + "/bird.conf",
                                "-s",
                                folder + "/ctl",
                                "-P",
                                folder + "/pid"));
        command.addAll(List.of(options));
        return start(
                net,
                node,
                folder,
                command,
                Map.of(),
                new Client(List.of(Machine.program("birdc"), "-s", folder + "/ctl"), false));
    }

    static Daemon gobgp(Namespaces net, String node, String config, String... options) {
        Path folder = net.folder("gobgp-" + node);
        write(folder, "gobgpd.conf", config, "rw-r--r--");
        var command =
                new ArrayList<>(
                        List.of(
                                Machine.program("gobgpd"),
                                "-f",
                                folder + "/gobgpd.conf",
                                "--api-hosts=127.0.0.1:50051",
                                "--pprof-disable",
                                "--log-plain",
                                "-l",
                                "debug"));
        command.addAll(List.of(options));
        return start(
                net,
                node,
                folder,
                command,
                Map.of(),
                new Client(net.command(node, List.of(Machine.program("gobgp"))), false));
    }

    static Daemon openbgpd(Namespaces net, String node, String config) {
        Path folder = net.folder("openbgpd-" + node);
        write(
                folder,
                "bgpd.conf",
                "fib-update no\nsocket \"" + folder + "/sock\"\n" + config,
                "rw-------");
        try {
            // Where it locks itself in; the system's service would make it.
            Files.createDirectories(Path.of("/run/openbgpd"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(
                net,
                node,
                folder,
                List.of("/usr/sbin/bgpd", "-d", "-v", "-f", folder + "/bgpd.conf"),
                Map.of(),
                new Client(List.of(Machine.program("bgpctl"), "-s", folder + "/sock"), false));
    }

    /// ExaBGP, which says what it is told to: [#tell] hands it commands of its own language.
    static Daemon exabgp(Namespaces net, String node, String address, String config) {
        Path folder = net.folder("exabgp-" + node);
        write(folder, "commands", "", "rw-r--r--");
        write(folder, "events", "", "rw-rw-rw-");
        write(
                folder,
                "helper",
                "#!/bin/sh\nexec 3<&0\ncat <&3 >>%s/events &\nexec tail -n +1 -f %s/commands\n"
                        .formatted(folder, folder),
                "rwxr-xr-x");
        write(
                folder,
                "exa.conf",
                "process script {\n run %s/helper;\n encoder json;\n}\n%s"
                        .formatted(folder, config),
                "rw-r--r--");
        return start(
                net,
                node,
                folder,
                List.of(Machine.program("exabgp"), folder + "/exa.conf"),
                Map.of(
                        "exabgp.daemon.user", "root",
                        "exabgp.daemon.drop", "false",
                        "exabgp.api.cli", "false",
                        "exabgp.api.ack", "false",
                        "exabgp.tcp.bind", address,
                        "exabgp.tcp.port", "179",
                        "exabgp.log.destination", folder + "/log"),
                new Client(List.of("cat", folder + "/"), false));
    }

    private static Daemon start(
            Namespaces net,
            String node,
            Path folder,
            List<String> command,
            Map<String, String> environment,
            Client client) {
        Running process = Running.start("daemon", folder, environment, net.command(node, command));
        return net.own(new Daemon(net, node, process, folder, client));
    }

    private static void write(Path folder, String name, String text, String mode) {
        try {
            Path file = folder.resolve(name);
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks its client something.
    String ask(String question) {
        return Shell.attempt(client.ask(question)).text();
    }

    /// Asks until the answer matches all of these, which are searched for in multi-line mode.
    String within(Duration time, String question, String... expected) {
        return answer(time, question, true, expected);
    }

    /// Asks until the answer has none of these any more.
    String without(Duration time, String question, String... unwanted) {
        return answer(time, question, false, unwanted);
    }

    private String answer(Duration time, String question, boolean isWanted, String... patterns) {
        Deadline deadline = Deadline.after(time);
        while (true) {
            String text = ask(question);
            List<String> wrong =
                    Stream.of(patterns)
                            .filter(
                                    each ->
                                            isWanted
                                                    != Pattern.compile(each, Pattern.MULTILINE)
                                                            .matcher(text)
                                                            .find())
                            .toList();
            if (wrong.isEmpty()) {
                return text;
            }
            if (deadline.isOver()) {
                throw new AssertionError(
                        "%s: %s: %s %s after %s:%n%s%n--- log%n%s"
                                .formatted(
                                        node,
                                        question,
                                        isWanted ? "lacks" : "still has",
                                        wrong,
                                        time,
                                        text,
                                        log()));
            }
            Deadline.pause();
        }
    }

    /// Hands ExaBGP a command.
    void tell(String command) {
        Path commands = folder.resolve("commands");
        try {
            Files.writeString(commands, Files.readString(commands) + command + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What ExaBGP has heard, an event in a line.
    String events() {
        return read("events");
    }

    /// What it has said about itself.
    String log() {
        String text = read("log");
        return process.log() + text.substring(Math.max(0, text.length() - 6000));
    }

    private String read(String name) {
        try {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where it runs.
    Namespaces net() {
        return net;
    }

    /// Ends it as a crash does, so that its peers hear nothing from it.
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
