package io.culvert.commands.interfaces;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.commands.system.ShowConfiguration;
import io.culvert.router.InterfaceState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Commands that show interfaces.
public final class InterfaceCommands {
    private static final Arg<InterfaceName> NAME = Args.interfaceName("Interface");

    private InterfaceCommands() {}

    public static List<Command<Console>> commands() {
        return List.of(
                Command.show(
                        call -> ShowIpInterfaceBrief.of(call.router().view()),
                        words(
                                "show ip interface brief",
                                "Brief summary of IP status and configuration")),
                Command.of(
                        call -> some(call, InterfaceCommands::ip),
                        words("show ip interface", "IP interface status and configuration"),
                        maybe(NAME)),
                Command.show(
                        call -> ShowIpv6InterfaceBrief.of(call.router().view()),
                        words(
                                "show ipv6 interface brief",
                                "Brief summary of IPv6 status and configuration")),
                Command.of(
                        call -> some(call, InterfaceCommands::ipv6),
                        words("show ipv6 interface", "IPv6 interface status and configuration"),
                        maybe(NAME)),
                Command.show(
                        call -> ShowInterfacesDescription.of(call.router().view()),
                        words("show interfaces description", "Show interface description")),
                Command.of(
                        call -> some(call, InterfaceCommands::full),
                        words("show interfaces", "Interface status and configuration"),
                        maybe(NAME)),
                Command.show(
                        call -> summary(call.router()),
                        words("show interfaces summary", "Show interface summary")),
                Command.of(
                        call -> some(call, InterfaceCommands::counters),
                        words("show interfaces counters", "Show interface counters")),
                Command.of(
                        call -> some(call, InterfaceCommands::counters),
                        words("show interfaces", "Interface status and configuration"),
                        NAME,
                        words("counters", "Show interface counters")),
                Command.show(
                        call -> ShowIpTraffic.of(call.router().view()),
                        words("show ip traffic", "IP protocol statistics")),
                Command.<Console>of(
                                InterfaceCommands::clear,
                                words("clear counters", "Clear counters on one or all interfaces"),
                                maybe(NAME))
                        .privilegedOnly(),
                Command.<Console>of(
                                InterfaceCommands::configuration,
                                words("show interfaces", "Interface status and configuration"),
                                NAME,
                                words("configuration", "Derived configuration of the interface"))
                        .privilegedOnly(),
                Command.<Console>of(
                                InterfaceCommands::derived,
                                words(
                                        "show derived-config interface",
                                        "Configuration with what templates add"),
                                NAME)
                        .privilegedOnly());
    }

    /// The interface that was named, or all of them.
    private static Outcome some(
            Command.Call<Console> call,
            BiFunction<Console, Collection<InterfaceState>, Outcome> show) {
        Console console = call.router();
        return call.has(NAME)
                ? Operands.interfaceState(
                        console, call.get(NAME), state -> show.apply(console, List.of(state)))
                : show.apply(console, console.view().interfaces());
    }

    private static Outcome ip(Console console, Collection<InterfaceState> states) {
        var view = console.view();
        return Outcome.show(
                new ShowIpInterface(
                        states.stream()
                                .map(each -> ShowIpInterface.Entry.of(view, each))
                                .toList()));
    }

    private static Outcome ipv6(Console console, Collection<InterfaceState> states) {
        var view = console.view();
        return Outcome.show(
                new ShowIpv6Interface(
                        states.stream()
                                .filter(each -> each.config().ipv6().isOn())
                                .map(each -> ShowIpv6Interface.Entry.of(view, each))
                                .toList()));
    }

    private static Outcome full(Console console, Collection<InterfaceState> states) {
        return Outcome.show(
                new ShowInterfaces(
                        states.stream().map(each -> InterfaceEntry.of(console, each)).toList()));
    }

    private static ShowInterfacesSummary summary(Console console) {
        var view = console.view();
        return new ShowInterfacesSummary(
                view.interfaces().stream()
                        .map(
                                state ->
                                        ShowInterfacesSummary.Entry.of(
                                                state,
                                                InterfaceTraffic.of(
                                                        view,
                                                        console.now(),
                                                        state,
                                                        Optional.empty())))
                        .toList());
    }

    private static Outcome counters(Console console, Collection<InterfaceState> states) {
        var view = console.view();
        return Outcome.show(
                new ShowInterfacesCounters(
                        states.stream()
                                .map(
                                        state ->
                                                ShowInterfacesCounters.Entry.of(
                                                        state, view.counters(state)))
                                .toList()));
    }

    private static Outcome clear(Command.Call<Console> call) {
        Console console = call.router();
        String who =
                call.visitor().user().isEmpty()
                        ? call.visitor().line()
                        : call.visitor().user() + " on " + call.visitor().line();
        if (!call.has(NAME)) {
            console.router().clearCounters(console.now(), Optional.empty(), who);
            return Outcome.say("");
        }
        return Operands.interfaceState(
                console,
                call.get(NAME),
                state -> {
                    console.router().clearCounters(console.now(), Optional.of(state.name()), who);
                    return Outcome.say("");
                });
    }

    private static Outcome configuration(Command.Call<Console> call) {
        return derived(
                call,
                state ->
                        new ShowInterfaceConfiguration(
                                state.name(), state.template(), lines(call, state)));
    }

    private static Outcome derived(Command.Call<Console> call) {
        return derived(
                call, state -> new ShowConfiguration("Derived configuration", lines(call, state)));
    }

    private static Outcome derived(
            Command.Call<Console> call, Function<InterfaceState, Answer> answer) {
        return Operands.interfaceState(
                call.router(), call.get(NAME), state -> Outcome.show(answer.apply(state)));
    }

    private static List<String> lines(Command.Call<Console> call, InterfaceState state) {
        return DerivedConfiguration.of(call.router().config(), state);
    }
}
