package io.culvert.commands.config;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.RouteTarget;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Line;
import io.culvert.cli.Syntax;
import io.culvert.router.config.RouterConfig;
import io.culvert.wire.bgp.ExtendedCommunity;

/// `ip extcommunity-list`: route targets, or a regular expression over the texts of tables such as `RT:65000:1`.
final class ExtendedCommunityLines {
    private static final int TARGETS_MAX = 8;
    private static final String TARGET_PREFIX = "RT:";
    private static final Arg<RouteTarget> TARGET =
            Args.typed(
                    "ASN:nn or IP-address:nn",
                    "VPN extended community",
                    RouteTarget::parse,
                    RouteTarget::toString);
    private static final CommunityListLine<RouteTarget> LINE =
            new CommunityListLine<>(
                    "Extended community list",
                    TARGET,
                    target -> ExtendedCommunity.of(target).toString(),
                    text -> RouteTarget.parse(text.substring(TARGET_PREFIX.length())).orElseThrow(),
                    PolicyBook::extendedCommunityLists,
                    (old, lists) ->
                            new PolicyBook(
                                    old.routeMaps(),
                                    old.prefixLists(),
                                    old.accessLists(),
                                    old.communityLists(),
                                    lists,
                                    old.asPathLists()));

    private ExtendedCommunityLines() {}

    static Line<RouterConfig> list() {
        return LINE.line(
                "ip extcommunity-list",
                "Add a extended community list entry",
                targets(TARGETS_MAX));
    }

    private static Syntax targets(int most) {
        Syntax one = seq(words("rt", "Route Target"), TARGET);
        return most == 1 ? one : seq(one, maybe(targets(most - 1)));
    }
}
