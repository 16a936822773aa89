package io.culvert.lab.scenario;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.lab.Complaint;
import io.culvert.lab.Durations;
import io.culvert.lab.Endpoint;
import io.culvert.lab.InputException;
import io.culvert.lab.LabFiles;
import io.culvert.lab.host.HostCommand;
import io.culvert.lab.scenario.Scenario.Numbered;
import io.culvert.lab.scenario.Step.ConfigLine;
import io.culvert.lab.topology.NodeKind;
import io.culvert.lab.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads a scenario for a topology: every node, endpoint, host command and expectation is looked at before anything runs.
public final class ScenarioReader {
    private static final Pattern NAME = Pattern.compile("[^, \\t]+");
    private static final Pattern COMMAND =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]*)>[ \\t]*(.*)");
    private static final String STEPS =
            "a step: NODE> COMMAND, within, pass, link, capture, clear-text, isolated,"
                    + " configure, crash, start, reload or resolves";

    private final LabFiles files;
    private final Topology topology;
    private final String file;
    private final List<String> lines;
    private final List<Complaint> complaints = new ArrayList<>();
    private final List<Numbered> steps = new ArrayList<>();
    private int next;

    private ScenarioReader(LabFiles files, Topology topology, String file, List<String> lines) {
        this.files = files;
        this.topology = topology;
        this.file = file;
        this.lines = lines;
    }

    public static Scenario read(LabFiles files, Topology topology, String file)
            throws InputException {
        try {
            if (!files.exists(file) || files.isFolder(file)) {
                throw new InputException(Complaint.of(file, "there is no such file"));
            }
            String text = new String(files.read(file), StandardCharsets.UTF_8);
            return new ScenarioReader(files, topology, file, withoutMark(text).lines().toList())
                    .read();
        } catch (IOException e) {
            throw new InputException(Complaint.of(file, "cannot be read: " + e.getMessage()));
        }
    }

    /// Some editors begin a text with a byte order mark.
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private Scenario read() throws InputException {
        while (next < lines.size()) {
            int number = next++;
            String line = lines.get(number);
            if (isNothing(line)) {
                continue;
            }
            if (indent(line) > 0) {
                complain(
                        number,
                        indent(line),
                        "this line is indented, but there is no step above it that takes it");
                continue;
            }
            step(new StepLine(this, number, line));
        }
        if (!complaints.isEmpty()) {
            throw new InputException(complaints);
        }
        return new Scenario(file, steps);
    }

    private static boolean isNothing(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    void complain(int number, int at, String what) {
        complaints.add(new Complaint(file, number + 1, at + 1, lines.get(number), what));
    }

    private void step(StepLine in) {
        Optional<Step> step = read(in);
        step.ifPresent(found -> steps.add(new Numbered(in.number() + 1, in.text().strip(), found)));
    }

    private Optional<Step> read(StepLine in) {
        Matcher command = COMMAND.matcher(in.text());
        if (command.matches()) {
            return command(in, command, Optional.empty());
        }
        String word = in.word(STEPS);
        return switch (word) {
            case "within" -> within(in);
            case "pass" -> pass(in);
            case "link" -> link(in);
            case "capture" -> capture(in);
            case "clear-text" -> clearText(in);
            case "isolated" -> isolated(in);
            case "configure" -> configure(in);
            case "crash" -> power(in, Step.PowerChange.CRASH);
            case "start" -> power(in, Step.PowerChange.START);
            case "reload" -> power(in, Step.PowerChange.RELOAD);
            case "resolves" -> resolves(in);
            default -> {
                in.refuseLast(STEPS);
                skipIndented();
                yield Optional.empty();
            }
        };
    }

    // Commands and their expectations

    private Optional<Step> within(StepLine in) {
        Duration within = duration(in);
        if (in.refused()) {
            skipIndented();
            return Optional.empty();
        }
        Matcher command = COMMAND.matcher(in.text());
        command.region(in.position(), in.text().length());
        if (!command.matches()) {
            in.refuseHere("NODE> COMMAND");
            skipIndented();
            return Optional.empty();
        }
        return command(in, command, Optional.of(within));
    }

    private Optional<Step> command(StepLine in, Matcher command, Optional<Duration> within) {
        String node = command.group(1);
        String text = command.group(2).strip();
        if (!isKnown(in, node, command.start(1))) {
            skipIndented();
            return Optional.empty();
        }
        if (text.isEmpty()) {
            complain(in.number(), command.start(2), "expected here: a command");
        }
        NodeKind kind = topology.node(node).orElseThrow().kind();
        switch (kind) {
            case HOST -> {
                var outcome = HostCommand.parse(text);
                if (outcome.typed().isEmpty() && !text.isEmpty()) {
                    complain(in.number(), command.start(2) + outcome.offset(), outcome.what());
                }
            }
            case BRIDGE, NAT ->
                    complain(in.number(), command.start(1), node + " takes no commands");
            case ROUTER -> {
                // the router's own command line reads it when it is time
            }
        }
        return Optional.of(new Step.Run(node, text, within, expectations(kind)));
    }

    private boolean isKnown(StepLine in, String node, int at) {
        if (topology.node(node).isPresent()) {
            return true;
        }
        complain(
                in.number(),
                at,
                "there is no node \"" + node + "\" in " + LabFiles.nameOf(topology.file()));
        return false;
    }

    private void skipIndented() {
        while (next < lines.size() && (isNothing(lines.get(next)) || indent(lines.get(next)) > 0)) {
            next++;
        }
    }

    private List<Expectation> expectations(NodeKind kind) {
        var expectations = new ArrayList<Expectation>();
        while (next < lines.size() && (isNothing(lines.get(next)) || indent(lines.get(next)) > 0)) {
            int number = next++;
            if (!isNothing(lines.get(number))) {
                expectation(new StepLine(this, number, lines.get(number)), kind)
                        .ifPresent(expectations::add);
            }
        }
        return expectations;
    }

    private Optional<Expectation> expectation(StepLine in, NodeKind kind) {
        String word = in.word("has, lacks, same or json");
        return switch (word) {
            case "has", "lacks" ->
                    in.pattern()
                            .map(
                                    pattern ->
                                            new Expectation.Has(
                                                    pattern,
                                                    word.equals("has"),
                                                    in.text().strip()));
            case "same" -> same(in);
            case "json" -> {
                if (kind != NodeKind.ROUTER) {
                    in.refuseLast("has, lacks or same: a host has no JSON");
                    yield Optional.empty();
                }
                yield json(in);
            }
            default -> {
                in.refuseLast("has, lacks, same or json");
                yield Optional.empty();
            }
        };
    }

    private Optional<Expectation> same(StepLine in) {
        int at = in.position();
        String name = in.rest();
        String path = LabFiles.beside(file, name);
        if (name.isEmpty() || !files.exists(path) || files.isFolder(path)) {
            complain(
                    in.number(),
                    at,
                    name.isEmpty() ? "expected here: a file" : "there is no file " + path);
            return Optional.empty();
        }
        try {
            var text = new SameText(new String(files.read(path), StandardCharsets.UTF_8));
            return Optional.of(new Expectation.Same(text, in.text().strip()));
        } catch (IOException e) {
            complain(in.number(), at, path + " cannot be read: " + e.getMessage());
        } catch (PatternSyntaxException e) {
            complain(
                    in.number(),
                    at,
                    path + " holds a bad regular expression: " + e.getDescription());
        }
        return Optional.empty();
    }

    private Optional<Expectation> json(StepLine in) {
        int at = in.position();
        String path = in.jsonPath();
        String value = in.rest();
        if (path.isEmpty() || value.isEmpty()) {
            in.refuseHere("a JSONPath and the value expected there");
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Expectation.Json(
                            JsonPath.compile(path), JsonCheck.value(value), in.text().strip()));
        } catch (InvalidPathException e) {
            complain(in.number(), at, "no JSONPath: " + e.getMessage());
            return Optional.empty();
        }
    }

    // The other steps

    private static Duration duration(StepLine in) {
        String expected = "a duration such as 500ms, 30s, 5m, 2h or 3d";
        var duration = Durations.parse(in.word(expected));
        if (duration.isEmpty()) {
            in.refuseLast(expected);
        }
        return duration.orElse(Duration.ZERO);
    }

    private static Optional<Step> pass(StepLine in) {
        Duration time = duration(in);
        return in.atEnd() ? Optional.of(new Step.Pass(time)) : Optional.empty();
    }

    private Optional<Endpoint> endpoint(StepLine in) {
        String text = in.word("an endpoint NODE:INTERFACE");
        var endpoint =
                topology.endpoint(text)
                        .filter(
                                found ->
                                        topology.links().stream()
                                                .anyMatch(
                                                        link ->
                                                                link.a().equals(found)
                                                                        || link.b().equals(found)));
        if (endpoint.isEmpty()) {
            in.refuseLast(
                    "an endpoint of a link of "
                            + LabFiles.nameOf(topology.file())
                            + ", written NODE:INTERFACE");
        }
        return endpoint;
    }

    private Optional<Step> link(StepLine in) {
        var endpoint = endpoint(in);
        var words = new ArrayList<String>();
        var places = new ArrayList<Integer>();
        while (!in.refused() && in.hasMore()) {
            places.add(in.position());
            words.add(in.word(""));
        }
        if (in.refused()) {
            return Optional.empty();
        }
        var outcome = FaultReader.read(words);
        if (!outcome.isOk()) {
            int at =
                    outcome.wrongWord() < places.size()
                            ? places.get(outcome.wrongWord())
                            : in.text().length();
            complain(in.number(), at, outcome.what());
            return Optional.empty();
        }
        return endpoint.map(found -> new Step.LinkChange(found, outcome.faults()));
    }

    private Optional<Step> capture(StepLine in) {
        var endpoint = endpoint(in);
        String name = in.word("a file");
        return endpoint.filter(_ -> in.atEnd()).map(found -> new Step.Capture(found, name));
    }

    private Optional<Step> clearText(StepLine in) {
        var endpoint = endpoint(in);
        in.literal("none");
        boolean strict = in.accept("strict");
        return endpoint.filter(_ -> in.atEnd()).map(found -> new Step.ClearText(found, strict));
    }

    private static Optional<Step> isolated(StepLine in) {
        var one = new Vrf(in.word("a VRF"));
        var other = new Vrf(in.word("another VRF"));
        if (one.equals(other)) {
            in.refuseLast("another VRF");
        }
        return in.atEnd() ? Optional.of(new Step.Isolated(one, other)) : Optional.empty();
    }

    private Optional<Step> power(StepLine in, Step.PowerChange change) {
        return node(in).filter(_ -> in.atEnd()).map(name -> new Step.Power(name, change));
    }

    private Optional<String> node(StepLine in) {
        int at = in.position();
        String name = in.word("a node");
        return !in.refused() && isKnown(in, name, at) ? Optional.of(name) : Optional.empty();
    }

    private Optional<Step> resolves(StepLine in) {
        var from = node(in);
        Optional<Vrf> vrf =
                in.accept("vrf") ? Optional.of(new Vrf(in.word("a VRF"))) : Optional.empty();
        var to = IpAddress.parse(in.word("an address"));
        if (to.isEmpty()) {
            in.refuseLast("an address");
        }
        in.literal("via");
        List<String> via = routers(in);
        return in.refused()
                ? Optional.empty()
                : from.flatMap(
                        name -> to.map(address -> new Step.Resolves(name, vrf, address, via)));
    }

    /// One at least, with commas or blanks between them.
    private List<String> routers(StepLine in) {
        int from = in.position();
        var names = new ArrayList<String>();
        Matcher each = NAME.matcher(in.rest());
        while (each.find()) {
            String name = each.group();
            if (topology.node(name).filter(node -> node.kind() == NodeKind.ROUTER).isEmpty()) {
                in.refuse(from + each.start(), "a router");
            }
            names.add(name);
        }
        if (names.isEmpty()) {
            in.refuse(from, "a router");
        }
        return names;
    }

    private Optional<Step> configure(StepLine in) {
        var name = node(in);
        if (name.isPresent() && topology.node(name.get()).orElseThrow().kind() != NodeKind.ROUTER) {
            in.refuseLast("a router");
        }
        in.atEnd();
        var configLines = new ArrayList<ConfigLine>();
        int base = -1;
        while (next < lines.size() && (isNothing(lines.get(next)) || indent(lines.get(next)) > 0)) {
            int number = next++;
            String line = lines.get(number);
            if (isNothing(line)) {
                continue;
            }
            base = base < 0 ? indent(line) : Math.min(base, indent(line));
            var refusal = refusal(line);
            if (refusal.isPresent() && isBelow(configLines, line)) {
                ConfigLine before = configLines.removeLast();
                configLines.add(new ConfigLine(before.line(), before.text(), refusal));
            } else {
                configLines.add(new ConfigLine(number + 1, line, Optional.empty()));
            }
        }
        if (configLines.isEmpty() && !in.refused()) {
            complain(
                    in.number(),
                    in.text().length(),
                    "expected below: indented lines of configuration");
        }
        int margin = Math.max(base, 0);
        var shifted =
                configLines.stream()
                        .map(
                                line ->
                                        new ConfigLine(
                                                line.line(),
                                                line.text().substring(margin).stripTrailing(),
                                                line.refused()))
                        .toList();
        return in.refused()
                ? Optional.empty()
                : name.map(found -> new Step.Configure(found, shifted));
    }

    private static final Pattern REFUSED = Pattern.compile("refused(?:[ \\t]+\"(.*)\")?");

    private static Optional<String> refusal(String line) {
        Matcher matcher = REFUSED.matcher(line.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) == null ? "" : StepLine.unescape(matcher.group(1)));
    }

    /// Whether the line stands right below the last configuration line, indented alike.
    private static boolean isBelow(List<ConfigLine> configLines, String line) {
        return !configLines.isEmpty()
                && configLines.getLast().refused().isEmpty()
                && indent(configLines.getLast().text()) == indent(line);
    }
}
