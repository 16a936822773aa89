package io.culvert.commands.crypto;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.cli.Answer;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.ike.v2.config.Ikev2Policy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Commands that show IKEv2 and IPsec.
public final class CryptoCommands {
    private static final Arg<Boolean> DETAILED = Args.flag("detailed", "Detailed information");
    private static final Arg<Boolean> DETAIL = Args.flag("detail", "Detailed information");
    private static final Arg<Boolean> BRIEF = Args.flag("brief", "A line for each session");
    private static final Arg<InterfaceName> INTERFACE = Args.interfaceName("Interface");
    private static final Arg<IpAddress> PEER = Args.address("Address of the peer");
    private static final Arg<String> NAME = Args.word("Name");
    private static final Arg<String> TRUSTPOINT = Args.word("Trustpoint name");

    private CryptoCommands() {}

    public static List<Command<Console>> commands() {
        return Stream.of(ike(), ikeSettings(), ipsec(), ClearCommands.commands())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Command<Console>> ike() {
        return List.of(
                Command.of(
                        call -> ikeSas(call.router(), call.values().find(PEER), call.has(DETAILED)),
                        words("show crypto ikev2 sa", "IKEv2 SAs"),
                        maybe(words("remote", "SAs with one peer"), PEER),
                        maybe(DETAILED)),
                Command.show(
                        call ->
                                ShowIkeSessions.of(
                                        call.has(DETAILED),
                                        new CryptoState(call.router()).ikeSas()),
                        words("show crypto ikev2 session", "IKEv2 sessions"),
                        maybe(DETAILED)),
                Command.show(
                        call -> ShowIkeStats.of(call.router().view().ike().snapshot()),
                        words("show crypto ikev2 stats", "IKEv2 counters")),
                Command.of(
                        call -> why(call.router(), call.get(PEER)),
                        words("show crypto ikev2 why", "Why there is no SA with a peer"),
                        PEER));
    }

    private static Outcome ikeSas(Console console, Optional<IpAddress> peer, boolean detailed) {
        var state = new CryptoState(console);
        if (peer.isPresent() && !state.knows(peer.get())) {
            return Outcome.refuse(noSession(peer.get()));
        }
        return Outcome.show(
                new ShowIkeSas(
                        detailed,
                        state.ikeSas().stream()
                                .filter(sa -> peer.map(sa.remote()::equals).orElse(true))
                                .toList()));
    }

    static String noSession(IpAddress peer) {
        return "% There is no IKEv2 SA with " + peer + "; see show crypto ikev2 why " + peer;
    }

    private static Outcome why(Console console, IpAddress peer) {
        ShowIkeWhy why = ShowIkeWhy.of(console.view(), peer);
        return why.isEmpty()
                ? Outcome.refuse(
                        "% Nothing is known of "
                                + peer
                                + ": no tunnel with protection leads there, and it has not spoken"
                                + " IKEv2 to us")
                : Outcome.show(why);
    }

    private static List<Command<Console>> ikeSettings() {
        return List.of(
                Command.of(
                        call -> {
                            var all = ShowProposals.of(call.router().config().ike()).proposals();
                            return chosen(
                                    call,
                                    all,
                                    ShowProposals.Entry::name,
                                    ShowProposals::new,
                                    "IKEv2 proposal");
                        },
                        words("show crypto ikev2 proposal", "IKEv2 proposals"),
                        maybe(NAME)),
                Command.of(
                        call -> {
                            var all = ShowPolicies.of(call.router().config().ike()).policies();
                            return chosen(
                                    call,
                                    all,
                                    Ikev2Policy::name,
                                    ShowPolicies::new,
                                    "IKEv2 policy");
                        },
                        words("show crypto ikev2 policy", "IKEv2 policies"),
                        maybe(NAME)),
                Command.of(
                        call ->
                                chosen(
                                        call,
                                        call.router().config().ike().profiles().toList().stream()
                                                .map(ShowProfiles.Entry::of)
                                                .toList(),
                                        ShowProfiles.Entry::name,
                                        ShowProfiles::new,
                                        "IKEv2 profile"),
                        words("show crypto ikev2 profile", "IKEv2 profiles"),
                        maybe(NAME)),
                Command.of(
                        call -> certificates(call.router(), call.values().find(TRUSTPOINT)),
                        words("show crypto pki certificates", "Certificates"),
                        maybe(TRUSTPOINT)),
                Command.show(
                        call -> ShowCryptoEngine.of(call.router().view(), false),
                        words("show crypto engine", "Cipher library in use"),
                        maybe(words("brief", "Brief information"))),
                Command.show(
                        call -> ShowCryptoEngine.of(call.router().view(), true),
                        words(
                                "show crypto engine configuration",
                                "Libraries by suite, and those of IKE")),
                Command.show(
                        call -> ShowCryptoStatistic.of(call.router().view()),
                        words("show crypto engine accelerator statistic", "Work of the ciphers")));
    }

    /// All, or the one that is named.
    private static <E> Outcome chosen(
            Command.Call<Console> call,
            List<E> all,
            Function<E, String> nameOf,
            Function<List<E>, Answer> layout,
            String kind) {
        Optional<String> name = call.values().find(NAME);
        var wanted =
                all.stream()
                        .filter(each -> name.map(nameOf.apply(each)::equals).orElse(true))
                        .toList();
        return name.isPresent() && wanted.isEmpty()
                ? Outcome.refuse("% There is no " + kind + " " + name.get())
                : Outcome.show(layout.apply(wanted));
    }

    private static Outcome certificates(Console console, Optional<String> trustpoint) {
        return trustpoint
                .filter(name -> !console.config().pki().trustpoints().has(name))
                .map(name -> Outcome.refuse("% There is no trustpoint " + name))
                .orElseGet(() -> Outcome.show(ShowCertificates.of(console.view(), trustpoint)));
    }

    private static List<Command<Console>> ipsec() {
        return List.of(
                Command.of(
                        CryptoCommands::ipsecSas,
                        words("show crypto ipsec sa", "IPsec security associations"),
                        maybe(
                                oneOf(
                                        seq(words("interface", "Of one interface"), INTERFACE),
                                        seq(words("peer", "With one peer"), PEER))),
                        maybe(DETAIL)),
                Command.of(
                        call -> {
                            var all = ShowTransformSets.of(call.router().config().ike()).sets();
                            return chosen(
                                    call,
                                    all,
                                    ShowTransformSets.Entry::name,
                                    ShowTransformSets::new,
                                    "transform set");
                        },
                        words("show crypto ipsec transform-set", "Crypto transform sets"),
                        maybe(NAME)),
                Command.of(
                        call -> {
                            var all =
                                    ShowIpsecProfiles.of(call.router().config().ikeSettings())
                                            .profiles();
                            return chosen(
                                    call,
                                    all,
                                    ShowIpsecProfiles.Entry::name,
                                    ShowIpsecProfiles::new,
                                    "IPsec profile");
                        },
                        words("show crypto ipsec profile", "Crypto IPsec profiles"),
                        maybe(NAME)),
                Command.of(
                        CryptoCommands::sessions,
                        words("show crypto session", "Sessions of protected tunnels"),
                        maybe(words("remote", "With one peer"), PEER),
                        maybe(oneOf(BRIEF, DETAIL))));
    }

    private static Outcome ipsecSas(Command.Call<Console> call) {
        var flows = new CryptoState(call.router()).flows();
        boolean detail = call.has(DETAIL);
        if (call.has(INTERFACE)) {
            return Operands.interfaceState(
                    call.router(),
                    call.get(INTERFACE),
                    state ->
                            state.isProtected()
                                    ? Outcome.show(
                                            new ShowIpsecSas(
                                                    detail,
                                                    flows.stream()
                                                            .filter(
                                                                    flow ->
                                                                            flow.name()
                                                                                    .equals(
                                                                                            state
                                                                                                    .name()))
                                                            .toList()))
                                    : Outcome.refuse(
                                            "% "
                                                    + state.name()
                                                    + " has no tunnel protection ipsec profile"));
        }
        Optional<IpAddress> peer = call.values().find(PEER);
        var chosen =
                flows.stream()
                        .filter(flow -> peer.map(flow.remote()::equals).orElse(true))
                        .toList();
        return peer.isPresent() && chosen.isEmpty()
                ? Outcome.refuse(
                        "% No protected tunnel leads to "
                                + peer.get()
                                + "; see show crypto ikev2 why "
                                + peer.get())
                : Outcome.show(new ShowIpsecSas(detail, chosen));
    }

    private static Outcome sessions(Command.Call<Console> call) {
        Optional<IpAddress> peer = call.values().find(PEER);
        var sessions =
                new CryptoState(call.router())
                        .sessions().stream()
                                .filter(each -> peer.map(each.peer()::equals).orElse(true))
                                .toList();
        return peer.isPresent() && sessions.isEmpty()
                ? Outcome.refuse(noSession(peer.get()))
                : Outcome.show(
                        call.has(BRIEF)
                                ? ShowCryptoSessionBrief.of(sessions)
                                : new ShowCryptoSession(call.has(DETAIL), sessions));
    }
}
