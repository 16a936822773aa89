package io.culvert.commands.routing;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Syntax;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.router.config.VrfConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Commands about VRFs, neighbours, pools, access lists and TCP.
public final class RoutingCommands {
    private static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");
    private static final Arg<String> POOL = Args.word("Pool name");
    private static final Arg<String> LIST = Args.word("Access list name or number");

    private static final Arg<InterfaceName> INTERFACE = Args.interfaceName("Interface");

    private RoutingCommands() {}

    public static List<Command<Console>> commands() {
        return List.of(
                vrfs(
                        words("show vrf", "VPN Routing/Forwarding instance information"),
                        (console, vrfs) -> brief(console, vrfs, true)),
                vrfs(
                        words("show ip vrf", "VPN Routing/Forwarding instance information"),
                        (console, vrfs) -> brief(console, vrfs, false)),
                vrfs(
                        words(
                                "show vrf brief",
                                "Brief VPN Routing/Forwarding instance information"),
                        (console, vrfs) -> brief(console, vrfs, true)),
                vrfs(
                        words(
                                "show ip vrf brief",
                                "Brief VPN Routing/Forwarding instance information"),
                        (console, vrfs) -> brief(console, vrfs, false)),
                ofFamily("show vrf ipv4", AddressFamily.IPV4),
                ofFamily("show vrf ipv6", AddressFamily.IPV6),
                vrfs(
                        words(
                                "show ip vrf interfaces",
                                "Show VPN Routing/Forwarding interface information"),
                        RoutingCommands::interfaces),
                vrfs(words("show vrf detail", "Detailed information"), RoutingCommands::detail),
                vrfs(words("show ip vrf detail", "Detailed information"), RoutingCommands::detail),
                arp(words("show ip arp", "IP ARP table")),
                arp(words("show arp", "ARP table")),
                Command.<Console>of(
                                call -> clearArp(call.router(), call.values().find(INTERFACE)),
                                oneOf(
                                        words("clear ip arp", "Clear dynamic ARP entries"),
                                        words("clear arp-cache", "Clear the entire ARP cache")),
                                maybe(maybe(words("interface", "Of one interface")), INTERFACE))
                        .privilegedOnly(),
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.values().find(VRF).orElse(Vrf.GLOBAL.name()),
                                        vrf ->
                                                Outcome.show(
                                                        ShowIpv6Neighbors.of(
                                                                call.router().view(), vrf))),
                        words("show ipv6 neighbors", "Show IPv6 neighbor cache entries"),
                        maybe(seq(words("vrf", "Specify a VPN Routing/Forwarding instance"), VRF))),
                Command.<Console>of(
                                call -> clearAll(call.router(), Optional.empty()),
                                words("clear ipv6 neighbors", "Clear neighbor cache entries"))
                        .privilegedOnly(),
                Command.of(
                        call -> pools(call.router(), call.values().find(POOL)),
                        words("show ip local pool", "IP local pools"),
                        maybe(POOL)),
                Command.of(
                        call -> accessLists(call.router(), call.values().find(LIST)),
                        oneOf(
                                words("show access-lists", "List access lists"),
                                words("show ip access-lists", "List IP access lists")),
                        maybe(LIST)),
                Command.show(
                        call -> ShowTcpBrief.of(call.router().view().tcp().statuses()),
                        words("show tcp brief", "Brief display of TCP connections")));
    }

    private static Outcome clearArp(Console console, Optional<InterfaceName> on) {
        if (on.isPresent()) {
            return Operands.interfaceState(console, on.get(), _ -> clearAll(console, on));
        }
        return clearAll(console, on);
    }

    private static Outcome clearAll(Console console, Optional<InterfaceName> on) {
        console.router().clearNeighbors(console.now(), on);
        return Outcome.say("");
    }

    private interface OfVrfs {
        Outcome show(Console console, List<VrfConfig> vrfs);
    }

    private static Command<Console> vrfs(Syntax syntax, OfVrfs show) {
        return Command.of(
                call ->
                        call.has(VRF)
                                ? oneVrf(call.router(), call.get(VRF), show)
                                : show.show(call.router(), call.router().config().vrfs().toList()),
                syntax,
                maybe(VRF));
    }

    private static Outcome oneVrf(Console console, String name, OfVrfs show) {
        return console.config()
                .vrfs()
                .get(new Vrf(name))
                .map(vrf -> show.show(console, List.of(vrf)))
                .orElseGet(() -> Outcome.refuse("% No VRF named " + name));
    }

    private static Outcome brief(Console console, List<VrfConfig> vrfs, boolean withFamilies) {
        var view = console.view();
        return Outcome.show(
                new ShowVrf(
                        withFamilies,
                        vrfs.stream().map(vrf -> ShowVrf.Entry.of(view, vrf)).toList()));
    }

    /// Those VRFs that have the family.
    private static Command<Console> ofFamily(String words, AddressFamily family) {
        return vrfs(
                words(words, "VRFs with this address family"),
                (console, vrfs) ->
                        brief(
                                console,
                                vrfs.stream().filter(vrf -> vrf.has(family)).toList(),
                                true));
    }

    private static Outcome interfaces(Console console, List<VrfConfig> vrfs) {
        return Outcome.show(
                ShowVrfInterfaces.of(console.view(), vrfs.stream().map(VrfConfig::vrf).toList()));
    }

    private static Outcome detail(Console console, List<VrfConfig> vrfs) {
        var view = console.view();
        return Outcome.show(
                new ShowVrfDetail(
                        vrfs.stream().map(vrf -> ShowVrfDetail.entry(view, vrf)).toList()));
    }

    private static Command<Console> arp(Syntax syntax) {
        Function<Console, Outcome> global =
                console -> Outcome.show(ShowArp.of(console.view(), Vrf.GLOBAL));
        return Command.of(
                call ->
                        call.has(VRF)
                                ? Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        vrf -> Outcome.show(ShowArp.of(call.router().view(), vrf)))
                                : global.apply(call.router()),
                syntax,
                maybe(seq(words("vrf", "Specify a VPN Routing/Forwarding instance"), VRF)));
    }

    private static Outcome pools(Console console, Optional<String> name) {
        var pools =
                console.config().ike().pools().toList().stream()
                        .filter(pool -> name.map(pool.name()::equals).orElse(true))
                        .toList();
        return name.isPresent() && pools.isEmpty()
                ? Outcome.refuse("% No such pool: " + name.get())
                : Outcome.show(ShowPools.of(console.view(), pools));
    }

    private static Outcome accessLists(Console console, Optional<String> name) {
        var lists =
                console.config().accessLists().toList().stream()
                        .filter(list -> name.map(list.name()::equals).orElse(true))
                        .toList();
        return name.isPresent() && lists.isEmpty()
                ? Outcome.refuse("% Access list " + name.get() + " does not exist")
                : Outcome.show(
                        new ShowAccessLists(
                                lists.stream().map(ShowAccessLists.Listed::of).toList()));
    }
}
