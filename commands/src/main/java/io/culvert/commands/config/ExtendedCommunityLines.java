package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.RouteTarget;
import io.culvert.bgp.policy.CommunityList;
import io.culvert.bgp.policy.IosRegex;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Line;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import io.culvert.wire.bgp.ExtendedCommunity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `ip extcommunity-list`: route targets, or a regular expression over the texts of tables such as `RT:65000:1`.
final class ExtendedCommunityLines {
    private static final int TARGETS_MAX = 8;
    private static final String TARGET_PREFIX = "RT:";
    private static final Arg<String> STANDARD = Args.word("Name of a standard list");
    private static final Arg<String> EXPANDED = Args.word("Name of an expanded list");
    private static final Arg<Integer> STANDARD_NUMBER =
            Args.integer(1, 99, "Extended community list number (standard)");
    private static final Arg<Integer> EXPANDED_NUMBER =
            Args.integer(100, 500, "Extended community list number (expanded)");
    private static final Arg<RouteTarget> TARGET =
            Args.typed(
                    "ASN:nn or IP-address:nn",
                    "VPN extended community",
                    RouteTarget::parse,
                    RouteTarget::toString);
    private static final Arg<IosRegex> REGEX =
            Args.line(
                    "An ordered list as a regular-expression", IosRegex::parse, IosRegex::toString);

    private ExtendedCommunityLines() {}

    static Line<RouterConfig> list() {
        return Line.<RouterConfig>of(
                        words("ip extcommunity-list", "Add a extended community list entry"),
                        oneOf(
                                seq(
                                        oneOf(
                                                STANDARD_NUMBER,
                                                seq(words("standard", "Standard list"), STANDARD)),
                                        cut(),
                                        PolicyLines.PERMIT,
                                        targets(TARGETS_MAX)),
                                seq(
                                        oneOf(
                                                EXPANDED_NUMBER,
                                                seq(words("expanded", "Expanded list"), EXPANDED)),
                                        cut(),
                                        PolicyLines.PERMIT,
                                        REGEX)))
                .set(
                        (config, v) ->
                                with(
                                        config,
                                        name(v),
                                        Lists.with(entries(config, name(v)), entry(v))))
                .unset(
                        (config, v) ->
                                with(
                                        config,
                                        name(v),
                                        v.has(PolicyLines.PERMIT)
                                                ? Lists.without(entries(config, name(v)), entry(v))
                                                : List.of()))
                .show(
                        config ->
                                config.policies().extendedCommunityLists().values().stream()
                                        .flatMap(ExtendedCommunityLines::values));
    }

    private static Syntax targets(int most) {
        Syntax one = seq(words("rt", "Route Target"), TARGET);
        return most == 1 ? one : seq(one, maybe(targets(most - 1)));
    }

    private static String name(Values v) {
        return v.find(STANDARD)
                .or(() -> v.find(EXPANDED))
                .or(() -> v.find(STANDARD_NUMBER).map(String::valueOf))
                .or(() -> v.find(EXPANDED_NUMBER).map(String::valueOf))
                .orElseThrow();
    }

    private static CommunityList.Entry entry(Values v) {
        return v.has(REGEX)
                ? new CommunityList.Expanded(v.get(PolicyLines.PERMIT), v.get(REGEX))
                : new CommunityList.Standard(
                        v.get(PolicyLines.PERMIT),
                        v.all(TARGET).stream()
                                .map(ExtendedCommunity::of)
                                .map(ExtendedCommunity::toString)
                                .toList());
    }

    private static List<CommunityList.Entry> entries(RouterConfig config, String name) {
        return Optional.ofNullable(config.policies().extendedCommunityLists().get(name))
                .map(CommunityList::entries)
                .orElse(List.of());
    }

    private static RouterConfig with(
            RouterConfig config, String name, List<CommunityList.Entry> entries) {
        PolicyBook old = config.policies();
        return config.withPolicies(
                new PolicyBook(
                        old.routeMaps(),
                        old.prefixLists(),
                        old.accessLists(),
                        old.communityLists(),
                        PolicyLines.put(
                                old.extendedCommunityLists(),
                                name,
                                entries.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new CommunityList(name, entries))),
                        old.asPathLists()));
    }

    private static Stream<Values> values(CommunityList list) {
        boolean isNumbered = list.name().matches("[1-9][0-9]{0,2}");
        return list.entries().stream()
                .map(
                        entry ->
                                switch (entry) {
                                    case CommunityList.Standard(boolean permits, var texts) ->
                                            (isNumbered
                                                            ? Values.of(
                                                                    STANDARD_NUMBER,
                                                                    Integer.valueOf(list.name()))
                                                            : Values.of(STANDARD, list.name()))
                                                    .and(PolicyLines.PERMIT, permits)
                                                    .andAll(
                                                            TARGET,
                                                            texts.stream()
                                                                    .map(
                                                                            ExtendedCommunityLines
                                                                                    ::target)
                                                                    .toList());
                                    case CommunityList.Expanded(boolean permits, var regex) ->
                                            (isNumbered
                                                            ? Values.of(
                                                                    EXPANDED_NUMBER,
                                                                    Integer.valueOf(list.name()))
                                                            : Values.of(EXPANDED, list.name()))
                                                    .and(PolicyLines.PERMIT, permits)
                                                    .and(REGEX, regex);
                                });
    }

    private static RouteTarget target(String text) {
        return RouteTarget.parse(text.substring(TARGET_PREFIX.length())).orElseThrow();
    }
}
