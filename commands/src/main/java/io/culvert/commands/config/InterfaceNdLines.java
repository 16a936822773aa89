package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Prefix;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.AdvertisedPrefix;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceNd;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// `ipv6 nd` under `interface`: router advertisements, RFC 4861 section 6.2.1, and duplicate address detection.
final class InterfaceNdLines {
    private static final Arg<Prefix> PREFIX = Args.ipv6Prefix("IPv6 prefix");
    private static final Arg<Long> VALID =
            Args.unsigned(0, AdvertisedPrefix.INFINITE, "Valid lifetime (secs)");
    private static final Arg<Long> PREFERRED =
            Args.unsigned(0, AdvertisedPrefix.INFINITE, "Preferred lifetime (secs)");
    private static final Arg<Boolean> NO_ADVERTISE =
            Args.flag("no-advertise", "Do not advertise prefix");
    private static final Arg<Boolean> OFF_LINK =
            Args.flag("off-link", "Do not use prefix for onlink determination");
    private static final Arg<Boolean> NO_AUTOCONFIG =
            Args.flag("no-autoconfig", "Do not use prefix for autoconfiguration");
    private static final Arg<Boolean> ALL =
            Args.flag("all", "Suppress all IPv6 RA, answers to solicitations among them");

    private InterfaceNdLines() {}

    static List<Declaration<InterfaceConfig>> lines() {
        return List.of(
                suppress(),
                Line.<InterfaceConfig>flag(
                        "ipv6 nd managed-config-flag",
                        "Hosts should use DHCP for address config",
                        port -> port.ipv6().nd().managed(),
                        nd(InterfaceNd::withManaged),
                        false),
                Line.<InterfaceConfig>flag(
                        "ipv6 nd other-config-flag",
                        "Hosts should use DHCP for non-address config",
                        port -> port.ipv6().nd().other(),
                        nd(InterfaceNd::withOther),
                        false),
                Line.<InterfaceConfig, Integer>leaf(
                        "ipv6 nd ra interval",
                        "Set IPv6 Router Advertisement Interval",
                        Args.integer(4, 1_800, "RA Interval (sec)"),
                        port -> port.ipv6().nd().intervalSeconds(),
                        nd(InterfaceNd::withIntervalSeconds),
                        InterfaceNd.DEFAULT.intervalSeconds()),
                Line.<InterfaceConfig, Integer>leaf(
                        "ipv6 nd ra lifetime",
                        "Set IPv6 Router Advertisement Lifetime",
                        Args.integer(0, 9_000, "RA Lifetime (seconds)"),
                        port -> port.ipv6().nd().lifetimeSeconds(),
                        nd(InterfaceNd::withLifetimeSeconds),
                        InterfaceNd.DEFAULT.lifetimeSeconds()),
                Line.<InterfaceConfig>flag(
                        "ipv6 nd ra hop-limit unspecified",
                        "Let hosts choose their hop limit",
                        port -> port.ipv6().nd().hopLimitUnspecified(),
                        nd(InterfaceNd::withHopLimitUnspecified),
                        false),
                Line.<InterfaceConfig, Integer>leaf(
                        "ipv6 nd dad attempts",
                        "Set IPv6 Duplicate Address Detection Transmits",
                        Args.integer(0, 600, "Number of attempts"),
                        port -> port.ipv6().nd().dadAttempts(),
                        nd(InterfaceNd::withDadAttempts),
                        InterfaceNd.DEFAULT.dadAttempts()),
                prefix(),
                Kept.accepted(
                        "neighbours are probed at the pace of RFC 4861 section 10",
                        words("ipv6 nd ns-interval", "Set advertised NS retransmission interval"),
                        Args.integer(1_000, 3_600_000, "Retransmission interval (msec)")),
                Kept.accepted(
                        "neighbours are probed at the pace of RFC 4861 section 10",
                        words("ipv6 nd reachable-time", "Set advertised reachability time"),
                        Args.integer(0, 3_600_000, "Reachable time (msec)")));
    }

    private static Line<InterfaceConfig> suppress() {
        return Line.<InterfaceConfig>of(
                        words("ipv6 nd ra suppress", "Suppress IPv6 Router Advertisements"),
                        maybe(ALL))
                .set(
                        (port, v) ->
                                with(
                                        port,
                                        port.ipv6()
                                                .nd()
                                                .withSuppress(
                                                        v.has(ALL)
                                                                ? InterfaceNd.Suppress.ALL
                                                                : InterfaceNd.Suppress
                                                                        .UNSOLICITED)))
                .unset(
                        (port, _) ->
                                with(
                                        port,
                                        port.ipv6().nd().withSuppress(InterfaceNd.Suppress.NONE)))
                .show(
                        port ->
                                switch (port.ipv6().nd().suppress()) {
                                    case NONE -> Stream.empty();
                                    case UNSOLICITED -> Stream.of(Values.NONE);
                                    case ALL -> Stream.of(Values.NONE.andIf(ALL, true));
                                });
    }

    private static Line<InterfaceConfig> prefix() {
        return Line.<InterfaceConfig>of(
                        words("ipv6 nd prefix", "Configure IPv6 Routing Prefix Advertisement"),
                        PREFIX,
                        cut(),
                        maybe(
                                oneOf(
                                        NO_ADVERTISE,
                                        seq(
                                                VALID,
                                                PREFERRED,
                                                maybe(OFF_LINK),
                                                maybe(NO_AUTOCONFIG)))))
                .set(
                        (port, v) ->
                                with(
                                        port,
                                        port.ipv6()
                                                .nd()
                                                .withPrefixes(
                                                        port.ipv6()
                                                                .nd()
                                                                .prefixes()
                                                                .with(v.get(PREFIX), settings(v)))))
                .unset(
                        (port, v) ->
                                with(
                                        port,
                                        port.ipv6()
                                                .nd()
                                                .withPrefixes(
                                                        port.ipv6()
                                                                .nd()
                                                                .prefixes()
                                                                .without(v.get(PREFIX)))))
                .show(
                        port ->
                                port.ipv6().nd().prefixes().asMap().entrySet().stream()
                                        .map(each -> values(each.getKey(), each.getValue())));
    }

    private static AdvertisedPrefix settings(Values v) {
        if (v.has(NO_ADVERTISE)) {
            return AdvertisedPrefix.NONE;
        }
        long valid = v.find(VALID).orElse(AdvertisedPrefix.DEFAULT.validSeconds());
        long preferred = v.find(PREFERRED).orElse(AdvertisedPrefix.DEFAULT.preferredSeconds());
        return new AdvertisedPrefix(
                true, valid, Math.min(valid, preferred), !v.has(OFF_LINK), !v.has(NO_AUTOCONFIG));
    }

    private static Values values(Prefix prefix, AdvertisedPrefix how) {
        Values so = Values.of(PREFIX, prefix);
        if (!how.advertised()) {
            return so.andIf(NO_ADVERTISE, true);
        }
        return how.equals(AdvertisedPrefix.DEFAULT)
                ? so
                : so.and(VALID, how.validSeconds())
                        .and(PREFERRED, how.preferredSeconds())
                        .andIf(OFF_LINK, !how.onLink())
                        .andIf(NO_AUTOCONFIG, !how.autonomous());
    }

    private static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> nd(
            BiFunction<InterfaceNd, T, InterfaceNd> write) {
        return (port, value) -> with(port, write.apply(port.ipv6().nd(), value));
    }

    private static InterfaceConfig with(InterfaceConfig port, InterfaceNd nd) {
        return port.withIpv6(port.ipv6().withNd(nd));
    }
}
