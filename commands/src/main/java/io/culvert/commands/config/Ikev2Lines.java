package io.culvert.commands.config;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.AddressPool;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.Dpd;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Policy;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.ike.v2.config.Ikev2Settings;
import io.culvert.ike.v2.config.RouteAccept;
import io.culvert.ike.v2.config.RouteSet;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `crypto ikev2`, the profiles and keyrings aside: [Ikev2ProfileLines].
final class Ikev2Lines {
    private Ikev2Lines() {}

    static <T> BiFunction<RouterConfig, T, RouterConfig> ike(
            BiFunction<IkeConfig, T, IkeConfig> write) {
        return (config, value) -> config.withIke(write.apply(config.ike(), value));
    }

    private static <T> BiFunction<RouterConfig, T, RouterConfig> settings(
            BiFunction<Ikev2Settings, T, Ikev2Settings> write) {
        return (config, value) ->
                config.withIke(
                        config.ike().withSettings(write.apply(config.ike().settings(), value)));
    }

    static List<Declaration<RouterConfig>> blocks() {
        return List.of(authorizationPolicy(), proposal(), policy());
    }

    private static Block<RouterConfig, AuthorizationPolicy> authorizationPolicy() {
        return Blocks.<RouterConfig, String, AuthorizationPolicy>named(
                        words("crypto ikev2 authorization policy", "IKEv2 authorization policy"),
                        Args.word("Name of the policy"),
                        "config-ikev2-author-policy",
                        config -> config.ike().authorizationPolicies(),
                        ike(IkeConfig::withAuthorizationPolicies),
                        AuthorizationPolicy.DEFAULT::withName)
                .with(
                        Line.<AuthorizationPolicy, String>maybe(
                                "pool",
                                "Configure a pool of addresses",
                                Args.word("Name of the pool"),
                                AuthorizationPolicy::pool,
                                AuthorizationPolicy::withPool),
                        Line.<AuthorizationPolicy, String>maybe(
                                "banner",
                                "Specify mode config banner",
                                Args.delimited(
                                        "c banner-text c, where 'c' is a delimiting character"),
                                AuthorizationPolicy::banner,
                                AuthorizationPolicy::withBanner),
                        Line.<AuthorizationPolicy, String>maybe(
                                "def-domain",
                                "Set default domain name to send to client",
                                Args.word("Domain name"),
                                AuthorizationPolicy::defaultDomain,
                                AuthorizationPolicy::withDefaultDomain),
                        dns(),
                        Line.<AuthorizationPolicy, Ipv4Address>maybe(
                                "netmask",
                                "Netmask of the client's address",
                                Args.ipv4("Netmask"),
                                AuthorizationPolicy::netmask,
                                AuthorizationPolicy::withNetmask),
                        routeSet(),
                        routeAccept());
    }

    private static Line<AuthorizationPolicy> dns() {
        Arg<IpAddress> server = Args.address("Address of a server");
        return Line.<AuthorizationPolicy>of(words("dns", "Specify DNS addresses"), many(server))
                .set((policy, v) -> policy.withDns(v.all(server)))
                .unset((policy, _) -> policy.withDns(List.of()))
                .show(
                        policy ->
                                policy.dns().isEmpty()
                                        ? Stream.empty()
                                        : Stream.of(Values.NONE.andAll(server, policy.dns())));
    }

    private static Line<AuthorizationPolicy> routeSet() {
        Arg<Boolean> byInterface =
                Args.flag("interface", "Send the address of the tunnel interface");
        Arg<InterfaceName> name = Args.interfaceName("Another interface");
        Arg<Ipv4Address> address = Args.ipv4("Network");
        Arg<Integer> mask = Args.netmask("Mask");
        Arg<Prefix> prefix = Args.ipv6Prefix("IPv6 prefix");
        Arg<String> list = Args.word("Access list");
        Function<Values, RouteSet> read =
                v ->
                        v.has(byInterface)
                                ? new RouteSet.OfInterface(v.find(name))
                                : v.has(list)
                                        ? new RouteSet.AccessList(v.get(list))
                                        : new RouteSet.Remote(
                                                v.find(prefix)
                                                        .orElseGet(
                                                                () ->
                                                                        Prefix.containing(
                                                                                v.get(address),
                                                                                v.get(mask))));
        return Line.<AuthorizationPolicy>of(
                        words("route set", "Routes to announce to the peer"),
                        oneOf(
                                seq(byInterface, maybe(name)),
                                seq(
                                        words("remote", "A network behind us"),
                                        oneOf(
                                                seq(words("ipv4", "IPv4"), address, mask),
                                                seq(words("ipv6", "IPv6"), prefix))),
                                seq(
                                        words("access-list", "The networks an access list permits"),
                                        list)),
                        cut())
                .set(
                        (policy, v) ->
                                policy.withRouteSet(Lists.with(policy.routeSet(), read.apply(v))))
                .unset(
                        (policy, v) ->
                                policy.withRouteSet(
                                        Lists.without(policy.routeSet(), read.apply(v))))
                .show(
                        policy ->
                                policy.routeSet().stream()
                                        .map(
                                                set ->
                                                        switch (set) {
                                                            case RouteSet.OfInterface(var of) ->
                                                                    Values.of(byInterface, true)
                                                                            .and(name, of);
                                                            case RouteSet.Remote(var p)
                                                                    when p.address()
                                                                            instanceof
                                                                            Ipv4Address a ->
                                                                    Values.of(address, a)
                                                                            .and(mask, p.length());
                                                            case RouteSet.Remote(var p) ->
                                                                    Values.of(prefix, p);
                                                            case RouteSet.AccessList(var of) ->
                                                                    Values.of(list, of);
                                                        }));
    }

    /// `route accept any` holds until `no route accept` (D7).
    private static Line<AuthorizationPolicy> routeAccept() {
        Arg<Integer> tag = Args.integer(1, 65_535, "Tag of the routes");
        Arg<Integer> distance = Args.integer(1, 255, "Distance of the routes");
        return Line.<AuthorizationPolicy>of(
                        words("route accept", "Routes to take from the peer"),
                        cut(),
                        words("any", "Every route that the peer announces"),
                        anyOrder(
                                seq(words("tag", "Set tag"), tag),
                                seq(words("distance", "Set distance"), distance)))
                .set(
                        (policy, v) ->
                                policy.withRouteAccept(
                                        Optional.of(
                                                new RouteAccept(
                                                        v.find(tag)
                                                                .orElse(RouteAccept.DEFAULT.tag()),
                                                        v.find(distance)
                                                                .orElse(
                                                                        RouteAccept.DEFAULT
                                                                                .distance())))))
                .unset((policy, _) -> policy.withRouteAccept(Optional.empty()))
                .showing(
                        policy ->
                                policy.routeAccept().isEmpty()
                                        ? Stream.of(new Line.Shown(true, Values.NONE))
                                        : policy.routeAccept().stream()
                                                .filter(
                                                        accept ->
                                                                !accept.equals(RouteAccept.DEFAULT))
                                                .map(
                                                        accept ->
                                                                new Line.Shown(
                                                                        false,
                                                                        Values.of(tag, accept.tag())
                                                                                .and(
                                                                                        distance,
                                                                                        accept
                                                                                                .distance()))));
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

    static List<Declaration<RouterConfig>> global() {
        Ikev2Settings defaults = Ikev2Settings.DEFAULT;
        return List.of(
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 cookie-challenge",
                        "Set Cookie-challenge watermark",
                        Args.integer(0, 1_000, "Maximum number of half-open IKE SAs"),
                        config -> config.ike().settings().cookieChallenge(),
                        settings(Ikev2Settings::withCookieChallenge),
                        defaults.cookieChallenge()),
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 limit max-sa",
                        "Maximum number of IKE SAs",
                        Args.integer(1, 1_000_000, "Number"),
                        config -> config.ike().settings().sasMax(),
                        settings(Ikev2Settings::withSasMax),
                        defaults.sasMax()),
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 limit max-in-negotation-sa",
                        "Maximum number of IKE SAs being negotiated",
                        Args.integer(1, 1_000_000, "Number"),
                        config -> config.ike().settings().halfOpenMax(),
                        settings(Ikev2Settings::withHalfOpenMax),
                        defaults.halfOpenMax()),
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 window",
                        "IKEV2 window size",
                        Args.integer(1, 20, "Window size"),
                        config -> config.ike().settings().window(),
                        settings(Ikev2Settings::withWindow),
                        defaults.window()),
                Ikev2Lines.<RouterConfig>dpd(
                        "crypto ikev2 dpd",
                        config -> config.ike().settings().dpd(),
                        settings(Ikev2Settings::withDpd)),
                Line.<RouterConfig, Integer>leaf(
                                "crypto ikev2 nat keepalive",
                                "NAT keepalive interval",
                                Args.integer(5, 3_600, "Seconds"),
                                config -> config.ike().settings().natKeepaliveSeconds(),
                                settings(Ikev2Settings::withNatKeepaliveSeconds),
                                defaults.natKeepaliveSeconds())
                        .status(Status.partial("no NAT traversal yet")),
                fragmentation(),
                Kept.accepted(
                        "certificates are sent in full",
                        words("crypto ikev2 http-url cert", "Send certificates by reference")),
                Kept.accepted(
                        "errors are always explained by show crypto ikev2 why",
                        words("crypto ikev2 diagnose error", "IKEv2 diagnose"),
                        maybe(Args.integer(1, 1_000, "Number of entries"))));
    }

    private static Line<RouterConfig> fragmentation() {
        Arg<Integer> mtu = Args.integer(96, 1_500, "MTU in bytes");
        int byDefault = Ikev2Settings.DEFAULT.fragmentationMtu().orElseThrow();
        return Line.<RouterConfig>of(
                        words(
                                "crypto ikev2 fragmentation",
                                "Enable fragmentation of IKEv2 messages"),
                        maybe(words("mtu", "Largest packet"), mtu))
                .set(
                        (config, v) ->
                                fragmentation(
                                        config, OptionalInt.of(v.find(mtu).orElse(byDefault))))
                .unset((config, _) -> fragmentation(config, OptionalInt.empty()))
                .showing(
                        config -> {
                            OptionalInt value = config.ike().settings().fragmentationMtu();
                            return value.isEmpty()
                                    ? Stream.of(new Line.Shown(true, Values.NONE))
                                    : value.getAsInt() == byDefault
                                            ? Stream.empty()
                                            : Stream.of(
                                                    new Line.Shown(
                                                            false,
                                                            Values.of(mtu, value.getAsInt())));
                        });
    }

    private static RouterConfig fragmentation(RouterConfig config, OptionalInt mtu) {
        return config.withIke(
                config.ike().withSettings(config.ike().settings().withFragmentationMtu(mtu)));
    }

    static List<Declaration<RouterConfig>> pools() {
        Arg<String> name = Args.word("Create named local address pool");
        Arg<Ipv4Address> first = Args.ipv4("First IP address of range");
        Arg<Ipv4Address> last = Args.ipv4("Last IP address of range");
        return List.of(
                Line.<RouterConfig>of(
                                words("ip local pool", "IP Local address pool lists"),
                                name,
                                cut(),
                                first,
                                maybe(last))
                        .trySet(
                                (config, v) -> {
                                    Ipv4Address end = v.find(last).orElse(v.get(first));
                                    if (v.get(first).compareTo(end) > 0) {
                                        return Change.refused(
                                                "% The range of pool "
                                                        + v.get(name)
                                                        + " runs backwards: "
                                                        + v.get(first)
                                                        + " to "
                                                        + end);
                                    }
                                    AddressPool pool = pool(config, v.get(name));
                                    var range = new AddressPool.Range(v.get(first), end);
                                    return Change.to(
                                            withPool(
                                                    config,
                                                    pool.withRanges(
                                                            Lists.with(pool.ranges(), range))));
                                })
                        .unset(
                                (config, v) -> {
                                    AddressPool pool = pool(config, v.get(name));
                                    List<AddressPool.Range> left =
                                            v.has(first)
                                                    ? Lists.without(
                                                            pool.ranges(),
                                                            new AddressPool.Range(
                                                                    v.get(first),
                                                                    v.find(last)
                                                                            .orElse(v.get(first))))
                                                    : List.of();
                                    return withPool(config, pool.withRanges(left));
                                })
                        .show(
                                config ->
                                        config.ike().pools().values().stream()
                                                .flatMap(
                                                        pool ->
                                                                pool.ranges().stream()
                                                                        .map(
                                                                                range ->
                                                                                        Values.of(
                                                                                                        name,
                                                                                                        pool
                                                                                                                .name())
                                                                                                .and(
                                                                                                        first,
                                                                                                        (Ipv4Address)
                                                                                                                range
                                                                                                                        .first())
                                                                                                .and(
                                                                                                        last,
                                                                                                        Optional
                                                                                                                .of(
                                                                                                                        (Ipv4Address)
                                                                                                                                range
                                                                                                                                        .last())
                                                                                                                .filter(
                                                                                                                        end ->
                                                                                                                                !end
                                                                                                                                        .equals(
                                                                                                                                                range
                                                                                                                                                        .first())))))));
    }

    private static AddressPool pool(RouterConfig config, String name) {
        return config.ike().pools().get(name).orElseGet(() -> AddressPool.DEFAULT.withName(name));
    }

    private static RouterConfig withPool(RouterConfig config, AddressPool pool) {
        var pools = config.ike().pools();
        return config.withIke(
                config.ike()
                        .withPools(
                                pool.ranges().isEmpty()
                                        ? pools.without(pool.name())
                                        : pools.with(pool.name(), pool)));
    }
}
