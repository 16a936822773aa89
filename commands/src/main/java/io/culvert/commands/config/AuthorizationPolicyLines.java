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
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.RouteAccept;
import io.culvert.ike.v2.config.RouteSet;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// `crypto ikev2 authorization policy`: what a peer is given, and what is taken from it.
final class AuthorizationPolicyLines {
    private AuthorizationPolicyLines() {}

    static Block<RouterConfig, AuthorizationPolicy> block() {
        return Blocks.<RouterConfig, String, AuthorizationPolicy>named(
                        words("crypto ikev2 authorization policy", "IKEv2 authorization policy"),
                        Args.word("Name of the policy"),
                        "config-ikev2-author-policy",
                        config -> config.ike().authorizationPolicies(),
                        Ikev2Lines.ike(IkeConfig::withAuthorizationPolicies),
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
}
