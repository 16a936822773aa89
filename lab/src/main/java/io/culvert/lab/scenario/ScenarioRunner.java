package io.culvert.lab.scenario;

import io.culvert.base.Vrf;
import io.culvert.cli.Session;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.lab.Faults;
import io.culvert.lab.LabFiles;
import io.culvert.lab.LinkEnd;
import io.culvert.lab.Network;
import io.culvert.lab.RouterNode;
import io.culvert.lab.Task;
import io.culvert.lab.scenario.Scenario.Numbered;
import io.culvert.lab.scenario.Step.ConfigLine;
import io.culvert.lab.scenario.Step.Fault;
import io.culvert.lab.scenario.StepResult.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Plays one scenario on a fresh network.
public final class ScenarioRunner {
    /// A command that has not ended after this much router time never will.
    private static final Duration COMMAND_MAX = Duration.ofDays(40);

    /// How often `within` looks again: a hundredth of its time, within these.
    private static final Duration AGAIN_LEAST = Duration.ofMillis(100);

    private static final Duration AGAIN_MOST = Duration.ofSeconds(1);

    private final Network network;
    private final Scenario scenario;
    private final String captureFolder;

    /// @param captureFolder where `capture` steps write
    public ScenarioRunner(Network network, Scenario scenario, String captureFolder) {
        this.network = network;
        this.scenario = scenario;
        this.captureFolder = captureFolder;
        for (Numbered numbered : scenario.steps()) {
            switch (numbered.step()) {
                case Step.ClearText(var endpoint, _) -> network.checkers().watch(endpoint);
                case Step.Isolated _ -> network.checkers().followVrfs();
                default -> {
                    // nothing to prepare
                }
            }
        }
    }

    /// Switches the lab on and plays every step; stops behind the first failure if asked to.
    public boolean play(boolean failFast, Consumer<StepResult> results) {
        network.lab().startAll();
        network.runUntil(network.lab().now());
        boolean held = true;
        for (Numbered numbered : scenario.steps()) {
            StepResult result = play(numbered);
            results.accept(result);
            held &= result.held();
            if (failFast && !held) {
                break;
            }
        }
        return held;
    }

    /// What a step gives: its output and what did not hold.
    private record Outcome(String output, List<Failure> failures) {
        static Outcome of(List<Failure> failures) {
            return new Outcome("", failures);
        }

        static final Outcome HELD = new Outcome("", List.of());
    }

    private StepResult play(Numbered numbered) {
        Outcome outcome =
                switch (numbered.step()) {
                    case Step.Run run -> run(run);
                    case Step.Pass(var time) -> pass(time);
                    case Step.LinkChange(var endpoint, var faults) -> {
                        LinkEnd end = network.lab().end(endpoint).orElseThrow();
                        faults.forEach(fault -> change(end, fault));
                        yield Outcome.HELD;
                    }
                    case Step.Capture capture -> capture(capture);
                    case Step.ClearText(var endpoint, boolean strict) ->
                            failures(numbered, network.checkers().clearText(endpoint, strict));
                    case Step.Isolated(var one, var other) ->
                            failures(numbered, isolated(one, other));
                    case Step.Configure configure -> configure(configure);
                    case Step.Power(var node, var change) -> power(node, change);
                    case Step.Resolves resolves ->
                            failures(numbered, new Resolver(network).differences(resolves));
                };
        var lab = network.lab();
        return new StepResult(
                LabFiles.nameOf(scenario.file()),
                numbered.line(),
                numbered.text(),
                lab.instant(),
                lab.now(),
                lab.seed(),
                outcome.output(),
                outcome.failures());
    }

    /// A name that nobody has would be isolated from everything.
    private List<String> isolated(Vrf one, Vrf other) {
        var reports = new ArrayList<String>();
        for (Vrf vrf : List.of(one, other)) {
            boolean isKnown =
                    network.lab().nodes().stream()
                            .anyMatch(
                                    node ->
                                            node instanceof RouterNode router
                                                    && router.hasVrf(vrf));
            if (!isKnown) {
                reports.add("means nothing: no router has a VRF " + vrf.name());
            }
        }
        reports.addAll(network.checkers().isolated(one, other));
        return reports;
    }

    private static Outcome failures(Numbered numbered, List<String> reports) {
        return Outcome.of(
                reports.stream().map(report -> new Failure(numbered.text(), report)).toList());
    }

    private Outcome pass(Duration time) {
        network.runUntil(network.lab().now() + time.toNanos());
        return Outcome.HELD;
    }

    // Commands

    private Outcome run(Step.Run run) {
        long began = network.lab().now();
        long deadline = run.within().map(within -> began + within.toNanos()).orElse(began);
        long again = run.within().map(ScenarioRunner::again).orElse(0L);
        while (true) {
            Outcome outcome = once(run);
            long now = network.lab().now();
            if (outcome.failures().isEmpty() || now >= deadline) {
                return outcome;
            }
            network.runUntil(Math.min(now + again, deadline));
        }
    }

    private static long again(Duration within) {
        return Math.clamp(within.toNanos() / 100, AGAIN_LEAST.toNanos(), AGAIN_MOST.toNanos());
    }

    private Outcome once(Step.Run run) {
        var output = execute(run.node(), run.command());
        if (output.isEmpty()) {
            return Outcome.of(
                    List.of(
                            new Failure(
                                    run.node() + "> " + run.command(),
                                    "was not run: the node has no power, or the command never ends")));
        }
        Optional<String> json =
                Expectation.wantsJson(run.expectations())
                        ? execute(run.node(), run.command() + " | json")
                        : Optional.empty();
        var failures = new ArrayList<Failure>();
        for (Expectation expectation : run.expectations()) {
            expectation
                    .failure(output.get(), json)
                    .ifPresent(why -> failures.add(new Failure(expectation.source(), why)));
        }
        return new Outcome(output.get(), failures);
    }

    private Optional<String> execute(String node, String command) {
        Optional<Task> task = network.command(node, command);
        if (task.isEmpty()
                || !network.await(task.get(), network.lab().now() + COMMAND_MAX.toNanos())) {
            return Optional.empty();
        }
        return Optional.of(task.get().output());
    }

    private Outcome configure(Step.Configure configure) {
        if (!network.lab().isPowered(configure.node())) {
            return Outcome.of(
                    List.of(
                            new Failure(
                                    "configure " + configure.node(),
                                    "was not done: the node has no power")));
        }
        var router = (RouterNode) network.lab().node(configure.node()).orElseThrow();
        Session<?, ?> session =
                router.session(Terminal.ENDLESS, Visitor.atConsole(Visitor.LEVEL_MAX));
        session.submit("configure terminal");
        var output = new StringBuilder();
        var failures = new ArrayList<Failure>();
        for (ConfigLine line : configure.lines()) {
            String prompt = session.prompt();
            Session.Reply reply = session.submit(line.text());
            network.lab().touched(router);
            output.append(prompt).append(line.text()).append('\n').append(reply.text());
            boolean refused = reply.error().isPresent();
            if (line.refused().isEmpty() && refused) {
                failures.add(
                        new Failure(line.text().strip(), "was refused (line " + line.line() + ")"));
            } else if (line.refused().isPresent() && !refused) {
                failures.add(
                        new Failure(
                                line.text().strip(), "was not refused (line " + line.line() + ")"));
            } else if (line.refused().isPresent() && !reply.text().contains(line.refused().get())) {
                failures.add(
                        new Failure(
                                "refused \"" + line.refused().get() + "\"",
                                "was refused with an answer that does not hold that text"));
            }
        }
        session.submit("end");
        network.lab().touched(router);
        return new Outcome(output.toString(), failures);
    }

    // Links, power, captures

    private void change(LinkEnd end, Fault fault) {
        switch (fault) {
            case Fault.Carrier(boolean up) -> network.lab().carrier(end.link(), up);
            case Fault.Change(var change) -> {
                Faults changed = change.apply(end.faults());
                network.lab().faults(end, changed);
            }
        }
    }

    private Outcome power(String node, Step.PowerChange change) {
        var lab = network.lab();
        switch (change) {
            case CRASH -> lab.crash(node);
            case START -> lab.start(node);
            case RELOAD -> lab.reload(node);
        }
        return Outcome.HELD;
    }

    private Outcome capture(Step.Capture capture) {
        try {
            network.captures()
                    .start(capture.endpoint(), LabFiles.in(captureFolder, capture.file()));
            return Outcome.HELD;
        } catch (IOException e) {
            return Outcome.of(
                    List.of(
                            new Failure(
                                    "capture " + capture.endpoint(),
                                    "cannot be written: " + e.getMessage())));
        }
    }
}
