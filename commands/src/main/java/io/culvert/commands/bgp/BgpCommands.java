package io.culvert.commands.bgp;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.BgpViews;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Syntax;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.host.tcp.TcpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Commands about BGP. Each stands under its older name, `show ip bgp`, and its newer one, `show bgp`.
public final class BgpCommands {
    private static final Arg<Ipv4Address> NETWORK =
            Args.ipv4("Network in the BGP routing table to display");
    private static final Arg<Prefix> PREFIX =
            Args.ipv4Prefix("IP prefix <network>/<length>, e.g., 35.0.0.0/8");
    private static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");
    private static final Arg<Ipv4Address> NEIGHBOR =
            Args.ipv4("Neighbor to display information about");

    private BgpCommands() {}

    public static List<Command<Console>> commands() {
        var all = new ArrayList<Command<Console>>();
        for (String vpn : List.of("show ip bgp vpnv4 all", "show bgp vpnv4 unicast all")) {
            all.add(Command.of(BgpCommands::vpnTable, words(vpn, "Display VPNv4 NLRI")));
            all.add(
                    Command.of(
                            BgpCommands::vpnLabels,
                            words(vpn + " labels", "Display labels of the routes")));
            all.add(
                    Command.of(
                            BgpCommands::vpnLabels,
                            words(vpn + " label", "Display labels of the routes")));
            all.add(
                    Command.of(
                            call -> summary(call.router(), FamilyId.VPNV4),
                            words(vpn + " summary", "Summary of BGP neighbor status")));
            all.add(
                    Command.of(
                            BgpCommands::neighbors,
                            words(vpn + " neighbors", "Neighbors"),
                            maybe(NEIGHBOR)));
            all.add(
                    Command.of(
                            call ->
                                    Outcome.show(
                                            new BgpEntries(
                                                    views(call.router())
                                                            .vpnMatches(call.get(NETWORK)))),
                            words(vpn, "Display VPNv4 NLRI"),
                            NETWORK));
            all.add(
                    Command.of(
                            call ->
                                    Outcome.show(
                                            new BgpEntries(
                                                    views(call.router())
                                                            .vpnExact(call.get(PREFIX)))),
                            words(vpn, "Display VPNv4 NLRI"),
                            PREFIX));
        }
        for (String ofVrf : List.of("show ip bgp vpnv4 vrf", "show bgp vpnv4 unicast vrf")) {
            addVrf(all, ofVrf);
        }
        for (String global : List.of("show ip bgp", "show bgp ipv4 unicast")) {
            addGlobal(all, global);
        }
        return all;
    }

    private static void addVrf(List<Command<Console>> all, String path) {
        Syntax words = words(path, "VPN Routing/Forwarding instance");
        all.add(
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        vrf -> Outcome.show(new BgpTable(table(call, vrf)))),
                        words,
                        VRF));
        all.add(
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        vrf -> Outcome.show(new BgpLabels(table(call, vrf)))),
                        words,
                        VRF,
                        words("labels", "Display labels of the routes")));
        all.add(
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        vrf -> summary(call.router(), FamilyId.ipv4(vrf))),
                        words,
                        VRF,
                        words("summary", "Summary of BGP neighbor status")));
        all.add(
                Command.of(
                        call -> Operands.vrf(call.router(), call.get(VRF), vrf -> entry(call, vrf)),
                        words,
                        VRF,
                        NETWORK));
    }

    private static void addGlobal(List<Command<Console>> all, String path) {
        all.add(
                Command.of(
                        call ->
                                running(call.router())
                                        .orElseGet(
                                                () ->
                                                        Outcome.show(
                                                                new BgpTable(
                                                                        table(call, Vrf.GLOBAL)))),
                        words(path, "BGP information")));
        all.add(
                Command.of(
                        call -> entry(call, Vrf.GLOBAL), words(path, "BGP information"), NETWORK));
        all.add(
                Command.of(
                        call -> summary(call.router(), FamilyId.IPV4),
                        words(path + " summary", "Summary of BGP neighbor status")));
        all.add(
                Command.of(
                        BgpCommands::neighbors,
                        words(path + " neighbors", "Neighbors"),
                        maybe(NEIGHBOR)));
    }

    private static BgpViews views(Console console) {
        return console.view().bgp().views();
    }

    private static Optional<Outcome> running(Console console) {
        return console.config().bgp().isPresent()
                ? Optional.empty()
                : Optional.of(Outcome.refuse("% BGP not active"));
    }

    private static Outcome vpnTable(Command.Call<Console> call) {
        return running(call.router())
                .orElseGet(
                        () ->
                                Outcome.show(
                                        new BgpTable(
                                                views(call.router())
                                                        .vpnTable(AddressFamily.IPV4))));
    }

    private static Outcome vpnLabels(Command.Call<Console> call) {
        return running(call.router())
                .orElseGet(
                        () ->
                                Outcome.show(
                                        new BgpLabels(
                                                views(call.router())
                                                        .vpnTable(AddressFamily.IPV4))));
    }

    private static BgpTableView table(Command.Call<Console> call, Vrf vrf) {
        return views(call.router()).table(vrf, AddressFamily.IPV4);
    }

    private static Outcome entry(Command.Call<Console> call, Vrf vrf) {
        return Outcome.show(
                new BgpEntries(
                        views(call.router())
                                .match(vrf, call.get(NETWORK))
                                .map(List::of)
                                .orElse(List.of())));
    }

    private static Outcome summary(Console console, FamilyId family) {
        return running(console)
                .orElseGet(() -> Outcome.show(new BgpSummary(views(console).summary(family))));
    }

    private static Outcome neighbors(Command.Call<Console> call) {
        Console console = call.router();
        Optional<Ipv4Address> wanted = call.values().find(NEIGHBOR);
        return running(console)
                .orElseGet(
                        () ->
                                Outcome.show(
                                        new BgpNeighbors(
                                                views(console).neighbors().stream()
                                                        .filter(
                                                                one ->
                                                                        wanted.isEmpty()
                                                                                || one.address()
                                                                                        .equals(
                                                                                                wanted
                                                                                                        .get()))
                                                        .toList(),
                                                console.view().tcp().statuses().stream()
                                                        .map(TcpStatus::key)
                                                        .toList())));
    }
}
