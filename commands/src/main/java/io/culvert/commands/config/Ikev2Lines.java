package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.Dpd;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Policy;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `crypto ikev2 proposal` and `crypto ikev2 policy`, and the lines that a policy and a profile share.
final class Ikev2Lines {
    private Ikev2Lines() {}

    static List<Declaration<RouterConfig>> blocks() {
        return List.of(AuthorizationPolicyLines.block(), proposal(), policy());
    }

    private static Block<RouterConfig, Ikev2Proposal> proposal() {
        return Blocks.<RouterConfig, String, Ikev2Proposal>named(
                        words("crypto ikev2 proposal", "Define IKEv2 proposals"),
                        Args.word("Name of IKEv2 proposal"),
                        "config-ikev2-proposal",
                        config -> config.ike().proposals(),
                        ike(IkeConfig::withProposals),
                        Ikev2Proposal.DEFAULT::withName)
                .with(
                        transforms(
                                "encryption",
                                "Set encryption algorithm(s) for proposal",
                                Transforms.IKE_CIPHER,
                                Ikev2Proposal::encryption,
                                Ikev2Proposal::withEncryption),
                        transforms(
                                "integrity",
                                "Set integrity hash algorithm(s) for proposal",
                                Transforms.IKE_INTEGRITY,
                                Ikev2Proposal::integrity,
                                Ikev2Proposal::withIntegrity),
                        transforms(
                                "prf",
                                "Set prf hash algorithm(s) for proposal",
                                Transforms.IKE_PRF,
                                Ikev2Proposal::prf,
                                Ikev2Proposal::withPrf),
                        transforms(
                                "group",
                                "Set the Diffie-Hellman group(s)",
                                Transforms.GROUP,
                                Ikev2Proposal::groups,
                                Ikev2Proposal::withGroups));
    }

    private static <T> Line<Ikev2Proposal> transforms(
            String word,
            String help,
            Arg<T> arg,
            Function<Ikev2Proposal, List<T>> read,
            BiFunction<Ikev2Proposal, List<T>, Ikev2Proposal> write) {
        return Line.<Ikev2Proposal>of(words(word, help), many(arg))
                .set((proposal, v) -> write.apply(proposal, v.all(arg)))
                .unset((proposal, _) -> write.apply(proposal, List.of()))
                .show(
                        proposal ->
                                read.apply(proposal).isEmpty()
                                        ? Stream.empty()
                                        : Stream.of(Values.NONE.andAll(arg, read.apply(proposal))));
    }

    private static Block<RouterConfig, Ikev2Policy> policy() {
        Arg<String> proposal = Args.word("Name of IKEv2 proposal");
        return Blocks.<RouterConfig, String, Ikev2Policy>named(
                        words("crypto ikev2 policy", "Define IKEv2 policies"),
                        Args.word("Name of IKEv2 policy"),
                        "config-ikev2-policy",
                        config -> config.ike().policies(),
                        ike(IkeConfig::withPolicies),
                        Ikev2Policy.DEFAULT::withName)
                .with(
                        fvrf(Ikev2Policy::fvrf, Ikev2Policy::withFvrf),
                        localAddress(Ikev2Policy::localAddresses, Ikev2Policy::withLocalAddresses),
                        Line.<Ikev2Policy>of(words("proposal", "Specify Proposal"), proposal, cut())
                                .set(
                                        (policy, v) ->
                                                policy.withProposals(
                                                        Lists.with(
                                                                policy.proposals(),
                                                                v.get(proposal))))
                                .unset(
                                        (policy, v) ->
                                                policy.withProposals(
                                                        Lists.without(
                                                                policy.proposals(),
                                                                v.get(proposal))))
                                .show(
                                        policy ->
                                                policy.proposals().stream()
                                                        .map(name -> Values.of(proposal, name))));
    }

    static <T> BiFunction<RouterConfig, T, RouterConfig> ike(
            BiFunction<IkeConfig, T, IkeConfig> write) {
        return (config, value) -> config.withIke(write.apply(config.ike(), value));
    }

    /// `match fvrf NAME|any`; the global table when there is no such line.
    static <C> Line<C> fvrf(
            Function<C, Optional<Vrf>> read, BiFunction<C, Optional<Vrf>, C> write) {
        Arg<Boolean> any = Args.flag("any", "Any VRF");
        Arg<Vrf> vrf = VrfLines.vrf("Front-door VRF");
        return Line.<C>of(words("match fvrf", "Front-door VRF"), oneOf(any, vrf))
                .set(
                        (c, v) ->
                                write.apply(
                                        c, v.has(any) ? Optional.empty() : Optional.of(v.get(vrf))))
                .unset((c, _) -> write.apply(c, Optional.of(Vrf.GLOBAL)))
                .show(
                        c ->
                                read.apply(c).equals(Optional.of(Vrf.GLOBAL))
                                        ? Stream.empty()
                                        : Stream.of(
                                                read.apply(c)
                                                        .map(name -> Values.of(vrf, name))
                                                        .orElseGet(() -> Values.of(any, true))));
    }

    static <C> Line<C> localAddress(
            Function<C, List<IpAddress>> read, BiFunction<C, List<IpAddress>, C> write) {
        Arg<IpAddress> address = Args.address("Local address");
        return Line.<C>of(words("match address local", "Match the local address"), address, cut())
                .set((c, v) -> write.apply(c, Lists.with(read.apply(c), v.get(address))))
                .unset((c, v) -> write.apply(c, Lists.without(read.apply(c), v.get(address))))
                .show(c -> read.apply(c).stream().map(each -> Values.of(address, each)));
    }

    /// `dpd INTERVAL RETRY on-demand|periodic`.
    static <C> Line<C> dpd(
            String words, Function<C, Optional<Dpd>> read, BiFunction<C, Optional<Dpd>, C> write) {
        Arg<Integer> interval = Args.integer(10, 3_600, "DPD R-U-THERE interval");
        Arg<Integer> retry = Args.integer(2, 60, "DPD Retry Interval");
        Arg<Boolean> onDemand =
                Args.choice(
                        Args.option("on-demand", true, "Send DPD queries only as needed"),
                        Args.option("periodic", false, "Send DPD queries at regular intervals"));
        return Line.<C>of(
                        words(words, "Enable IKE liveness check for peers"),
                        interval,
                        retry,
                        onDemand)
                .set(
                        (c, v) ->
                                write.apply(
                                        c,
                                        Optional.of(
                                                new Dpd(
                                                        v.get(interval),
                                                        v.get(retry),
                                                        v.get(onDemand)))))
                .unset((c, _) -> write.apply(c, Optional.empty()))
                .show(
                        c ->
                                read.apply(c).stream()
                                        .map(
                                                dpd ->
                                                        Values.of(interval, dpd.intervalSeconds())
                                                                .and(retry, dpd.retrySeconds())
                                                                .and(onDemand, dpd.isOnDemand())));
    }
}
