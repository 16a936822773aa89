package io.culvert.commands.bgp;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.show.BgpNeighborView;
import io.culvert.bgp.show.BgpViews;
import io.culvert.bgp.show.NeighborRoutesView;
import io.culvert.bgp.show.NeighborRoutesView.Which;
import io.culvert.cli.Answer;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Syntax;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.host.tcp.TcpKey;
import io.culvert.host.tcp.TcpStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Commands about neighbours: what they are, what they told and what they are told.
final class NeighborCommands {
    private static final Arg<IpAddress> NEIGHBOR =
            Args.address("Neighbor to display information about");
    private static final Arg<Which> WHICH =
            Args.choice(
                    Args.option(
                            "advertised-routes",
                            Which.ADVERTISED,
                            "Display the routes advertised to a BGP neighbor"),
                    Args.option(
                            "received-routes",
                            Which.RECEIVED,
                            "Display the received routes from neighbor"),
                    Args.option("routes", Which.ACCEPTED, "Display routes learned from neighbor"));
    private static final Syntax NEIGHBORS =
            words("neighbors", "Detailed information on TCP and BGP neighbor connections");

    private NeighborCommands() {}

    /// Below `show ip bgp vpnv4 all` and its like: the neighbours that speak the VPN family, and those in VRFs.
    static List<Command<Console>> ofAll(Syntax path, AddressFamily ip) {
        return of(
                Syntax.seq(path, NEIGHBORS),
                (call, then) -> then.apply(_ -> true),
                key -> key.vrf().isGlobal() ? FamilyId.vpn(ip) : FamilyId.unicast(ip, key.vrf()));
    }

    /// Below `show ip bgp vpnv4 vrf` and its like.
    static List<Command<Console>> ofVrf(Syntax path, AddressFamily ip) {
        return of(
                Syntax.seq(path, BgpCommands.VRF, NEIGHBORS),
                (call, then) ->
                        Operands.vrf(
                                call.router(),
                                call.get(BgpCommands.VRF),
                                vrf -> then.apply(vrf::equals)),
                key -> FamilyId.unicast(ip, key.vrf()));
    }

    /// Below `show ip bgp` and its like.
    static List<Command<Console>> ofGlobal(Syntax path, AddressFamily ip) {
        return of(
                Syntax.seq(path, NEIGHBORS),
                (call, then) -> then.apply(_ -> true),
                _ -> FamilyId.unicast(ip, Vrf.GLOBAL));
    }

    /// Finds out which VRFs a command is about.
    private interface Scope {
        Outcome in(Command.Call<Console> call, Function<Predicate<Vrf>, Outcome> then);
    }

    private static List<Command<Console>> of(
            Syntax head, Scope scope, Function<PeerKey.Neighbor, FamilyId> family) {
        return List.of(
                Command.of(
                        call -> scope.in(call, vrfs -> neighbors(call, vrfs)),
                        head,
                        maybe(NEIGHBOR)),
                Command.of(
                        call -> scope.in(call, vrfs -> routes(call, vrfs, family)),
                        head,
                        NEIGHBOR,
                        WHICH));
    }

    /// `show bgp all neighbors`.
    static Command<Console> ofEveryFamily() {
        return Command.of(
                call -> show(call, _ -> true, BgpNeighborsByFamily::of),
                words("show bgp all", "All address families"),
                NEIGHBORS,
                maybe(NEIGHBOR));
    }

    private static Outcome neighbors(Command.Call<Console> call, Predicate<Vrf> vrfs) {
        return show(call, vrfs, BgpNeighbors::new);
    }

    private static Outcome show(
            Command.Call<Console> call,
            Predicate<Vrf> vrfs,
            BiFunction<List<BgpNeighborView>, List<TcpKey>, Answer> layout) {
        Console console = call.router();
        return BgpCommands.ifRunning(
                console,
                () ->
                        Outcome.show(
                                layout.apply(
                                        wanted(call, vrfs).toList(),
                                        console.view().tcp().statuses().stream()
                                                .map(TcpStatus::key)
                                                .toList())));
    }

    private static Stream<BgpNeighborView> wanted(Command.Call<Console> call, Predicate<Vrf> vrfs) {
        Optional<IpAddress> address = call.values().find(NEIGHBOR);
        return BgpCommands.views(call.router()).neighbors().stream()
                .filter(each -> vrfs.test(each.vrf()))
                .filter(each -> address.map(each.address()::equals).orElse(true));
    }

    private static Outcome routes(
            Command.Call<Console> call,
            Predicate<Vrf> vrfs,
            Function<PeerKey.Neighbor, FamilyId> family) {
        return BgpCommands.ifRunning(call.router(), () -> routesOf(call, vrfs, family));
    }

    private static Outcome routesOf(
            Command.Call<Console> call,
            Predicate<Vrf> vrfs,
            Function<PeerKey.Neighbor, FamilyId> family) {
        BgpViews views = BgpCommands.views(call.router());
        Optional<NeighborRoutesView> routes =
                wanted(call, vrfs)
                        .map(each -> new PeerKey.Neighbor(each.vrf(), each.address()))
                        .flatMap(
                                key ->
                                        views
                                                .routes(key, family.apply(key), call.get(WHICH))
                                                .stream())
                        .reduce(NeighborRoutesView::and);
        if (routes.isEmpty()) {
            return Outcome.refuse("% No such neighbor or address family");
        }
        return routes.get().kept()
                ? Outcome.show(new NeighborRoutes(routes.get()))
                : Outcome.refuse(
                        "% Inbound soft reconfiguration not enabled on " + call.get(NEIGHBOR));
    }
}
