package io.culvert.lab.shell;

import io.culvert.lab.CommandNode;
import io.culvert.lab.Durations;
import io.culvert.lab.Endpoint;
import io.culvert.lab.LabFiles;
import io.culvert.lab.Link;
import io.culvert.lab.LinkEnd;
import io.culvert.lab.Network;
import io.culvert.lab.Node;
import io.culvert.lab.RouterNode;
import io.culvert.lab.Task;
import io.culvert.lab.scenario.FaultReader;
import io.culvert.lab.scenario.Step.Fault;
import io.culvert.lab.shell.LabConsole.Assist;
import io.culvert.lab.shell.LabConsole.Input;
import io.culvert.lab.topology.Topology.NodeSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The prompt of a lab that runs in real time.
public final class LabShell {
    private static final String HELP =
            """
            connect NODE              the command line of a node; exit or Ctrl-Z comes back
            NODE> COMMAND             one command at a node
            nodes                     the nodes and their power
            links                     the links, their faults and counters
            link ENDPOINT up|down|loss P%|delay D|jitter D|duplicate P%|reorder P%|corrupt P%|rate R|mtu N|
                 clear-dscp|fragment-df|clean
            capture ENDPOINT FILE     a pcapng file of what passes there
            crash NODE, start NODE, reload NODE
            ssh                       how to reach the nodes with SSH
            pass D                    jumps ahead by so much router time
            quit                      switches everything off
            """;
    private static final List<String> COMMANDS =
            List.of(
                    "capture", "connect", "crash", "help", "link", "links", "nodes", "pass", "quit",
                    "reload", "ssh", "start", "web");

    private final Network network;
    private final LabConsole console;
    private final List<String> doors;
    private Optional<NodeSession> connected = Optional.empty();
    private Optional<Task> task = Optional.empty();
    private boolean asked;
    private boolean over;

    /// @param doors what to say of the doors to the nodes
    public LabShell(Network network, LabConsole console, List<String> doors) {
        this.network = network;
        this.console = console;
        this.doors = List.copyOf(doors);
    }

    /// Switches the lab on and stays until `quit` or the end of the input.
    public void run() {
        network.lab().startAll();
        console.print(
                "The lab \""
                        + network.topology().name()
                        + "\" is up, in real time. Type help for the commands.\n");
        doors.forEach(line -> console.print(line + "\n"));
        while (!over) {
            ask();
            var input = console.await(nextAt());
            network.lab().runUntil(Math.max(network.lab().now(), nowOf(input)));
            input.ifPresent(this::take);
            progress();
        }
    }

    private long nextAt() {
        return network.lab().nextAt();
    }

    /// The console has waited until the next event was due, or until something was typed.
    private long nowOf(Optional<Input> input) {
        return input.isPresent() ? network.paceNow() : Math.min(nextAt(), network.paceNow());
    }

    private void ask() {
        if (asked || task.isPresent()) {
            return;
        }
        asked = true;
        if (connected.isEmpty()) {
            console.askLine("lab> ", new Assist(_ -> HELP, this::complete));
        } else {
            connected.get().ask(console);
        }
    }

    private void take(Input input) {
        if (input instanceof Input.Posted(var work)) {
            work.run();
            network.lab().nodes().forEach(network.lab()::touched);
            return;
        }
        asked = false;
        if (task.isPresent()) {
            if (input instanceof Input.Interrupt || input instanceof Input.Closed) {
                task = Optional.empty();
                over = input instanceof Input.Closed;
            }
            return;
        }
        if (connected.isPresent()) {
            if (!connected.get().take(input, console)) {
                connected = Optional.empty();
                over = input instanceof Input.Closed;
            }
            network.lab().nodes().forEach(network.lab()::touched);
            return;
        }
        switch (input) {
            case Input.Line(var text) -> line(text.strip());
            case Input.Closed _ -> over = true;
            case Input.Key _, Input.Interrupt _, Input.Suspend _, Input.Posted _ -> {
                // nothing is under way
            }
        }
    }

    private void progress() {
        if (task.isPresent() && task.get().isDone()) {
            console.print(task.get().output());
            task = Optional.empty();
        }
        connected.ifPresent(
                session -> {
                    if (session.progress(console)) {
                        asked = false;
                    }
                });
    }

    private List<String> complete(String text) {
        int blank = text.lastIndexOf(' ');
        String word = text.substring(blank + 1);
        Stream<String> all =
                blank < 0
                        ? COMMANDS.stream()
                        : Stream.concat(
                                network.lab().nodes().stream().map(Node::name),
                                network.lab().links().stream()
                                        .flatMap(
                                                link ->
                                                        Stream.of(
                                                                link.a().toString(),
                                                                link.b().toString())));
        return all.filter(each -> each.startsWith(word)).toList();
    }

    private void line(String text) {
        if (text.isEmpty()) {
            return;
        }
        int prompt = text.indexOf('>');
        if (prompt > 0 && network.lab().node(text.substring(0, prompt)).isPresent()) {
            runAt(text.substring(0, prompt), text.substring(prompt + 1).strip());
            return;
        }
        List<String> words = Arrays.asList(text.split("\\s+"));
        List<String> rest = words.subList(1, words.size());
        switch (words.getFirst().toLowerCase(Locale.ROOT)) {
            case "help", "?" -> console.print(HELP);
            case "quit", "exit" -> over = true;
            case "nodes" -> nodes();
            case "links" -> links();
            case "connect" -> connect(rest);
            case "link" -> link(rest);
            case "capture" -> capture(rest);
            case "pass" -> pass(rest);
            case "crash", "start", "reload" -> power(words.getFirst(), rest);
            case "ssh" -> ssh();
            case "web" ->
                    console.print(
                            "The web page is not built yet; use nodes, links and connect NODE.\n");
            default ->
                    console.print("There is no command \"" + words.getFirst() + "\"; type help.\n");
        }
    }

    private void ssh() {
        doors.forEach(line -> console.print(line + "\n"));
        if (doors.isEmpty()) {
            console.print("SSH was switched off with --ssh-port 0; use connect NODE.\n");
        }
    }

    private void nodes() {
        for (NodeSpec node : network.topology().nodes()) {
            console.print(
                    "%-20s %-8s %s\n"
                            .formatted(
                                    node.name(),
                                    node.kind().toString().toLowerCase(Locale.ROOT),
                                    network.lab().isPowered(node.name()) ? "up" : "off"));
        }
    }

    private void links() {
        for (Link link : network.lab().links()) {
            console.print(link + (link.isUp() ? "" : "  down") + "\n");
            for (LinkEnd end : List.of(link.a(), link.b())) {
                console.print("  from " + end + ": " + end.counters() + "\n");
            }
        }
    }

    private void connect(List<String> words) {
        Optional<Node> node =
                words.size() == 1 ? network.lab().node(words.getFirst()) : Optional.empty();
        if (node.isEmpty()) {
            console.print("connect NODE: the nodes are " + names() + ".\n");
        } else if (!network.lab().isPowered(words.getFirst())) {
            console.print(
                    words.getFirst()
                            + " has no power; start "
                            + words.getFirst()
                            + " switches it on.\n");
        } else if (node.get() instanceof RouterNode router) {
            connected = Optional.of(NodeSession.ofRouter(router, console));
        } else if (node.get() instanceof CommandNode host) {
            connected = Optional.of(NodeSession.ofHost(host, network));
        } else {
            console.print(words.getFirst() + " has no command line.\n");
        }
    }

    private String names() {
        return String.join(", ", network.lab().nodes().stream().map(Node::name).toList());
    }

    private void runAt(String node, String command) {
        task = network.command(node, command);
        if (task.isEmpty()) {
            console.print(node + " has no power or takes no commands.\n");
        }
    }

    private Optional<LinkEnd> end(List<String> words) {
        Optional<Endpoint> endpoint =
                words.isEmpty() ? Optional.empty() : network.topology().endpoint(words.getFirst());
        var end = endpoint.flatMap(network.lab()::end);
        if (end.isEmpty()) {
            console.print(
                    "Name an endpoint of a link, NODE:INTERFACE; the command links shows them.\n");
        }
        return end;
    }

    private void link(List<String> words) {
        var end = end(words);
        if (end.isEmpty()) {
            return;
        }
        var outcome = FaultReader.read(words.subList(1, words.size()));
        if (!outcome.isOk()) {
            console.print(outcome.what() + "\n");
            return;
        }
        for (Fault fault : outcome.faults()) {
            switch (fault) {
                case Fault.Carrier(boolean up) -> network.lab().carrier(end.get().link(), up);
                case Fault.Change(var change) ->
                        network.lab().faults(end.get(), change.apply(end.get().faults()));
            }
        }
    }

    private void capture(List<String> words) {
        var end = end(words);
        if (end.isEmpty()) {
            return;
        }
        if (words.size() != 2) {
            console.print("capture ENDPOINT FILE\n");
            return;
        }
        try {
            String file =
                    words.get(1).indexOf('/') >= 0
                            ? words.get(1)
                            : LabFiles.in("captures", words.get(1));
            network.captures().start(end.get().endpoint(), file);
            console.print("capturing to " + file + "\n");
        } catch (IOException e) {
            console.print("That file cannot be written: " + e.getMessage() + "\n");
        }
    }

    private void pass(List<String> words) {
        var time =
                words.size() == 1 ? Durations.parse(words.getFirst()) : Optional.<Duration>empty();
        if (time.isEmpty()) {
            console.print("pass D: a duration such as 30s or 5m\n");
            return;
        }
        network.jump(time.get().toNanos());
    }

    private void power(String what, List<String> words) {
        if (words.size() != 1 || network.lab().node(words.getFirst()).isEmpty()) {
            console.print(what + " NODE: the nodes are " + names() + ".\n");
            return;
        }
        switch (what) {
            case "crash" -> network.lab().crash(words.getFirst());
            case "start" -> network.lab().start(words.getFirst());
            default -> network.lab().reload(words.getFirst());
        }
    }
}
