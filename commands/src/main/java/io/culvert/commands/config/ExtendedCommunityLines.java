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
    private static final CommunityListName NAME = new CommunityListName("Extended community list");
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
                                        NAME.standard(),
                                        cut(),
                                        PolicyLines.PERMIT,
                                        targets(TARGETS_MAX)),
                                seq(NAME.expanded(), cut(), PolicyLines.PERMIT, REGEX)))
                .set(
                        (config, v) ->
                                with(
                                        config,
                                        NAME.of(v),
                                        Lists.with(entries(config, NAME.of(v)), entry(v))))
                .unset(
                        (config, v) ->
                                with(
                                        config,
                                        NAME.of(v),
                                        v.has(PolicyLines.PERMIT)
                                                ? Lists.without(
                                                        entries(config, NAME.of(v)), entry(v))
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
        return list.entries().stream()
                .map(
                        entry ->
                                switch (entry) {
                                    case CommunityList.Standard(boolean permits, var texts) ->
                                            NAME.standard(list.name())
                                                    .and(PolicyLines.PERMIT, permits)
                                                    .andAll(TARGET, targets(texts));
                                    case CommunityList.Expanded(boolean permits, var regex) ->
                                            NAME.expanded(list.name())
                                                    .and(PolicyLines.PERMIT, permits)
                                                    .and(REGEX, regex);
                                });
    }

    private static List<RouteTarget> targets(List<String> texts) {
        return texts.stream()
                .map(text -> RouteTarget.parse(text.substring(TARGET_PREFIX.length())))
                .map(Optional::orElseThrow)
                .toList();
    }
}
