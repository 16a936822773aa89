package io.culvert.commands.config;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.StaticRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `ip route` and `ipv6 route`.
final class RouteLines {
    private static final Arg<Vrf> VRF = VrfLines.vrf("VPN Routing/Forwarding instance name");
    private static final Arg<Ipv4Address> ADDRESS = Args.ipv4("Destination prefix");
    private static final Arg<Integer> MASK = Args.netmask("Destination prefix mask");
    private static final Arg<Prefix> PREFIX6 = Args.ipv6Prefix("IPv6 prefix");
    private static final Arg<InterfaceName> OUT = Args.interfaceName("Interface");
    private static final Arg<Ipv4Address> GATEWAY = Args.ipv4("Forwarding router's address");
    private static final Arg<Ipv6Address> GATEWAY6 = Args.ipv6("IPv6 address of next-hop");
    private static final Arg<Boolean> GLOBAL = Args.flag("global", "Next hop address is global");
    private static final Arg<Integer> DISTANCE =
            Args.integer(1, 255, "Distance metric for this route");
    private static final Arg<Long> TAG = Args.unsigned(1, 4_294_967_295L, "Tag value");
    private static final Arg<String> NAME = Args.word("Name of the next hop");
    private static final Arg<Boolean> PERMANENT = Args.flag("permanent", "permanent route");

    private RouteLines() {}

    static List<Declaration<RouterConfig>> lines() {
        return List.of(
                line(
                        true,
                        words("ip route", "Establish static routes"),
                        maybe(
                                words(
                                        "vrf",
                                        "Configure static route for a VPN Routing/Forwarding instance"),
                                VRF),
                        ADDRESS,
                        MASK,
                        cut(),
                        oneOf(seq(OUT, maybe(GATEWAY)), GATEWAY),
                        maybe(GLOBAL),
                        maybe(DISTANCE),
                        rest()),
                line(
                        false,
                        words("ipv6 route", "Configure static routes"),
                        maybe(words("vrf", "IPv6 Routing table"), VRF),
                        PREFIX6,
                        cut(),
                        oneOf(seq(OUT, maybe(GATEWAY6)), GATEWAY6),
                        maybe(GLOBAL),
                        maybe(DISTANCE),
                        rest()));
    }

    private static io.culvert.cli.Syntax rest() {
        return anyOrder(
                seq(words("tag", "Set tag for this route"), TAG),
                seq(words("name", "Specify name of the next hop"), NAME),
                PERMANENT);
    }

    private static Line<RouterConfig> line(boolean ipv4, Object... form) {
        return Line.<RouterConfig>of(form)
                .trySet(
                        (config, v) -> {
                            if (v.has(ADDRESS)
                                    && !v.get(ADDRESS).masked(v.get(MASK)).equals(v.get(ADDRESS))) {
                                return Change.refused(
                                        "%Inconsistent address and mask: "
                                                + v.get(ADDRESS)
                                                + " has bits beyond /"
                                                + v.get(MASK));
                            }
                            if (gateway(v).filter(IpAddress::isLinkLocal).isPresent()
                                    && !v.has(OUT)) {
                                return Change.refused(
                                        "% Interface has to be specified for a link-local nexthop");
                            }
                            StaticRoute route = route(v);
                            var all = new ArrayList<>(config.staticRoutes());
                            int at = indexOf(all, route);
                            if (at >= 0) {
                                all.set(at, route);
                            } else {
                                all.add(route);
                            }
                            return Change.to(config.withStaticRoutes(all));
                        })
                .tryUnset(
                        (config, v) -> {
                            List<StaticRoute> left =
                                    config.staticRoutes().stream()
                                            .filter(route -> !isMeant(route, v))
                                            .toList();
                            return left.size() == config.staticRoutes().size()
                                    ? Change.refused("%No matching route to delete")
                                    : Change.to(config.withStaticRoutes(left));
                        })
                .show(
                        config ->
                                config.staticRoutes().stream()
                                        .filter(route -> route.prefix().address().isIpv4() == ipv4)
                                        .map(RouteLines::values));
    }

    private static int indexOf(List<StaticRoute> all, StaticRoute route) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).sameWay(route)) {
                return i;
            }
        }
        return -1;
    }

    private static Prefix prefix(Values v) {
        return v.find(PREFIX6).orElseGet(() -> Prefix.containing(v.get(ADDRESS), v.get(MASK)));
    }

    private static Optional<IpAddress> gateway(Values v) {
        return v.find(GATEWAY).<IpAddress>map(a -> a).or(() -> v.find(GATEWAY6));
    }

    private static StaticRoute route(Values v) {
        return StaticRoute.of(v.find(VRF).orElse(Vrf.GLOBAL), prefix(v), v.find(OUT), gateway(v))
                .withGatewayIsGlobal(v.has(GLOBAL))
                .withDistance(v.find(DISTANCE).orElse(StaticRoute.DISTANCE))
                .withTag(v.find(TAG).orElse(0L))
                .withName(v.find(NAME))
                .withPermanent(v.has(PERMANENT));
    }

    private static boolean isMeant(StaticRoute route, Values v) {
        return route.vrf().equals(v.find(VRF).orElse(Vrf.GLOBAL))
                && route.prefix().equals(prefix(v))
                && (!v.has(OUT) || route.out().equals(v.find(OUT)))
                && (gateway(v).isEmpty() || route.gateway().equals(gateway(v)));
    }

    private static Values values(StaticRoute route) {
        Values so = Values.NONE.and(VRF, Optional.of(route.vrf()).filter(vrf -> !vrf.isGlobal()));
        so =
                route.prefix().address() instanceof Ipv4Address address
                        ? so.and(ADDRESS, address).and(MASK, route.prefix().length())
                        : so.and(PREFIX6, route.prefix());
        so = so.and(OUT, route.out());
        if (route.gateway().isPresent()) {
            so =
                    switch (route.gateway().get()) {
                        case Ipv4Address address -> so.and(GATEWAY, address);
                        case Ipv6Address address -> so.and(GATEWAY6, address);
                    };
        }
        return so.andIf(GLOBAL, route.gatewayIsGlobal())
                .and(DISTANCE, Optional.of(route.distance()).filter(d -> d != StaticRoute.DISTANCE))
                .and(TAG, Optional.of(route.tag()).filter(t -> t != 0))
                .and(NAME, route.name())
                .andIf(PERMANENT, route.permanent());
    }
}
