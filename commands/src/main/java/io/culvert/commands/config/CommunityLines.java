package io.culvert.commands.config;

import static io.culvert.cli.Syntax.many;

import io.culvert.bgp.policy.PolicyBook;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Line;
import io.culvert.router.config.RouterConfig;
import io.culvert.wire.bgp.Community;

/// `ip community-list`: communities, or a regular expression over their texts.
final class CommunityLines {
    private static final Arg<Community> COMMUNITY = community();
    private static final CommunityListLine<Community> LINE =
            new CommunityListLine<>(
                    "Community list",
                    COMMUNITY,
                    Community::toString,
                    text -> Community.parse(text).orElseThrow(),
                    PolicyBook::communityLists,
                    (old, lists) ->
                            PolicyLines.book(
                                    old,
                                    old.routeMaps(),
                                    old.prefixLists(),
                                    lists,
                                    old.asPathLists()));

    private CommunityLines() {}

    static Arg<Community> community() {
        return Args.typed(
                "aa:nn",
                "community number, internet, no-export, no-advertise or local-AS",
                Community::parse,
                Community::toString);
    }

    static Line<RouterConfig> list() {
        return LINE.line("ip community-list", "Add a community list entry", many(COMMUNITY));
    }
}
