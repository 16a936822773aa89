package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Ipv4Address;
import io.culvert.base.RouteTarget;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.RouteChange;
import io.culvert.bgp.policy.RouteMap;
import io.culvert.bgp.policy.RouteMatch;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import io.culvert.wire.bgp.Community;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `route-map`: what is matched and what is set.
final class RouteMapLines {
    private RouteMapLines() {}

    static Block<RouterConfig, RouteMap.Entry> routeMap() {
        Arg<String> name = Args.word("Route map tag");
        Arg<Integer> sequence =
                Args.integer(
                        0, 65_535, "Sequence to insert to/delete from existing route-map entry");
        Function<Values, Integer> number = v -> v.find(sequence).orElse(10);
        return Block.<RouterConfig, RouteMap.Entry>of(
                        seq(
                                words(
                                        "route-map",
                                        "Create route-map or enter route-map command mode"),
                                name,
                                cut(),
                                maybe(PolicyLines.PERMIT, maybe(sequence))),
                        "config-route-map",
                        config ->
                                config.policies().routeMaps().values().stream()
                                        .flatMap(
                                                map ->
                                                        map.entries().stream()
                                                                .map(
                                                                        entry ->
                                                                                Values.of(
                                                                                                name,
                                                                                                map
                                                                                                        .name())
                                                                                        .and(
                                                                                                PolicyLines
                                                                                                        .PERMIT,
                                                                                                entry
                                                                                                        .permits())
                                                                                        .and(
                                                                                                sequence,
                                                                                                entry
                                                                                                        .sequence())))
                                        .toList(),
                        (config, v) ->
                                config.policies().routeMap(v.get(name)).entries().stream()
                                        .filter(entry -> entry.sequence() == number.apply(v))
                                        .findFirst(),
                        v ->
                                new RouteMap.Entry(
                                        number.apply(v),
                                        v.find(PolicyLines.PERMIT).orElse(true),
                                        List.of(),
                                        List.of()),
                        (config, v, entry) ->
                                withEntry(
                                        config, v.get(name), entry.sequence(), Optional.of(entry)))
                .opening(
                        (_, v, before) ->
                                Change.to(
                                        new RouteMap.Entry(
                                                number.apply(v),
                                                v.find(PolicyLines.PERMIT)
                                                        .or(
                                                                () ->
                                                                        before.map(
                                                                                RouteMap.Entry
                                                                                        ::permits))
                                                        .orElse(true),
                                                before.map(RouteMap.Entry::matches)
                                                        .orElse(List.of()),
                                                before.map(RouteMap.Entry::sets)
                                                        .orElse(List.of()))))
                .removing(
                        (config, v) -> {
                            if (v.has(PolicyLines.PERMIT)) {
                                return withEntry(
                                        config, v.get(name), number.apply(v), Optional.empty());
                            }
                            PolicyBook old = config.policies();
                            return config.withPolicies(
                                    PolicyLines.book(
                                            old,
                                            PolicyLines.put(
                                                    old.routeMaps(), v.get(name), Optional.empty()),
                                            old.prefixLists(),
                                            old.communityLists(),
                                            old.asPathLists()));
                        })
                .with(
                        Kept.<RouteMap.Entry>accepted(
                                "for the reader alone",
                                words("description", "Route-map comment"),
                                Args.line("Comment")))
                .with(matches())
                .with(sets());
    }

    private static RouterConfig withEntry(
            RouterConfig config, String name, int sequence, Optional<RouteMap.Entry> entry) {
        PolicyBook old = config.policies();
        var all = new ArrayList<>(old.routeMap(name).entries());
        all.removeIf(other -> other.sequence() == sequence);
        entry.ifPresent(all::add);
        Optional<RouteMap> map =
                all.isEmpty() ? Optional.empty() : Optional.of(new RouteMap(name, all));
        return config.withPolicies(
                PolicyLines.book(
                        old,
                        PolicyLines.put(old.routeMaps(), name, map),
                        old.prefixLists(),
                        old.communityLists(),
                        old.asPathLists()));
    }

    private static List<Declaration<RouteMap.Entry>> matches() {
        var lines = new ArrayList<Declaration<RouteMap.Entry>>();
        Arg<Long> tag = Args.unsigned(0, 4_294_967_295L, "Tag value");
        lines.add(
                match(
                        seq(words("match tag", "Match tag of route"), many(tag)),
                        RouteMatch.Tag.class,
                        v -> new RouteMatch.Tag(v.all(tag)),
                        m -> Values.NONE.andAll(tag, m.tags())));
        Arg<String> prefixes = Args.word("Name of a prefix-list");
        lines.add(
                match(
                        seq(
                                words(
                                        "match ip address prefix-list",
                                        "Match entries of prefix-lists"),
                                many(prefixes)),
                        RouteMatch.PrefixLists.class,
                        v -> new RouteMatch.PrefixLists(v.all(prefixes)),
                        m -> Values.NONE.andAll(prefixes, m.names())));
        Arg<String> lists = Args.word("IP access-list name or number");
        lines.add(
                match(
                        seq(words("match ip address", "Match address of route"), many(lists)),
                        RouteMatch.AccessLists.class,
                        v -> new RouteMatch.AccessLists(v.all(lists)),
                        m -> Values.NONE.andAll(lists, m.names())));
        Arg<String> hopPrefixes = Args.word("Name of a prefix-list");
        lines.add(
                match(
                        seq(
                                words(
                                        "match ip next-hop prefix-list",
                                        "Match entries of prefix-lists"),
                                many(hopPrefixes)),
                        RouteMatch.NextHopPrefixLists.class,
                        v -> new RouteMatch.NextHopPrefixLists(v.all(hopPrefixes)),
                        m -> Values.NONE.andAll(hopPrefixes, m.names())));
        Arg<String> hopLists = Args.word("IP access-list name or number");
        lines.add(
                match(
                        seq(
                                words("match ip next-hop", "Match next-hop address of route"),
                                many(hopLists)),
                        RouteMatch.NextHopAccessLists.class,
                        v -> new RouteMatch.NextHopAccessLists(v.all(hopLists)),
                        m -> Values.NONE.andAll(hopLists, m.names())));
        Arg<String> communities = Args.word("Community-list number or name");
        Arg<Boolean> exact = Args.flag("exact-match", "Do exact matching of communities");
        lines.add(
                match(
                        seq(
                                words("match community", "Match BGP community list"),
                                many(communities),
                                maybe(exact)),
                        RouteMatch.Communities.class,
                        v -> new RouteMatch.Communities(v.all(communities), v.has(exact)),
                        m -> Values.NONE.andAll(communities, m.lists()).andIf(exact, m.exact())));
        Arg<String> extended = Args.word("Extended community-list number or name");
        lines.add(
                match(
                        seq(
                                words(
                                        "match extcommunity",
                                        "Match BGP/VPN extended community list"),
                                many(extended)),
                        RouteMatch.ExtendedCommunities.class,
                        v -> new RouteMatch.ExtendedCommunities(v.all(extended)),
                        m -> Values.NONE.andAll(extended, m.lists())));
        Arg<Integer> paths = Args.integer(1, 500, "AS path access-list");
        lines.add(
                match(
                        seq(words("match as-path", "Match BGP AS path list"), many(paths)),
                        RouteMatch.AsPaths.class,
                        v ->
                                new RouteMatch.AsPaths(
                                        v.all(paths).stream().map(String::valueOf).toList()),
                        m ->
                                Values.NONE.andAll(
                                        paths, m.lists().stream().map(Integer::valueOf).toList())));
        Arg<Long> metric = Args.unsigned(0, 4_294_967_295L, "Metric value");
        lines.add(
                match(
                        seq(words("match metric", "Match metric of route"), metric),
                        RouteMatch.Metric.class,
                        v -> new RouteMatch.Metric(v.get(metric)),
                        m -> Values.of(metric, m.metric())));
        Arg<Long> preference = Args.unsigned(0, 4_294_967_295L, "Local preference value");
        lines.add(
                match(
                        seq(
                                words("match local-preference", "Match local preference for route"),
                                preference),
                        RouteMatch.LocalPreference.class,
                        v -> new RouteMatch.LocalPreference(v.get(preference)),
                        m -> Values.of(preference, m.value())));
        return lines;
    }

    private static <M extends RouteMatch> Line<RouteMap.Entry> match(
            Syntax form,
            Class<M> kind,
            Function<Values, RouteMatch> read,
            Function<M, Values> show) {
        return Line.<RouteMap.Entry>of(form)
                .set(
                        (entry, v) ->
                                new RouteMap.Entry(
                                        entry.sequence(),
                                        entry.permits(),
                                        replaced(entry.matches(), kind, Optional.of(read.apply(v))),
                                        entry.sets()))
                .unset(
                        (entry, _) ->
                                new RouteMap.Entry(
                                        entry.sequence(),
                                        entry.permits(),
                                        replaced(entry.matches(), kind, Optional.empty()),
                                        entry.sets()))
                .show(
                        entry ->
                                entry.matches().stream()
                                        .filter(kind::isInstance)
                                        .map(kind::cast)
                                        .map(show));
    }

    private static <T> List<T> replaced(List<T> all, Class<? extends T> kind, Optional<T> by) {
        var left = new ArrayList<T>();
        boolean placed = by.isEmpty();
        for (T each : all) {
            if (!kind.isInstance(each)) {
                left.add(each);
            } else if (!placed) {
                left.add(by.get());
                placed = true;
            }
        }
        if (!placed) {
            left.add(by.get());
        }
        return left;
    }

    private static List<Declaration<RouteMap.Entry>> sets() {
        var lines = new ArrayList<Declaration<RouteMap.Entry>>();
        Arg<Long> as = BgpLines.as("AS number");
        lines.add(
                set(
                        seq(words("set as-path prepend", "Prepend to the as-path"), many(as)),
                        RouteChange.Prepend.class,
                        v -> new RouteChange.Prepend(v.all(as)),
                        s -> Values.NONE.andAll(as, s.numbers())));
        Arg<Integer> times = Args.integer(1, 10, "Number of last-AS prepends");
        lines.add(
                set(
                        seq(
                                words(
                                        "set as-path prepend last-as",
                                        "Prepend last AS to the as-path"),
                                times),
                        RouteChange.PrependLastAs.class,
                        v -> new RouteChange.PrependLastAs(v.get(times)),
                        s -> Values.of(times, s.times())));
        Arg<Community> community = CommunityLines.community();
        Arg<Boolean> none = Args.flag("none", "No community attribute");
        Arg<Boolean> additive = Args.flag("additive", "Add to the existing community");
        lines.add(
                set(
                        seq(
                                words("set community", "BGP community attribute"),
                                oneOf(none, seq(many(community), maybe(additive)))),
                        RouteChange.Communities.class,
                        v -> new RouteChange.Communities(v.all(community), v.has(additive)),
                        s ->
                                s.communities().isEmpty()
                                        ? Values.of(none, true)
                                        : Values.NONE
                                                .andAll(community, s.communities())
                                                .andIf(additive, s.additive())));
        Arg<RouteTarget> target =
                Args.typed(
                        "ASN:nn or IP-address:nn",
                        "VPN extended community",
                        RouteTarget::parse,
                        RouteTarget::toString);
        Arg<Boolean> more = Args.flag("additive", "Add to the existing extcommunity");
        lines.add(
                set(
                        seq(
                                words("set extcommunity rt", "Route Target extended community"),
                                many(target),
                                maybe(more)),
                        RouteChange.RouteTargets.class,
                        v ->
                                new RouteChange.RouteTargets(
                                        v.all(target).stream().map(ExtendedCommunity::of).toList(),
                                        v.has(more)),
                        s ->
                                Values.NONE
                                        .andAll(
                                                target,
                                                s.targets().stream()
                                                        .map(ExtendedCommunity::toRouteTarget)
                                                        .toList())
                                        .andIf(more, s.additive())));
        Arg<Ipv4Address> hop = Args.ipv4("IP address of next hop");
        lines.add(
                set(
                        seq(words("set ip next-hop", "Next hop address"), hop),
                        RouteChange.NextHop.class,
                        v -> new RouteChange.NextHop(v.get(hop)),
                        s -> Values.of(hop, (Ipv4Address) s.address())));
        Arg<Long> preference = Args.unsigned(0, 4_294_967_295L, "Preference value");
        lines.add(
                set(
                        seq(
                                words(
                                        "set local-preference",
                                        "BGP local preference path attribute"),
                                preference),
                        RouteChange.LocalPreference.class,
                        v -> new RouteChange.LocalPreference(v.get(preference)),
                        s -> Values.of(preference, s.value())));
        Arg<Long> metric = Args.unsigned(0, 4_294_967_295L, "Metric value");
        lines.add(
                set(
                        seq(
                                words(
                                        "set metric",
                                        "Metric value for destination routing protocol"),
                                metric),
                        RouteChange.Metric.class,
                        v -> new RouteChange.Metric(v.get(metric)),
                        s -> Values.of(metric, s.metric())));
        Arg<Origin> origin =
                Args.choice(
                        Args.option("igp", Origin.IGP, "local IGP"),
                        Args.option("incomplete", Origin.INCOMPLETE, "unknown heritage"));
        lines.add(
                set(
                        seq(words("set origin", "BGP origin code"), origin),
                        RouteChange.SetOrigin.class,
                        v -> new RouteChange.SetOrigin(v.get(origin)),
                        s -> Values.of(origin, s.origin())));
        Arg<Long> tag = Args.unsigned(0, 4_294_967_295L, "Tag value");
        lines.add(
                set(
                        seq(words("set tag", "Tag value for destination routing protocol"), tag),
                        RouteChange.Tag.class,
                        v -> new RouteChange.Tag(v.get(tag)),
                        s -> Values.of(tag, s.tag())));
        Arg<Integer> weight = Args.integer(0, 65_535, "Weight value");
        lines.add(
                set(
                        seq(words("set weight", "BGP weight for routing table"), weight),
                        RouteChange.Weight.class,
                        v -> new RouteChange.Weight(v.get(weight)),
                        s -> Values.of(weight, s.weight())));
        return lines;
    }

    private static <S extends RouteChange> Line<RouteMap.Entry> set(
            Syntax form,
            Class<S> kind,
            Function<Values, RouteChange> read,
            Function<S, Values> show) {
        return Line.<RouteMap.Entry>of(form)
                .set(
                        (entry, v) ->
                                new RouteMap.Entry(
                                        entry.sequence(),
                                        entry.permits(),
                                        entry.matches(),
                                        replaced(entry.sets(), kind, Optional.of(read.apply(v)))))
                .unset(
                        (entry, _) ->
                                new RouteMap.Entry(
                                        entry.sequence(),
                                        entry.permits(),
                                        entry.matches(),
                                        replaced(entry.sets(), kind, Optional.empty())))
                .show(
                        entry ->
                                entry.sets().stream()
                                        .filter(kind::isInstance)
                                        .map(kind::cast)
                                        .map(show));
    }
}
