package io.culvert.commands.config;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpTimers;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.ListenRange;
import io.culvert.bgp.config.NetworkStatement;
import io.culvert.bgp.config.Redistribution;
import io.culvert.bgp.config.RouteSource;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `router bgp`.
final class BgpLines {
    /// One address family, together with the whole it is a part of.
    record Family(BgpConfig bgp, FamilyId id) {
        FamilySettings settings() {
            return bgp.family(id);
        }

        Family with(FamilySettings settings) {
            return new Family(bgp.withFamily(id, settings), id);
        }

        Family with(BgpConfig changed) {
            return new Family(changed, id);
        }
    }

    private BgpLines() {}

    static Arg<Long> as(String help) {
        return Args.typed(
                "<1-4294967295> or <1.0-65535.65535>", help, BgpLines::asNumber, Object::toString);
    }

    /// Both notations of RFC 5396; the plain one is printed.
    private static Optional<Long> asNumber(String text) {
        if (text.matches("[0-9]{1,10}")) {
            return Optional.of(Long.valueOf(text)).filter(as -> as >= 1 && as <= 4_294_967_295L);
        }
        if (!text.matches("[0-9]{1,5}\\.[0-9]{1,5}")) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        long high = Long.parseLong(text.substring(0, dot));
        long low = Long.parseLong(text.substring(dot + 1));
        return high > 65_535 || low > 65_535 || high + low == 0
                ? Optional.empty()
                : Optional.of(high << 16 | low);
    }

    static Optional<Integer> holdTime(String text) {
        return text.matches("[0-9]{1,5}")
                ? Optional.of(Integer.valueOf(text)).filter(n -> n <= 65_535 && n != 1 && n != 2)
                : Optional.empty();
    }

    static Block<RouterConfig, BgpConfig> block() {
        Arg<Long> as = as("Autonomous system number");
        return Block.<RouterConfig, BgpConfig>of(
                        seq(words("router bgp", "Border Gateway Protocol (BGP)"), as),
                        "config-router",
                        config ->
                                config.bgp().map(bgp -> Values.of(as, bgp.as())).stream().toList(),
                        (config, v) -> config.bgp().filter(bgp -> bgp.as() == v.get(as)),
                        v -> BgpConfig.of(v.get(as)),
                        (config, _, bgp) -> config.withBgp(Optional.of(bgp)))
                .opening(
                        (config, v, before) ->
                                config.bgp().isPresent()
                                                && before.isEmpty()
                                                && config.bgp().get().as() != v.get(as)
                                        ? Change.refused(
                                                "BGP is already running; AS is "
                                                        + config.bgp().get().as())
                                        : Change.to(
                                                before.orElseGet(() -> BgpConfig.of(v.get(as)))))
                .tryRemoving(
                        (config, v) ->
                                config.bgp().filter(bgp -> bgp.as() == v.get(as)).isPresent()
                                        ? Change.to(config.withBgp(Optional.empty()))
                                        : Change.refused("% BGP does not run as AS " + v.get(as)))
                .with(general())
                .with(BgpLines.<BgpConfig>oldHabits())
                .with(
                        new NeighborLines<BgpConfig>(bgp -> bgp, (_, bgp) -> bgp, _ -> Vrf.GLOBAL)
                                .lines())
                .with(
                        new NeighborFamilyLines<BgpConfig>(
                                        bgp -> bgp, (_, bgp) -> bgp, _ -> FamilyId.IPV4, false)
                                .lines())
                .with(
                        routes(
                                bgp -> bgp.family(FamilyId.IPV4),
                                (bgp, settings) -> bgp.withFamily(FamilyId.IPV4, settings),
                                false))
                .with(families());
    }

    private static List<Declaration<BgpConfig>> general() {
        Arg<Integer> keepalive = Args.integer(0, 65_535, "Keepalive interval");
        Arg<Integer> hold =
                Args.typed("<0-65535>", "Holdtime", BgpLines::holdTime, Object::toString);
        return List.of(
                Line.<BgpConfig, Ipv4Address>maybe(
                        "bgp router-id",
                        "Override configured router identifier",
                        Args.ipv4("Manually configured router identifier"),
                        BgpConfig::routerId,
                        BgpConfig::withRouterId),
                Line.<BgpConfig>flag(
                                "bgp log-neighbor-changes",
                                "Log neighbor up/down and reset reason",
                                BgpConfig::logNeighborChanges,
                                BgpConfig::withLogNeighborChanges,
                                true)
                        .status(Status.accepted("neighbors that come and go are always reported"))
                        .shownAlways(),
                Line.<BgpConfig>flag(
                        "bgp default ipv4-unicast",
                        "Activate ipv4-unicast for a peer by default",
                        BgpConfig::defaultIpv4Unicast,
                        BgpConfig::withDefaultIpv4Unicast,
                        true),
                Line.<BgpConfig>flag(
                        "bgp default route-target filter",
                        "Control automatic VPN route filtering by route target",
                        BgpConfig::defaultRouteTargetFilter,
                        BgpConfig::withDefaultRouteTargetFilter,
                        true),
                Line.<BgpConfig, Integer>leaf(
                        "bgp default local-preference",
                        "local preference (higher=more preferred)",
                        Args.integer(
                                0, Integer.MAX_VALUE, "Configure default local preference value"),
                        BgpConfig::defaultLocalPreference,
                        BgpConfig::withDefaultLocalPreference,
                        BgpConfig.LOCAL_PREFERENCE),
                Line.<BgpConfig>flag(
                        "bgp ebgp-requires-policy",
                        "Exchange no routes with external neighbors without a policy (RFC 8212)",
                        BgpConfig::ebgpRequiresPolicy,
                        BgpConfig::withEbgpRequiresPolicy,
                        false),
                Line.<BgpConfig>flag(
                        "bgp always-compare-med",
                        "Allow comparing MED from different neighbors",
                        BgpConfig::alwaysCompareMed,
                        BgpConfig::withAlwaysCompareMed,
                        false),
                Line.<BgpConfig>flag(
                        "bgp bestpath compare-routerid",
                        "Compare router-id for identical EBGP paths",
                        BgpConfig::compareRouterId,
                        BgpConfig::withCompareRouterId,
                        false),
                Line.<BgpConfig>flag(
                        "bgp enforce-first-as",
                        "Enforce the first AS for EBGP routes(default)",
                        BgpConfig::enforceFirstAs,
                        BgpConfig::withEnforceFirstAs,
                        true),
                Line.<BgpConfig, Ipv4Address>maybe(
                        "bgp cluster-id",
                        "Configure Route-Reflector Cluster-id",
                        Args.ipv4("Route-Reflector Cluster-id in IP address format"),
                        BgpConfig::clusterId,
                        BgpConfig::withClusterId),
                listenRange(),
                Line.<BgpConfig, Integer>leaf(
                        "bgp listen limit",
                        "Set the max limit for the dynamic subnet range neighbors",
                        Args.integer(
                                1, BgpConfig.LISTEN_LIMIT_MAX, "Max number of dynamic neighbors"),
                        BgpConfig::listenLimit,
                        BgpConfig::withListenLimit,
                        BgpConfig.LISTEN_LIMIT),
                Line.<BgpConfig>of(words("timers bgp", "BGP timers"), keepalive, hold)
                        .set(
                                (bgp, v) ->
                                        bgp.withTimers(
                                                new BgpTimers(v.get(keepalive), v.get(hold))))
                        .unset((bgp, _) -> bgp.withTimers(BgpTimers.DEFAULT))
                        .show(
                                bgp ->
                                        bgp.timers().equals(BgpTimers.DEFAULT)
                                                ? Stream.empty()
                                                : Stream.of(
                                                        Values.of(
                                                                        keepalive,
                                                                        bgp.timers()
                                                                                .keepaliveSeconds())
                                                                .and(
                                                                        hold,
                                                                        bgp.timers()
                                                                                .holdSeconds()))),
                Kept.accepted(
                        "paths are always compared in one order",
                        words("bgp deterministic-med", "Compare MED of paths in one order")),
                Kept.accepted(
                        "there is no scanner",
                        words("bgp scan-time", "Configure background scanner interval"),
                        Args.integer(5, 60, "Scanner interval (seconds)")),
                Kept.partial(
                        "AS numbers are always printed plain",
                        words("bgp asnotation dot", "Change the notation of AS numbers")),
                Kept.partial(
                        "routes do not outlive a restart of the peer",
                        words("bgp graceful-restart", "Graceful restart capability parameters"),
                        maybe(Args.line("Timers"))),
                Kept.accepted(
                        "4 is the only version",
                        words("neighbor", "Specify a neighbor router"),
                        Args.word("Neighbor address or tag"),
                        words("version", "Set the BGP version to match a neighbor"),
                        Args.integer(4, 4, "Version")));
    }

    /// Were it not declared here, the line would reach `router bgp` and change the identifier of all.
    private static Declaration<Family> routerIdHere() {
        return Line.<Family>of(
                        words("bgp router-id", "Override configured router identifier"),
                        Args.ipv4("Manually configured router identifier"))
                .trySet(
                        (_, _) ->
                                Change.refused(
                                        "% One router identifier serves every address family; it stands under router bgp"))
                .unset((family, _) -> family);
    }

    private static <C> List<Declaration<C>> oldHabits() {
        return List.of(
                Kept.accepted(
                        "there is no automatic summary",
                        words("auto-summary", "Enable automatic network number summarization")),
                Kept.accepted(
                        "there is no synchronization with an IGP",
                        words("synchronization", "Perform IGP synchronization")));
    }

    private static Line<BgpConfig> listenRange() {
        Arg<Prefix> range =
                Args.typed(
                        "A.B.C.D/nn or X:X::X/nn",
                        "Network in the format nn.nn.nn.nn/nn",
                        Prefix::parse,
                        Prefix::toString);
        Arg<String> group = Args.word("Peer-group name");
        return Line.<BgpConfig>of(
                        words("bgp listen range", "Configure a subnet range for dynamic neighbors"),
                        range,
                        cut(),
                        words("peer-group", "Member of peer-group"),
                        group)
                .set(
                        (bgp, v) ->
                                bgp.withListenRanges(
                                        Lists.with(
                                                withoutRange(bgp, v.get(range)),
                                                new ListenRange(
                                                        Vrf.GLOBAL, v.get(range), v.get(group)))))
                .unset((bgp, v) -> bgp.withListenRanges(withoutRange(bgp, v.get(range))))
                .show(
                        bgp ->
                                bgp.listenRanges().stream()
                                        .filter(each -> each.vrf().isGlobal())
                                        .map(
                                                each ->
                                                        Values.of(range, each.range())
                                                                .and(group, each.peerGroup())));
    }

    private static List<ListenRange> withoutRange(BgpConfig bgp, Prefix range) {
        return bgp.listenRanges().stream()
                .filter(each -> !each.vrf().isGlobal() || !each.range().equals(range))
                .toList();
    }

    private static Block<BgpConfig, Family> families() {
        Arg<AddressFamily> ip =
                Args.choice(
                        Args.option("ipv4", AddressFamily.IPV4, "Address family"),
                        Args.option("ipv6", AddressFamily.IPV6, "Address family"));
        Arg<AddressFamily> vpn =
                Args.choice(
                        Args.option("vpnv4", AddressFamily.IPV4, "Address family"),
                        Args.option("vpnv6", AddressFamily.IPV6, "Address family"));
        Arg<Vrf> vrf = VrfLines.vrf("VPN Routing/Forwarding instance name");
        Function<Values, FamilyId> id =
                v ->
                        v.has(vpn)
                                ? new FamilyId(v.get(vpn), true, Vrf.GLOBAL)
                                : new FamilyId(v.get(ip), false, v.find(vrf).orElse(Vrf.GLOBAL));
        return Block.<BgpConfig, Family>of(
                        seq(
                                words("address-family", "Enter Address Family command mode"),
                                oneOf(
                                        seq(
                                                ip,
                                                maybe(words("unicast", "Address Family Modifier")),
                                                maybe(
                                                        words(
                                                                "vrf",
                                                                "Specify parameters for a VPN Routing/Forwarding instance"),
                                                        vrf)),
                                        seq(
                                                vpn,
                                                maybe(
                                                        words(
                                                                "unicast",
                                                                "Address Family Modifier"))))),
                        "config-router-af",
                        bgp ->
                                bgp.families().keySet().stream()
                                        .map(
                                                each ->
                                                        each.vpn()
                                                                ? Values.of(vpn, each.ip())
                                                                : Values.of(ip, each.ip())
                                                                        .and(
                                                                                vrf,
                                                                                Optional.of(
                                                                                                each
                                                                                                        .vrf())
                                                                                        .filter(
                                                                                                n ->
                                                                                                        !n
                                                                                                                .isGlobal())))
                                        .toList(),
                        (bgp, v) ->
                                bgp.families().containsKey(id.apply(v))
                                        ? Optional.of(new Family(bgp, id.apply(v)))
                                        : Optional.empty(),
                        v -> new Family(BgpConfig.of(1), id.apply(v)),
                        (_, _, family) -> family.bgp())
                .opening(
                        (bgp, v, before) ->
                                Change.to(
                                        before.orElseGet(
                                                () ->
                                                        new Family(bgp, id.apply(v))
                                                                .with(FamilySettings.DEFAULT))))
                .removing(
                        (bgp, v) -> {
                            var left = new TreeMap<>(bgp.families());
                            left.remove(id.apply(v));
                            return bgp.withFamilies(left);
                        })
                .closedBy("exit-address-family")
                .with(BgpLines.<Family>oldHabits())
                .with(List.of(routerIdHere()))
                .with(routes(Family::settings, Family::with, true))
                .with(
                        new NeighborLines<Family>(
                                        Family::bgp, Family::with, family -> family.id().vrf())
                                .lines().stream().map(BgpLines::inVrf).toList())
                .with(
                        new NeighborFamilyLines<Family>(Family::bgp, Family::with, Family::id, true)
                                .lines());
    }

    /// In a VRF's family neighbours are made and described; in the others they are only activated.
    private static Declaration<Family> inVrf(Declaration<Family> line) {
        return line instanceof Line<Family> session
                ? session.shownWhere(family -> !family.id().vrf().isGlobal())
                : line;
    }

    private static <C> List<Declaration<C>> routes(
            Function<C, FamilySettings> read,
            BiFunction<C, FamilySettings, C> write,
            boolean shown) {
        Arg<Integer> paths = Args.integer(1, 32, "Number of paths");
        Arg<Integer> internal = Args.integer(1, 32, "Number of paths");
        var lines = new ArrayList<Declaration<C>>();
        lines.add(hidden(shown, redistribute(read, write)));
        lines.add(hidden(shown, network(read, write)));
        lines.add(
                hidden(
                        shown,
                        Line.<C>flag(
                                "default-information originate",
                                "Distribute a default route",
                                c -> read.apply(c).defaultInformationOriginate(),
                                (c, on) ->
                                        write.apply(
                                                c,
                                                read.apply(c).withDefaultInformationOriginate(on)),
                                false)));
        lines.add(
                hidden(
                        shown,
                        Line.<C>of(words("maximum-paths ibgp", "iBGP-multipath"), internal)
                                .set(
                                        (c, v) ->
                                                write.apply(
                                                        c,
                                                        read.apply(c)
                                                                .withMaximumPathsInternal(
                                                                        v.get(internal))))
                                .unset(
                                        (c, _) ->
                                                write.apply(
                                                        c,
                                                        read.apply(c).withMaximumPathsInternal(1)))
                                .show(
                                        c ->
                                                Stream.of(read.apply(c).maximumPathsInternal())
                                                        .filter(n -> n != 1)
                                                        .map(n -> Values.of(internal, n)))));
        lines.add(
                hidden(
                        shown,
                        Line.<C>of(
                                        words(
                                                "maximum-paths",
                                                "Forward packets over multiple paths"),
                                        paths)
                                .set(
                                        (c, v) ->
                                                write.apply(
                                                        c,
                                                        read.apply(c)
                                                                .withMaximumPaths(v.get(paths))))
                                .unset((c, _) -> write.apply(c, read.apply(c).withMaximumPaths(1)))
                                .show(
                                        c ->
                                                Stream.of(read.apply(c).maximumPaths())
                                                        .filter(n -> n != 1)
                                                        .map(n -> Values.of(paths, n)))));
        return lines;
    }

    private static <C> Line<C> hidden(boolean shown, Line<C> line) {
        return shown ? line : line.shownWhere(_ -> false);
    }

    private static <C> Line<C> redistribute(
            Function<C, FamilySettings> read, BiFunction<C, FamilySettings, C> write) {
        Arg<RouteSource> source =
                Args.choice(
                        Args.option("connected", RouteSource.CONNECTED, "Connected"),
                        Args.option("static", RouteSource.STATIC, "Static routes"),
                        Args.option("ike", RouteSource.IKE, "Routes of IKEv2"));
        Arg<String> map = Args.word("Pointer to route-map entries");
        Arg<Long> metric = Args.unsigned(0, 4_294_967_295L, "Default metric");
        return Line.<C>of(
                        words(
                                "redistribute",
                                "Redistribute information from another routing protocol"),
                        source,
                        cut(),
                        anyOrder(
                                seq(words("route-map", "Route map reference"), map),
                                seq(words("metric", "Metric for redistributed routes"), metric)))
                .set(
                        (c, v) -> {
                            var all =
                                    new ArrayList<>(
                                            without(
                                                    read.apply(c).redistributions(),
                                                    v.get(source)));
                            all.add(new Redistribution(v.get(source), v.find(map), v.find(metric)));
                            return write.apply(c, read.apply(c).withRedistributions(all));
                        })
                .unset(
                        (c, v) ->
                                write.apply(
                                        c,
                                        read.apply(c)
                                                .withRedistributions(
                                                        without(
                                                                read.apply(c).redistributions(),
                                                                v.get(source)))))
                .show(
                        c ->
                                read.apply(c).redistributions().stream()
                                        .map(
                                                each ->
                                                        Values.of(source, each.source())
                                                                .and(map, each.routeMap())
                                                                .and(metric, each.metric())));
    }

    private static List<Redistribution> without(List<Redistribution> all, RouteSource source) {
        return all.stream().filter(each -> each.source() != source).toList();
    }

    private static <C> Line<C> network(
            Function<C, FamilySettings> read, BiFunction<C, FamilySettings, C> write) {
        Arg<Ipv4Address> address = Args.ipv4("Network number");
        Arg<Integer> mask = Args.netmask("Network mask");
        Arg<Prefix> prefix = Args.ipv6Prefix("IPv6 prefix");
        Arg<String> map = Args.word("Name of the route map");
        Function<Values, Prefix> of =
                v ->
                        v.find(prefix)
                                .orElseGet(
                                        () ->
                                                Prefix.containing(
                                                        v.get(address),
                                                        v.find(mask)
                                                                .orElseGet(
                                                                        () ->
                                                                                classful(
                                                                                        v.get(
                                                                                                address)))));
        return Line.<C>of(
                        words("network", "Specify a network to announce via BGP"),
                        oneOf(seq(address, maybe(words("mask", "Network mask"), mask)), prefix),
                        cut(),
                        maybe(words("route-map", "Route-map to modify the attributes"), map))
                .set(
                        (c, v) -> {
                            var all = new ArrayList<>(read.apply(c).networks());
                            all.removeIf(each -> each.prefix().equals(of.apply(v)));
                            all.add(new NetworkStatement(of.apply(v), v.find(map)));
                            return write.apply(c, read.apply(c).withNetworks(all));
                        })
                .unset(
                        (c, v) ->
                                write.apply(
                                        c,
                                        read.apply(c)
                                                .withNetworks(
                                                        read.apply(c).networks().stream()
                                                                .filter(
                                                                        each ->
                                                                                !each.prefix()
                                                                                        .equals(
                                                                                                of
                                                                                                        .apply(
                                                                                                                v)))
                                                                .toList())))
                .show(
                        c ->
                                read.apply(c).networks().stream()
                                        .map(
                                                each ->
                                                        (each.prefix().address()
                                                                                instanceof
                                                                                Ipv4Address a
                                                                        ? Values.of(address, a)
                                                                                .and(
                                                                                        mask,
                                                                                        Optional.of(
                                                                                                        each.prefix()
                                                                                                                .length())
                                                                                                .filter(
                                                                                                        l ->
                                                                                                                l
                                                                                                                        != classful(
                                                                                                                                a)))
                                                                        : Values.of(
                                                                                prefix,
                                                                                each.prefix()))
                                                                .and(map, each.routeMap())));
    }

    /// The length that `network` means without a mask.
    private static int classful(Ipv4Address address) {
        int first = address.bits() >>> 24;
        return first < 128 ? 8 : first < 192 ? 16 : 24;
    }
}
