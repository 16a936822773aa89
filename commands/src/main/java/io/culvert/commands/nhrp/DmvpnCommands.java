package io.culvert.commands.nhrp;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Syntax;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.commands.crypto.TunnelSessions;
import io.culvert.commands.layout.WallTime;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.router.RouterView;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `show dmvpn` and `clear dmvpn`: NHRP and IPsec together, peer by peer.
final class DmvpnCommands {
    private static final Arg<AddressFamily> FAMILY =
            Args.choice(
                    Args.option("ipv4", AddressFamily.IPV4, "Display IPv4 private network"),
                    Args.option("ipv6", AddressFamily.IPV6, "Display IPv6 private network"));
    private static final Arg<InterfaceName> INTERFACE = Args.interfaceName("Tunnel");
    private static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");
    private static final Arg<IpAddress> NBMA = Args.address("NBMA address of the peer");
    private static final Arg<IpAddress> TUNNEL = Args.address("Address of the peer in the tunnel");
    private static final Arg<Prefix> NETWORK =
            Args.typed("NETWORK/LENGTH", "Target network", Prefix::parse, Prefix::toString);
    private static final Arg<Boolean> STATIC = Args.flag("static", "What configuration says");
    private static final Arg<Boolean> DETAIL = Args.flag("detail", "Show detail information");

    private static final Syntax ON = seq(words("interface", "Of one tunnel interface"), INTERFACE);
    private static final Syntax IN =
            seq(words("vrf", "Of the tunnels in a VPN Routing/Forwarding instance"), VRF);
    private static final Syntax PEER =
            seq(
                    words("peer", "Of one peer"),
                    oneOf(
                            seq(words("nbma", "By its NBMA address"), NBMA),
                            seq(words("tunnel", "By its address in the tunnel"), TUNNEL),
                            seq(words("network", "By the network behind it"), NETWORK)));

    private DmvpnCommands() {}

    static List<Command<Console>> commands() {
        return List.of(
                Command.of(
                        call -> selected(call, selection -> show(call, selection)),
                        words("show dmvpn", "Dynamic multipoint VPN information"),
                        anyOrder(FAMILY, IN, ON, PEER, STATIC, DETAIL)),
                Command.<Console>of(
                                call -> selected(call, selection -> clear(call, selection)),
                                words("clear dmvpn session", "End sessions with peers"),
                                anyOrder(IN, ON, PEER, STATIC))
                        .privilegedOnly());
    }

    /// Goes on with what the operator named, if it exists.
    private static Outcome selected(
            Command.Call<Console> call, Function<DmvpnSelection, Outcome> then) {
        RouterView view = call.router().view();
        Optional<String> vrf = call.values().find(VRF);
        Optional<InterfaceName> on = call.values().find(INTERFACE);
        var selection =
                new DmvpnSelection(
                        call.values().find(FAMILY),
                        on,
                        vrf.map(Vrf::new),
                        call.values().find(NBMA),
                        call.values().find(TUNNEL),
                        call.values().find(NETWORK),
                        Optional.of(NhrpEntry.Type.STATIC).filter(_ -> call.has(STATIC)));
        if (vrf.isPresent() && !view.hasVrf(new Vrf(vrf.get()))) {
            return Operands.vrf(call.router(), vrf.get(), _ -> Outcome.say(""));
        }
        return on.isPresent()
                ? Operands.interfaceState(call.router(), on.get(), _ -> then.apply(selection))
                : then.apply(selection);
    }

    private static Outcome show(Command.Call<Console> call, DmvpnSelection selection) {
        Console console = call.router();
        List<ShowDmvpn.Tunnel> tunnels = DmvpnTunnels.of(console.view(), selection);
        Optional<Answer> sessions =
                Optional.of(call.has(DETAIL))
                        .filter(Boolean::booleanValue)
                        .map(
                                _ ->
                                        TunnelSessions.of(
                                                console,
                                                tunnels.stream()
                                                        .map(ShowDmvpn.Tunnel::name)
                                                        .toList()));
        return Outcome.show(
                new ShowDmvpn(tunnels, sessions, console.now(), WallTime.powerOn(console.view())));
    }

    /// Without `static`, peers that configuration names stay.
    private static Outcome clear(Command.Call<Console> call, DmvpnSelection selection) {
        Console console = call.router();
        List<NhrpEntry> chosen =
                DmvpnTunnels.of(console.view(), selection).stream()
                        .flatMap(tunnel -> tunnel.peers().stream())
                        .map(ShowDmvpn.Peer::entry)
                        .toList();
        if (chosen.isEmpty() && selection.isNamed()) {
            return Outcome.refuse("% No such peer; see show dmvpn");
        }
        for (NhrpEntry entry : chosen) {
            if (call.has(STATIC) || chosen.stream().noneMatch(each -> isStatic(each, entry))) {
                console.router()
                        .clearPeer(
                                console.now(),
                                entry.out(),
                                entry.nbma().orElseThrow(),
                                entry.prefix());
            }
        }
        return Outcome.say("");
    }

    /// Whether what configuration says leads to the peer of another entry, which may be there beside it: what was learned of a server.
    private static boolean isStatic(NhrpEntry each, NhrpEntry of) {
        return each.type() == NhrpEntry.Type.STATIC
                && each.out().equals(of.out())
                && each.nbma().equals(of.nbma());
    }
}
