package io.culvert.commands.bgp;

import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.show.BgpEntryView;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.BgpViews;
import io.culvert.cli.Answer;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Syntax;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Commands about BGP. Those of IPv4 stand under their older name, `show ip bgp`, and their newer one, `show bgp`.
public final class BgpCommands {
    static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");

    private static final Arg<RouteDistinguisher> DISTINGUISHER =
            Args.typed(
                    "ASN:nn or IP-address:nn",
                    "Route distinguisher",
                    RouteDistinguisher::parse,
                    RouteDistinguisher::toString);

    /// What differs between the families.
    ///
    /// @param vpn that carries its routes of VRFs
    private record Words(
            AddressFamily ip,
            FamilyId global,
            FamilyId vpn,
            Arg<IpAddress> network,
            Arg<Prefix> prefix,
            List<String> ofAll,
            List<String> ofVrf,
            List<String> ofGlobal) {
        static final Words IPV4 =
                new Words(
                        AddressFamily.IPV4,
                        FamilyId.IPV4,
                        FamilyId.VPNV4,
                        network("A.B.C.D", AddressFamily.IPV4),
                        Args.ipv4Prefix("IP prefix <network>/<length>, e.g., 35.0.0.0/8"),
                        List.of("show ip bgp vpnv4 all", "show bgp vpnv4 unicast all"),
                        List.of("show ip bgp vpnv4 vrf", "show bgp vpnv4 unicast vrf"),
                        List.of("show ip bgp", "show bgp ipv4 unicast"));

        static final Words IPV6 =
                new Words(
                        AddressFamily.IPV6,
                        FamilyId.IPV6,
                        FamilyId.VPNV6,
                        network("X:X:X:X::X", AddressFamily.IPV6),
                        Args.ipv6Prefix("IPv6 prefix <network>/<length>"),
                        List.of("show bgp vpnv6 unicast all"),
                        List.of("show bgp vpnv6 unicast vrf"),
                        List.of("show bgp ipv6 unicast"));

        private static Arg<IpAddress> network(String form, AddressFamily family) {
            return Args.typed(
                    form,
                    "Network in the BGP routing table to display",
                    text -> IpAddress.parse(text).filter(found -> found.family() == family),
                    IpAddress::toString);
        }

        FamilyId in(Vrf vrf) {
            return ip == AddressFamily.IPV4 ? FamilyId.ipv4(vrf) : FamilyId.ipv6(vrf);
        }

        String vpnHelp() {
            return ip == AddressFamily.IPV4 ? "Display VPNv4 NLRI" : "Display VPNv6 NLRI";
        }
    }

    private BgpCommands() {}

    public static List<Command<Console>> commands() {
        var all = new ArrayList<Command<Console>>();
        for (Words words : List.of(Words.IPV4, Words.IPV6)) {
            words.ofAll().forEach(path -> addAll(all, words, path));
            words.ofAll()
                    .forEach(path -> addDistinguisher(all, words, path.replaceFirst("all$", "rd")));
            words.ofVrf().forEach(path -> addVrf(all, words, path));
            words.ofGlobal().forEach(path -> addGlobal(all, words, path));
        }
        for (String path :
                List.of(
                        "show ip bgp rtfilter all",
                        "show ip bgp rtfilter unicast all",
                        "show bgp rtfilter unicast all")) {
            addMemberships(all, path);
        }
        all.add(
                Command.of(
                        call ->
                                whenRunning(
                                        call.router(), () -> BgpSummaries.of(views(call.router()))),
                        words("show bgp all summary", "Summary of BGP neighbor status")));
        all.add(NeighborCommands.ofEveryFamily());
        return all;
    }

    private static void addMemberships(List<Command<Console>> all, String path) {
        all.add(
                Command.of(
                        call ->
                                whenRunning(
                                        call.router(),
                                        () ->
                                                new MembershipTable(
                                                        views(call.router()).memberships())),
                        words(path, "Display Route Target filter NLRI")));
        all.add(
                Command.of(
                        call -> summary(call.router(), FamilyId.RTFILTER),
                        words(path + " summary", "Summary of BGP neighbor status")));
    }

    private static void addAll(List<Command<Console>> all, Words words, String path) {
        all.add(Command.of(call -> vpn(call, words, BgpTable::new), words(path, words.vpnHelp())));
        for (String labels : List.of(" labels", " label")) {
            all.add(
                    Command.of(
                            call -> vpn(call, words, BgpLabels::new),
                            words(path + labels, "Display labels of the routes")));
        }
        all.add(
                Command.of(
                        call -> summary(call.router(), words.vpn()),
                        words(path + " summary", "Summary of BGP neighbor status")));
        all.addAll(NeighborCommands.ofAll(words(path, words.vpnHelp()), words.ip()));
        all.add(
                Command.of(
                        call ->
                                Outcome.show(
                                        new BgpEntries(
                                                views(call.router())
                                                        .vpnMatches(call.get(words.network())))),
                        words(path, words.vpnHelp()),
                        words.network()));
        all.add(
                Command.of(
                        call ->
                                Outcome.show(
                                        new BgpEntries(
                                                views(call.router())
                                                        .vpnExact(call.get(words.prefix())))),
                        words(path, words.vpnHelp()),
                        words.prefix()));
    }

    /// One route distinguisher, whether or not a VRF here has it.
    private static void addDistinguisher(List<Command<Console>> all, Words words, String path) {
        Syntax head = words(path, "Display information for a route distinguisher");
        all.add(
                Command.of(
                        call ->
                                vpn(
                                        call,
                                        words,
                                        table -> new BgpTable(table.only(call.get(DISTINGUISHER)))),
                        head,
                        DISTINGUISHER));
        all.add(
                Command.of(
                        call -> Outcome.show(new BgpEntries(underDistinguisher(call, words))),
                        head,
                        DISTINGUISHER,
                        oneOf(words.network(), words.prefix())));
    }

    private static List<BgpEntryView> underDistinguisher(Command.Call<Console> call, Words words) {
        BgpViews views = views(call.router());
        RouteDistinguisher rd = call.get(DISTINGUISHER);
        return call.has(words.prefix())
                ? views.vpnExact(call.get(words.prefix())).stream()
                        .filter(entry -> entry.rd().filter(rd::equals).isPresent())
                        .toList()
                : views.vpnMatch(rd, call.get(words.network())).stream().toList();
    }

    private static void addVrf(List<Command<Console>> all, Words words, String path) {
        Syntax head = words(path, "VPN Routing/Forwarding instance");
        all.add(
                Command.of(
                        call -> inVrf(call, vrf -> new BgpTable(table(call, words, vrf))),
                        head,
                        VRF));
        all.add(
                Command.of(
                        call -> inVrf(call, vrf -> new BgpLabels(table(call, words, vrf))),
                        head,
                        VRF,
                        words("labels", "Display labels of the routes")));
        all.add(
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        vrf -> summary(call.router(), words.in(vrf))),
                        head,
                        VRF,
                        words("summary", "Summary of BGP neighbor status")));
        all.addAll(NeighborCommands.ofVrf(head, words.ip()));
        all.add(
                Command.of(
                        call -> inVrf(call, vrf -> entry(call, words, vrf)),
                        head,
                        VRF,
                        oneOf(words.network(), words.prefix())));
    }

    private static void addGlobal(List<Command<Console>> all, Words words, String path) {
        all.add(
                Command.of(
                        call ->
                                whenRunning(
                                        call.router(),
                                        () -> new BgpTable(table(call, words, Vrf.GLOBAL))),
                        words(path, "BGP information")));
        all.add(
                Command.of(
                        call -> Outcome.show(entry(call, words, Vrf.GLOBAL)),
                        words(path, "BGP information"),
                        oneOf(words.network(), words.prefix())));
        all.add(
                Command.of(
                        call -> summary(call.router(), words.global()),
                        words(path + " summary", "Summary of BGP neighbor status")));
        all.addAll(NeighborCommands.ofGlobal(words(path, "BGP information"), words.ip()));
    }

    static BgpViews views(Console console) {
        return console.view().bgp().views(console.now());
    }

    private static Outcome whenRunning(Console console, Supplier<Answer> answer) {
        return ifRunning(console, () -> Outcome.show(answer.get()));
    }

    static Outcome ifRunning(Console console, Supplier<Outcome> outcome) {
        return console.config().bgp().isPresent()
                ? outcome.get()
                : Outcome.refuse("% BGP not active");
    }

    private static Outcome inVrf(Command.Call<Console> call, Function<Vrf, Answer> answer) {
        return Operands.vrf(call.router(), call.get(VRF), vrf -> Outcome.show(answer.apply(vrf)));
    }

    private static Outcome vpn(
            Command.Call<Console> call, Words words, Function<BgpTableView, Answer> layout) {
        return whenRunning(
                call.router(), () -> layout.apply(views(call.router()).vpnTable(words.ip())));
    }

    private static BgpTableView table(Command.Call<Console> call, Words words, Vrf vrf) {
        return views(call.router()).table(vrf, words.ip());
    }

    private static Answer entry(Command.Call<Console> call, Words words, Vrf vrf) {
        BgpViews views = views(call.router());
        var found =
                call.has(words.prefix())
                        ? views.exact(vrf, call.get(words.prefix()))
                        : views.match(vrf, call.get(words.network()));
        return new BgpEntries(found.stream().toList());
    }

    private static Outcome summary(Console console, FamilyId family) {
        return whenRunning(console, () -> new BgpSummary(views(console).summary(family)));
    }
}
