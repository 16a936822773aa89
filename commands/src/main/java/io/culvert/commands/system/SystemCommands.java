package io.culvert.commands.system;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.config.ConfigLanguage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Version, clock, configurations, log and drops.
public final class SystemCommands {
    private static final Arg<Boolean> ALL =
            Args.flag("all", "Those that never occurred too, or lines with their defaults");
    private static final Arg<InterfaceName> INTERFACE = Args.interfaceName("Interface");

    private SystemCommands() {}

    public static List<Command<Console>> commands() {
        return List.of(
                Command.show(
                        call -> ShowVersion.of(call.router()),
                        words("show version", "Hardware and software status")),
                Command.show(
                        _ -> ShowInventory.own(),
                        words("show inventory", "Show the physical inventory")),
                Command.show(
                        call -> ShowHosts.of(call.router().config().system()),
                        words(
                                "show hosts",
                                "IP domain-name, lookup style, nameservers, and host table")),
                Command.show(
                        call -> clock(call.router()),
                        words("show clock", "Display the system clock")),
                Command.<Console>show(
                                call -> ShowLogging.of(call.router().view()),
                                words("show logging", "Show the contents of logging buffers"))
                        .privilegedOnly(),
                Command.show(
                        call -> ShowDrops.of(call.router(), call.has(ALL)),
                        words("show drops", "Why packets were dropped"),
                        maybe(ALL)),
                running(),
                Command.<Console>of(
                                call -> startup(call.router()),
                                words("show startup-config", "Contents of startup configuration"))
                        .privilegedOnly(),
                save(words("write", "Write running configuration to memory")),
                save(words("write memory", "Write to NV memory")),
                save(words("copy running-config startup-config", "Copy to startup configuration")));
    }

    private static ShowClock clock(Console console) {
        var view = console.view();
        return new ShowClock(view.wallClock().plus(Duration.between(view.now(), console.now())));
    }

    private static Command<Console> running() {
        return Command.<Console>of(
                        call ->
                                call.has(INTERFACE)
                                        ? runningInterface(call.router(), call.get(INTERFACE))
                                        : Outcome.show(running(call.router(), call.has(ALL))),
                        words("show running-config", "Current operating configuration"),
                        maybe(
                                oneOf(
                                        ALL,
                                        seq(
                                                words("interface", "Show interface configuration"),
                                                INTERFACE))))
                .privilegedOnly();
    }

    private static ShowConfiguration running(Console console, boolean all) {
        var grammar = ConfigLanguage.GRAMMAR;
        return new ShowConfiguration(
                "Current configuration",
                all ? grammar.printAll(console.config()) : grammar.print(console.config()));
    }

    private static Outcome runningInterface(Console console, InterfaceName name) {
        var lines = new ArrayList<String>();
        lines.add("!");
        lines.addAll(
                Sections.of(ConfigLanguage.GRAMMAR.print(console.config()), "interface " + name));
        return lines.size() > 1
                ? Outcome.show(new ShowConfiguration("Current configuration", lines))
                : Outcome.refuse(
                        console.view().find(name).isPresent()
                                ? "% Interface "
                                        + name
                                        + " was cloned from a template; see show derived-config"
                                        + " interface "
                                        + name
                                : "% Interface " + name + " is not configured");
    }

    private static Outcome startup(Console console) {
        return console.memory()
                .startup()
                .map(text -> Outcome.show(new ShowStartup(text.lines().toList())))
                .orElseGet(
                        () ->
                                Outcome.refuse(
                                        console.memory()
                                                .fault()
                                                .orElse("%% startup-config is not present")));
    }

    private static Command<Console> save(io.culvert.cli.Syntax syntax) {
        return Command.<Console>of(call -> save(call.router()), syntax).privilegedOnly();
    }

    private static Outcome save(Console console) {
        var lines = new ArrayList<>(ConfigLanguage.GRAMMAR.print(console.config()));
        lines.add("end");
        return console.memory()
                .save(ShowConfiguration.source(lines))
                .map(Outcome::refuse)
                .orElseGet(() -> Outcome.say("Building configuration...\n[OK]\n"));
    }
}
