package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.bgp.policy.CommunityList;
import io.culvert.bgp.policy.IosRegex;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import io.culvert.wire.bgp.Community;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `ip community-list`: communities, or a regular expression over their texts.
final class CommunityLines {
    private static final CommunityListName NAME = new CommunityListName("Community list");
    private static final Arg<Community> COMMUNITY = community();
    private static final Arg<IosRegex> REGEX =
            Args.line(
                    "An ordered list as a regular-expression", IosRegex::parse, IosRegex::toString);

    private CommunityLines() {}

    static Arg<Community> community() {
        return Args.typed(
                "aa:nn",
                "community number, internet, no-export, no-advertise or local-AS",
                Community::parse,
                Community::toString);
    }

    static Line<RouterConfig> list() {
        return Line.<RouterConfig>of(
                        words("ip community-list", "Add a community list entry"),
                        oneOf(
                                seq(NAME.standard(), cut(), PolicyLines.PERMIT, many(COMMUNITY)),
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
                                config.policies().communityLists().values().stream()
                                        .flatMap(CommunityLines::values));
    }

    private static CommunityList.Entry entry(Values v) {
        boolean permits = v.get(PolicyLines.PERMIT);
        return v.has(REGEX)
                ? new CommunityList.Expanded(permits, v.get(REGEX))
                : new CommunityList.Standard(
                        permits, v.all(COMMUNITY).stream().map(Community::toString).toList());
    }

    private static List<CommunityList.Entry> entries(RouterConfig config, String name) {
        return Optional.ofNullable(config.policies().communityLists().get(name))
                .map(CommunityList::entries)
                .orElse(List.of());
    }

    private static RouterConfig with(
            RouterConfig config, String name, List<CommunityList.Entry> entries) {
        PolicyBook old = config.policies();
        var list = new CommunityList(name, entries);
        return config.withPolicies(
                PolicyLines.book(
                        old,
                        old.routeMaps(),
                        old.prefixLists(),
                        PolicyLines.put(
                                old.communityLists(),
                                name,
                                Optional.of(list).filter(l -> !l.entries().isEmpty())),
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
                                                    .andAll(COMMUNITY, communities(texts));
                                    case CommunityList.Expanded(boolean permits, var regex) ->
                                            NAME.expanded(list.name())
                                                    .and(PolicyLines.PERMIT, permits)
                                                    .and(REGEX, regex);
                                });
    }

    private static List<Community> communities(List<String> texts) {
        return texts.stream().map(Community::parse).flatMap(Optional::stream).toList();
    }
}
