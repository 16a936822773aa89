package io.culvert.commands.nhrp;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.commands.layout.WallTime;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpServerView;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.ServerRedundancy;
import io.culvert.router.RouterView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Commands about NHRP, for both families.
public final class NhrpCommands {
    private static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");
    private static final Arg<ShowNhrp.Layout> LAYOUT =
            Args.choice(
                    Args.option("brief", ShowNhrp.Layout.BRIEF, "Show short form information"),
                    Args.option("detail", ShowNhrp.Layout.DETAIL, "Show detail information"));

    private static final Arg<Boolean> DETAIL = Args.flag("detail", "Show detail information");
    private static final Arg<NhrpFilter.Kind> KIND =
            Args.choice(
                    Args.option("dynamic", NhrpFilter.Kind.DYNAMIC, "Learnt mappings"),
                    Args.option("static", NhrpFilter.Kind.STATIC, "Configured mappings"),
                    Args.option("incomplete", NhrpFilter.Kind.INCOMPLETE, "Not known yet"),
                    Args.option("local", NhrpFilter.Kind.LOCAL, "What was answered to others"),
                    Args.option("remote", NhrpFilter.Kind.REMOTE, "What is known of others"));
    private static final Arg<InterfaceName> INTERFACE = Args.interfaceName("Interface");

    private NhrpCommands() {}

    public static List<Command<Console>> commands() {
        var all = new ArrayList<Command<Console>>();
        for (AddressFamily family : AddressFamily.values()) {
            all.addAll(of(family));
        }
        all.addAll(DmvpnCommands.commands());
        return List.copyOf(all);
    }

    private static List<Command<Console>> of(AddressFamily family) {
        boolean four = family == AddressFamily.IPV4;
        String ip = four ? "ip" : "ipv6";
        var show = words("show " + ip + " nhrp", "NHRP information");
        var clear = words("clear " + ip + " nhrp", "Clear NHRP cache");
        var why = words("why", "Why there is no shortcut to a destination");
        var vrf = words("vrf", "Specify parameters for a VPN Routing/Forwarding instance");
        Arg<IpAddress> address =
                Args.typed(
                        four ? "A.B.C.D" : "X:X:X:X::X",
                        "Destination address",
                        text -> IpAddress.parse(text).filter(each -> each.family() == family),
                        IpAddress::toString);
        var which = NhrpFilter.of(family);
        return List.of(
                Command.of(
                        call -> inVrf(call, which, filter -> show(call, filter, address)),
                        show,
                        maybe(vrf, VRF),
                        maybe(KIND),
                        maybe(oneOf(INTERFACE, address)),
                        maybe(LAYOUT)),
                Command.<Console>of(
                                call -> inVrf(call, which, filter -> clear(call, filter, address)),
                                clear,
                                maybe(vrf, VRF),
                                maybe(oneOf(INTERFACE, address)))
                        .privilegedOnly(),
                Command.<Console>of(
                                NhrpCommands::clearCounters,
                                clear,
                                words("counters", "Clear NHRP counters"),
                                maybe(words("interface", "Of one interface"), INTERFACE))
                        .privilegedOnly(),
                Command.of(
                        call -> inVrf(call, which, filter -> self(call, filter)),
                        show,
                        maybe(vrf, VRF),
                        words("self", "Addresses of this router"),
                        maybe(INTERFACE),
                        maybe(LAYOUT)),
                Command.of(
                        call ->
                                onInterface(
                                        call,
                                        () ->
                                                Outcome.show(
                                                        NhrpMulticast.of(
                                                                call.router().view(),
                                                                family,
                                                                call.values().find(INTERFACE)))),
                        show,
                        words("multicast", "Where multicast would be sent"),
                        maybe(INTERFACE)),
                Command.show(
                        call -> new NhrpSummary(entries(call, which)),
                        show,
                        words("summary", "Show NHRP summary")),
                Command.show(
                        call ->
                                new ShowNhrp(
                                        entries(call, which.and(NhrpCommands::isShortcut)),
                                        call.router().now(),
                                        powerOn(call),
                                        ShowNhrp.Layout.NORMAL),
                        show,
                        words("shortcut", "Show NHRP shortcut information")),
                Command.show(
                        call -> new NhrpTrafficText(call.router().view().nhrp().traffic()),
                        show,
                        words("traffic", "Show NHRP traffic statistics")),
                Command.show(
                        call ->
                                new NhrpStats(
                                        call.router().view().nhrp().statistics(),
                                        call.router().view().nhrp().drops()),
                        show,
                        words("stats", "Show NHRP statistics")),
                Command.show(
                        call ->
                                new NhrpRedirects(
                                        call.router().view().nhrp().redirects().stream()
                                                .filter(
                                                        each ->
                                                                each.destination().family()
                                                                        == family)
                                                .toList(),
                                        call.router().now(),
                                        powerOn(call)),
                        show,
                        words("redirect", "Show NHRP redirects")),
                Command.show(
                        call -> servers(call, family),
                        show,
                        words("nhs", "Show NHRP next hop servers"),
                        maybe(INTERFACE),
                        maybe(DETAIL)),
                Command.show(
                        call ->
                                NhrpRedundancy.of(
                                        views(call, family), on -> redundancy(call, on, family)),
                        show,
                        words("nhs", "Show NHRP next hop servers"),
                        maybe(INTERFACE),
                        words("redundancy", "Which of a cluster serve")),
                Command.show(
                        call -> ShortcutWhy.of(call.router().view(), Vrf.GLOBAL, call.get(address)),
                        show,
                        why,
                        address),
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        of ->
                                                Outcome.show(
                                                        ShortcutWhy.of(
                                                                call.router().view(),
                                                                of,
                                                                call.get(address)))),
                        show,
                        why,
                        vrf,
                        VRF,
                        address));
    }

    private static Instant powerOn(Command.Call<Console> call) {
        return WallTime.powerOn(call.router().view());
    }

    private static boolean isShortcut(NhrpEntry entry) {
        return entry.flags().contains(NhrpEntry.Flag.RIB)
                || entry.flags().contains(NhrpEntry.Flag.NHO);
    }

    private static List<NhrpEntry> entries(
            Command.Call<Console> call, Predicate<NhrpEntry> wanted) {
        return call.router().view().nhrp().entries().stream().filter(wanted).toList();
    }

    /// Goes on in the VRF that the operator named, if any.
    private static Outcome inVrf(
            Command.Call<Console> call, NhrpFilter filter, Function<NhrpFilter, Outcome> then) {
        return call.values()
                .find(VRF)
                .map(name -> Operands.vrf(call.router(), name, of -> then.apply(filter.in(of))))
                .orElseGet(() -> then.apply(filter));
    }

    private static Outcome show(
            Command.Call<Console> call, NhrpFilter filter, Arg<IpAddress> address) {
        Console console = call.router();
        var wanted =
                new NhrpFilter(
                        filter.family(),
                        filter.vrf(),
                        call.values().find(KIND),
                        call.values().find(INTERFACE),
                        call.values().find(address));
        return onInterface(
                call,
                () ->
                        Outcome.show(
                                new ShowNhrp(
                                        entries(call, wanted),
                                        console.now(),
                                        powerOn(call),
                                        call.values()
                                                .find(LAYOUT)
                                                .orElse(ShowNhrp.Layout.NORMAL))));
    }

    /// What others find this router by.
    private static Outcome self(Command.Call<Console> call, NhrpFilter filter) {
        Console console = call.router();
        return onInterface(
                call,
                () ->
                        Outcome.show(
                                new ShowNhrp(
                                        NhrpSelf.of(
                                                console.view(),
                                                filter,
                                                call.values().find(INTERFACE)),
                                        console.now(),
                                        powerOn(call),
                                        call.values()
                                                .find(LAYOUT)
                                                .orElse(ShowNhrp.Layout.NORMAL))));
    }

    private static Outcome onInterface(Command.Call<Console> call, Supplier<Outcome> then) {
        return call.values()
                .find(INTERFACE)
                .map(name -> Operands.interfaceState(call.router(), name, _ -> then.get()))
                .orElseGet(then);
    }

    private static List<NhrpServerView> views(Command.Call<Console> call, AddressFamily family) {
        RouterView view = call.router().view();
        return Stream.concat(view.nhrp().servers().stream(), ServerTrouble.unreached(view).stream())
                .sorted(Comparator.comparing(NhrpServerView::on))
                .filter(each -> each.server().family() == family)
                .filter(each -> call.values().find(INTERFACE).stream().allMatch(each.on()::equals))
                .toList();
    }

    private static NhrpServers servers(Command.Call<Console> call, AddressFamily family) {
        boolean detail = call.has(DETAIL);
        return new NhrpServers(
                views(call, family).stream()
                        .map(
                                each ->
                                        new NhrpServers.Server(
                                                each,
                                                detail ? trouble(call, each) : Optional.empty()))
                        .toList(),
                powerOn(call),
                detail);
    }

    /// What the server itself says is enough.
    private static Optional<String> trouble(Command.Call<Console> call, NhrpServerView server) {
        return server.state() == NhrpServerView.State.REFUSING
                ? Optional.empty()
                : ServerTrouble.told(call.router().view(), server);
    }

    private static ServerRedundancy redundancy(
            Command.Call<Console> call, InterfaceName on, AddressFamily family) {
        return call.router()
                .view()
                .find(on)
                .map(state -> state.config().nhrp())
                .map(nhrp -> family == AddressFamily.IPV4 ? nhrp.ipv4() : nhrp.ipv6())
                .map(NhrpSettings::redundancy)
                .orElse(ServerRedundancy.DEFAULT);
    }

    private static Outcome clearCounters(Command.Call<Console> call) {
        return onInterface(
                call,
                () -> {
                    Console console = call.router();
                    console.router()
                            .clearNhrpCounters(console.now(), call.values().find(INTERFACE));
                    return Outcome.say("");
                });
    }

    /// Everything of the family, or the entries that an address is in, with what is held off for it.
    private static Outcome clear(
            Command.Call<Console> call, NhrpFilter filter, Arg<IpAddress> address) {
        Console console = call.router();
        Optional<IpAddress> one = call.values().find(address);
        Optional<InterfaceName> on = call.values().find(INTERFACE);
        var prefixes = new LinkedHashSet<Prefix>();
        prefixes.add(
                one.map(Prefix::host)
                        .orElse(
                                filter.family() == AddressFamily.IPV4
                                        ? Prefix.DEFAULT_IPV4
                                        : Prefix.DEFAULT_IPV6));
        one.ifPresent(
                each ->
                        entries(call, filter.and(entry -> entry.prefix().contains(each)))
                                .forEach(entry -> prefixes.add(entry.prefix())));
        return onInterface(
                call,
                () -> {
                    prefixes.forEach(
                            prefix ->
                                    console.router()
                                            .clearNhrp(
                                                    console.now(),
                                                    filter.vrf(),
                                                    Optional.of(prefix),
                                                    on));
                    return Outcome.say("");
                });
    }
}
