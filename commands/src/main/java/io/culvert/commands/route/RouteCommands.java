package io.culvert.commands.route;

import static io.culvert.cli.Args.option;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.cli.Answer;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Syntax;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.rib.Forwarding;
import io.culvert.rib.RouteSource;
import io.culvert.router.RouterView;
import io.culvert.router.config.ShowStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Commands about the routing tables and forwarding.
public final class RouteCommands {
    private enum CefForm {
        DETAIL,
        INTERNAL
    }

    private static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");
    private static final Arg<Ipv6Address> ADDRESS6 =
            Args.ipv6("Network to display information about");
    private static final Arg<Prefix> PREFIX6 = Args.ipv6Prefix("IPv6 prefix");
    private static final Arg<Ipv4Address> ADDRESS =
            Args.ipv4("Network to display information about");
    private static final Arg<Integer> MASK = Args.netmask("Network mask");
    private static final Arg<Prefix> PREFIX = Args.ipv4Prefix("Network prefix, e.g., 35.0.0.0/8");
    private static final Arg<Set<RouteSource>> SOURCES =
            Args.choice(
                    option(
                            "connected",
                            EnumSet.of(RouteSource.CONNECTED, RouteSource.LOCAL),
                            "Connected routes"),
                    option("local", EnumSet.of(RouteSource.LOCAL), "Local routes"),
                    option(
                            "static",
                            EnumSet.of(RouteSource.STATIC, RouteSource.IKEV2),
                            "Static routes"),
                    option(
                            "bgp",
                            EnumSet.of(RouteSource.EBGP, RouteSource.IBGP),
                            "Border Gateway Protocol (BGP)"),
                    option(
                            "nhrp",
                            EnumSet.of(RouteSource.NHRP),
                            "Next Hop Resolution Protocol (NHRP)"));
    private static final Arg<Boolean> OVERRIDES =
            Args.flag("next-hop-override", "Next hops that shortcuts override");
    private static final Arg<CefForm> FORM =
            Args.choice(
                    option("detail", CefForm.DETAIL, "Detailed information"),
                    option("internal", CefForm.INTERNAL, "Internal details"));

    private RouteCommands() {}

    public static List<Command<Console>> commands() {
        Syntax route = words("show ip route", "IP routing table");
        Syntax cef = words("show ip cef", "Cisco Express Forwarding");
        Syntax route6 = words("show ipv6 route", "IPv6 routing table");
        Syntax cef6 = words("show ipv6 cef", "Cisco Express Forwarding for IPv6");
        Syntax vrf = maybe(seq(words("vrf", "Specify a VPN Routing/Forwarding instance"), VRF));
        Syntax destination = oneOf(PREFIX, seq(ADDRESS, maybe(MASK)));
        return List.of(
                Command.of(
                        call ->
                                inVrf(
                                        call,
                                        each ->
                                                Outcome.show(
                                                        ShowIpProtocols.of(call.router(), each))),
                        words(
                                "show ip protocols",
                                "IP routing protocol process parameters and statistics"),
                        vrf),
                Command.of(
                        call -> inVrf(call, each -> Outcome.show(table(call, each))),
                        route,
                        vrf,
                        maybe(SOURCES)),
                Command.of(
                        call -> inVrf(call, each -> Outcome.show(summary(call.router(), each))),
                        route,
                        vrf,
                        words("summary", "Summary of all routes")),
                Command.of(
                        call -> inVrf(call, each -> Outcome.show(table(call, each))),
                        route,
                        vrf,
                        OVERRIDES),
                Command.of(call -> inVrf(call, each -> route(call, each)), route, vrf, destination),
                Command.of(
                        call -> inVrf(call, each -> Outcome.show(table6(call, each))),
                        route6,
                        vrf,
                        maybe(SOURCES)),
                Command.of(
                        call -> inVrf(call, each -> route(call, each)),
                        route6,
                        vrf,
                        oneOf(PREFIX6, ADDRESS6)),
                Command.of(
                        call -> inVrf(call, each -> cefTable6(call, each)), cef6, vrf, maybe(FORM)),
                Command.of(
                        call -> inVrf(call, each -> cef(call, each)),
                        cef6,
                        vrf,
                        oneOf(PREFIX6, ADDRESS6),
                        maybe(FORM)),
                Command.of(
                        call -> inVrf(call, each -> cefTable(call, each)), cef, vrf, maybe(FORM)),
                Command.of(
                        call -> inVrf(call, each -> cef(call, each)),
                        cef,
                        vrf,
                        destination,
                        maybe(FORM)));
    }

    private static Outcome inVrf(Command.Call<Console> call, Function<Vrf, Outcome> then) {
        Optional<String> name = call.values().find(VRF);
        return name.isPresent()
                ? Operands.vrf(call.router(), name.get(), then)
                : then.apply(Vrf.GLOBAL);
    }

    private static RouteEntries entries(Console console, Vrf vrf) {
        return new RouteEntries(console.view(), vrf, console.now());
    }

    private static Answer table(Command.Call<Console> call, Vrf vrf) {
        Set<RouteSource> all = EnumSet.allOf(RouteSource.class);
        return new ShowIpRoute(
                vrf,
                entries(call.router(), vrf).all(AddressFamily.IPV4),
                call.values().find(SOURCES).orElse(all),
                call.has(OVERRIDES));
    }

    private static Answer table6(Command.Call<Console> call, Vrf vrf) {
        Set<RouteSource> all = EnumSet.allOf(RouteSource.class);
        return new ShowIpv6Route(
                vrf,
                entries(call.router(), vrf).all(AddressFamily.IPV6),
                call.values().find(SOURCES).orElse(all));
    }

    private static Answer summary(Console console, Vrf vrf) {
        int tables = console.config().vrfs().toList().size() + 1;
        int table =
                IntStream.range(0, tables)
                        .filter(each -> console.view().vrfOfTable(each).equals(Optional.of(vrf)))
                        .findFirst()
                        .orElse(0);
        return ShowRouteSummary.of(
                vrf, table, entries(console, vrf).all(AddressFamily.IPV4), localAs(console));
    }

    private static OptionalLong localAs(Console console) {
        return console.config().bgp().stream().mapToLong(BgpConfig::as).findFirst();
    }

    /// The route that the operand names: of a prefix exactly that one, of an address the one that packets would take.
    private static Optional<Forwarding> find(Command.Call<Console> call, Vrf vrf) {
        RouterView view = call.router().view();
        Optional<Prefix> exact =
                call.values()
                        .find(PREFIX)
                        .or(() -> call.values().find(PREFIX6))
                        .or(
                                () ->
                                        call.values()
                                                .find(MASK)
                                                .map(
                                                        length ->
                                                                Prefix.containing(
                                                                        call.get(ADDRESS),
                                                                        length)));
        return exact.isPresent() ? view.find(vrf, exact.get()) : view.lookup(vrf, address(call));
    }

    private static IpAddress address(Command.Call<Console> call) {
        return call.has(ADDRESS) ? call.get(ADDRESS) : call.get(ADDRESS6);
    }

    /// As on IOS, the default route of IPv4 answers only who asks for it.
    private static Outcome route(Command.Call<Console> call, Vrf vrf) {
        boolean ofDefault = !call.has(ADDRESS) || call.get(ADDRESS).isUnspecified();
        return find(call, vrf)
                .filter(found -> ofDefault || !found.route().prefix().isDefault())
                .map(found -> entries(call.router(), vrf).entry(found))
                .map(entry -> Outcome.show(route(call, vrf, entry)))
                .orElseGet(() -> Outcome.refuse(absent(call, vrf)));
    }

    private static Answer route(Command.Call<Console> call, Vrf vrf, RouteEntry entry) {
        return entry.prefix().address().isIpv4()
                ? new ShowRoute(vrf, entry, localAs(call.router()))
                : new ShowIpv6RouteEntry(entry, localAs(call.router()));
    }

    private static String absent(Command.Call<Console> call, Vrf vrf) {
        if (call.has(PREFIX6) || call.has(ADDRESS6)) {
            return "% Route not found";
        }
        Prefix asked = call.has(PREFIX) ? call.get(PREFIX) : Prefix.host(call.get(ADDRESS));
        return ShowRoute.absent(asked, entries(call.router(), vrf).all(AddressFamily.IPV4));
    }

    /// IPv6 has no table of columns: its addresses are too long for one.
    private static Outcome cefTable6(Command.Call<Console> call, Vrf vrf) {
        List<CefEntry> all = new CefEntries(call.router().view(), vrf).all(AddressFamily.IPV6);
        return Outcome.show(
                new ShowCefEach(
                        all.stream()
                                .<Answer>map(
                                        entry ->
                                                call.has(FORM)
                                                        ? form(call, entry)
                                                        : new ShowCef(entry, false))
                                .toList()));
    }

    private static Outcome cefTable(Command.Call<Console> call, Vrf vrf) {
        List<CefEntry> all = new CefEntries(call.router().view(), vrf).all(AddressFamily.IPV4);
        return call.has(FORM)
                ? Outcome.show(
                        new ShowCefEach(all.stream().map(entry -> form(call, entry)).toList()))
                : Outcome.show(new ShowCefTable(all));
    }

    private static Outcome cef(Command.Call<Console> call, Vrf vrf) {
        Optional<Forwarding> found = find(call, vrf);
        if (found.isPresent()) {
            return Outcome.show(
                    form(call, new CefEntries(call.router().view(), vrf).entry(found.get())));
        }
        boolean exact = call.has(PREFIX) || call.has(PREFIX6) || call.has(MASK);
        String everywhere = call.has(ADDRESS6) ? "::/0" : "0.0.0.0/0";
        return exact
                ? Outcome.refuse("%Prefix not found")
                : Outcome.say(everywhere + "\n  no route\n");
    }

    private static Answer form(Command.Call<Console> call, CefEntry entry) {
        Optional<CefForm> asked = call.values().find(FORM);
        boolean internal = asked.map(CefForm.INTERNAL::equals).orElse(!isCurrent(call));
        return internal && entry.isLabelled()
                ? new ShowCefInternal(entry)
                : new ShowCef(entry, asked.isPresent());
    }

    private static boolean isCurrent(Command.Call<Console> call) {
        return call.terminal()
                .style()
                .map("current"::equals)
                .orElse(call.router().config().system().showStyle() == ShowStyle.CURRENT);
    }
}
