package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpTimers;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.GracefulRestart;
import io.culvert.bgp.config.ListenRange;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `router bgp`.
final class BgpLines {
    private BgpLines() {}

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
                .with(decision())
                .with(sessions())
                .with(gracefulRestart())
                .with(BgpLines.<BgpConfig>oldHabits())
                .with(
                        new NeighborLines<BgpConfig>(bgp -> bgp, (_, bgp) -> bgp, _ -> Vrf.GLOBAL)
                                .lines())
                .with(
                        new NeighborFamilyLines<BgpConfig>(
                                        bgp -> bgp, (_, bgp) -> bgp, _ -> FamilyId.IPV4, false)
                                .lines())
                .with(
                        BgpRouteLines.lines(
                                bgp -> bgp.family(FamilyId.IPV4),
                                (bgp, settings) -> bgp.withFamily(FamilyId.IPV4, settings),
                                false))
                .with(BgpFamilyLines.block());
    }

    private static List<Declaration<BgpConfig>> general() {
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
                        false));
    }

    /// How routes are judged.
    private static List<Declaration<BgpConfig>> decision() {
        return List.of(
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
                        Args.typed(
                                "<1-4294967295> or A.B.C.D",
                                "Route-Reflector Cluster-id as a number or an IP address",
                                BgpLines::clusterId,
                                Ipv4Address::toString),
                        BgpConfig::clusterId,
                        BgpConfig::withClusterId));
    }

    private static Optional<Ipv4Address> clusterId(String text) {
        return text.matches("[1-9][0-9]{0,9}") && Long.parseLong(text) <= 0xFFFF_FFFFL
                ? Optional.of(new Ipv4Address((int) Long.parseLong(text)))
                : Ipv4Address.parse(text);
    }

    /// Who may call, how long sessions last, and what is said out of habit.
    private static List<Declaration<BgpConfig>> sessions() {
        Arg<Integer> keepalive = Args.integer(0, 65_535, "Keepalive interval");
        Arg<Integer> hold =
                Args.typed("<0-65535>", "Holdtime", BgpLines::holdTime, Object::toString);
        return List.of(
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
                Kept.accepted(
                        "4 is the only version",
                        words("neighbor", "Specify a neighbor router"),
                        Args.word("Neighbor address or tag"),
                        words("version", "Set the BGP version to match a neighbor"),
                        Args.integer(4, 4, "Version")));
    }

    /// The times stand before the switch, as in running configurations of IOS.
    private static List<Declaration<BgpConfig>> gracefulRestart() {
        return List.of(
                Line.<BgpConfig, Integer>leaf(
                        "bgp graceful-restart restart-time",
                        "Set the max time needed to restart and come back up",
                        seconds(),
                        bgp -> bgp.gracefulRestart().restartSeconds(),
                        (bgp, n) ->
                                bgp.withGracefulRestart(
                                        bgp.gracefulRestart().withRestartSeconds(n)),
                        GracefulRestart.DEFAULT.restartSeconds()),
                Line.<BgpConfig, Integer>leaf(
                        "bgp graceful-restart stalepath-time",
                        "Set the max time to hold onto restarting peer's stale paths",
                        seconds(),
                        bgp -> bgp.gracefulRestart().stalePathSeconds(),
                        (bgp, n) ->
                                bgp.withGracefulRestart(
                                        bgp.gracefulRestart().withStalePathSeconds(n)),
                        GracefulRestart.DEFAULT.stalePathSeconds()),
                Line.<BgpConfig>flag(
                        "bgp graceful-restart",
                        "Graceful restart capability parameters",
                        bgp -> bgp.gracefulRestart().enabled(),
                        (bgp, on) -> bgp.withGracefulRestart(bgp.gracefulRestart().withEnabled(on)),
                        false));
    }

    private static Arg<Integer> seconds() {
        return Args.integer(1, GracefulRestart.SECONDS_MAX, "Delay value (seconds)");
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

    static <C> List<Declaration<C>> oldHabits() {
        return List.of(
                Kept.accepted(
                        "there is no automatic summary",
                        words("auto-summary", "Enable automatic network number summarization")),
                Kept.accepted(
                        "there is no synchronization with an IGP",
                        words("synchronization", "Perform IGP synchronization")));
    }

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
}
