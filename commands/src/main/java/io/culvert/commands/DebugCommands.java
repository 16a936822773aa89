package io.culvert.commands;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.router.DebugTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// `debug`, `undebug`, `no debug` and `show debugging`.
final class DebugCommands {
    private static final Arg<String> REST = Args.line("What to print, as on IOS");

    /// The words of IOS for parts of the output of a topic. There are no parts here: each means the whole.
    private static final Arg<String> PART =
            Args.choice(
                    Stream.of(
                                    "cache",
                                    "detail",
                                    "error",
                                    "event",
                                    "extension",
                                    "packet",
                                    "rate",
                                    "routing")
                            .map(word -> Args.option(word, word, "As on IOS; all is printed"))
                            .toList());

    private DebugCommands() {}

    static List<Command<Console>> commands() {
        var all = new ArrayList<Command<Console>>();
        all.add(
                Command.<Console>of(
                                _ ->
                                        Outcome.refuse(
                                                "%% There is no debug output of that in this version, only debug %s: see show logging, show drops and show crypto ikev2 why PEER"
                                                        .formatted(DebugTopic.NHRP.word())),
                                words("debug", "Debugging functions"),
                                REST)
                        .privilegedOnly());
        for (DebugTopic topic : DebugTopic.values()) {
            String title = topic.title();
            all.add(turn(topic, "debug " + topic.word(), title, true));
            all.add(turn(topic, "no debug " + topic.word(), title, false));
            all.add(turn(topic, "undebug " + topic.word(), title, false));
        }
        all.add(off("no debug all"));
        all.add(off("undebug all"));
        all.add(
                Command.of(
                        call -> Outcome.say(list(call.router())),
                        words("show debugging", "State of each debugging option")));
        return all;
    }

    private static Command<Console> turn(DebugTopic topic, String words, String help, boolean on) {
        return Command.<Console>of(
                        call -> {
                            call.router().router().debug(call.router().now(), topic, on);
                            return Outcome.say(
                                    "%s is %s%s"
                                            .formatted(
                                                    topic.title(),
                                                    on ? "on" : "off",
                                                    call.values().find(PART).isPresent()
                                                            ? ", all of it"
                                                            : ""));
                        },
                        words(words, help),
                        maybe(PART))
                .privilegedOnly();
    }

    private static Command<Console> off(String words) {
        return Command.<Console>of(
                        call -> {
                            for (DebugTopic topic : DebugTopic.values()) {
                                call.router().router().debug(call.router().now(), topic, false);
                            }
                            return Outcome.say("All possible debugging has been turned off");
                        },
                        words(words, "Disable all debugging"))
                .privilegedOnly();
    }

    private static String list(Console console) {
        var text = new StringBuilder();
        for (DebugTopic topic : console.view().debugging()) {
            text.append("%s:\n  %s is on\n".formatted(topic.name(), topic.title()));
        }
        return text.toString();
    }
}
