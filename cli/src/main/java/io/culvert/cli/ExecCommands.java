package io.culvert.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The commands of the exec modes: those given, and those that concern the session alone.
public final class ExecCommands<X> {
    private static final Arg<Integer> LENGTH =
            Args.integer(0, 512, "Number of lines on screen (0 for no pausing)");
    private static final Arg<Integer> WIDTH =
            Args.integer(0, 512, "Number of characters on a screen line");
    private static final Arg<Integer> LEVEL = Args.integer(0, Visitor.LEVEL_MAX, "Privilege level");
    private static final Arg<String> STYLE =
            Args.choice(
                    Args.option("reference", "reference", "Layouts of the published outputs"),
                    Args.option("current", "current", "Layouts of newer software"));

    private final List<Matcher.Candidate<Command<X>>> user = new ArrayList<>();
    private final List<Matcher.Candidate<Command<X>>> privileged = new ArrayList<>();
    private final Map<String, String> glossary;

    public ExecCommands(List<Command<X>> commands, Map<String, String> glossary) {
        this.glossary = glossary;
        var all = new ArrayList<>(commands);
        all.addAll(ofSession());
        for (Command<X> command : all) {
            var candidate = new Matcher.Candidate<>(command, command.syntax());
            privileged.add(candidate);
            if (!command.privileged()) {
                user.add(candidate);
            }
        }
    }

    private List<Command<X>> ofSession() {
        return List.of(
                Command.of(
                        call -> new Outcome.Rise(call.values().find(LEVEL).orElse(15)),
                        Syntax.words("enable", "Turn on privileged commands"),
                        Syntax.maybe(LEVEL)),
                Command.of(
                        call -> new Outcome.Sink(call.values().find(LEVEL).orElse(1)),
                        Syntax.words("disable", "Turn off privileged commands"),
                        Syntax.maybe(LEVEL)),
                Command.of(
                        call -> Outcome.say("Current privilege level is " + call.level() + "\n"),
                        Syntax.words("show privilege", "Show current privilege level")),
                this.<X>move(
                                Outcome.Move.CONFIGURATION,
                                "configure terminal",
                                "Configure from the terminal")
                        .privilegedOnly(),
                move(Outcome.Move.CLOSED, "exit", "Exit from the EXEC"),
                move(Outcome.Move.CLOSED, "logout", "Exit from the EXEC"),
                move(Outcome.Move.CLOSED, "quit", "Exit from the EXEC"),
                Command.of(
                        call -> new Outcome.Set(call.terminal().withLength(call.get(LENGTH))),
                        Syntax.words("terminal length", "Set number of lines on a screen"),
                        LENGTH),
                Command.of(
                        call ->
                                new Outcome.Set(
                                        call.terminal().withLength(Terminal.DEFAULT.length())),
                        Syntax.words("terminal no length", "Set number of lines on a screen")),
                Command.of(
                        call -> new Outcome.Set(call.terminal().withWidth(call.get(WIDTH))),
                        Syntax.words("terminal width", "Set width of the display terminal"),
                        WIDTH),
                monitor("terminal monitor", true),
                monitor("terminal no monitor", false),
                Command.of(
                        call ->
                                new Outcome.Set(
                                        call.terminal().withStyle(call.values().find(STYLE))),
                        Syntax.words("terminal show-style", "Layout of show commands"),
                        STYLE));
    }

    private <Y> Command<Y> monitor(String words, boolean on) {
        return Command.of(
                call -> new Outcome.Set(call.terminal().withMonitor(on)),
                Syntax.words(words, "Copy messages of the router to this terminal"));
    }

    private <Y> Command<Y> move(Outcome.Move move, String words, String help) {
        return Command.of(_ -> new Outcome.Become(move), Syntax.words(words, help));
    }

    /// Every command there is, those of the session last.
    public List<Grammar.ManualEntry> manual() {
        return privileged.stream()
                .map(
                        candidate ->
                                new Grammar.ManualEntry(
                                        candidate.owner().privileged() ? "enable" : "exec",
                                        candidate.syntax().usage(),
                                        HelpText.lastHelp(candidate.syntax()),
                                        Status.full()))
                .toList();
    }

    List<Matcher.Candidate<Command<X>>> candidates(boolean isPrivileged) {
        return isPrivileged ? privileged : user;
    }

    Map<String, String> glossary() {
        return glossary;
    }
}
