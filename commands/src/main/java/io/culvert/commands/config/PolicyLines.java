package io.culvert.commands.config;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Prefix;
import io.culvert.bgp.policy.AsPathList;
import io.culvert.bgp.policy.CommunityList;
import io.culvert.bgp.policy.IosRegex;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PrefixList;
import io.culvert.bgp.policy.RouteMap;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// `ip prefix-list`, `ip as-path access-list`.
final class PolicyLines {
    static final Arg<Boolean> PERMIT =
            Args.choice(
                    Args.option("permit", true, "Specify what to accept"),
                    Args.option("deny", false, "Specify what to reject"));

    private PolicyLines() {}

    static List<Declaration<RouterConfig>> lists() {
        return List.of(
                asPathList(),
                prefixList(
                        "ip prefix-list",
                        Args.ipv4Prefix("IP prefix <network>/<length>"),
                        32,
                        true),
                prefixList("ipv6 prefix-list", Args.ipv6Prefix("IPv6 prefix"), 128, false),
                prefixListDescription(),
                CommunityLines.list(),
                ExtendedCommunityLines.list());
    }

    private static Kept<RouterConfig> prefixListDescription() {
        return Kept.accepted(
                "for the reader alone",
                words("ip prefix-list", "Build a prefix list"),
                Args.word("Name of a prefix list"),
                words("description", "Prefix-list specific description"),
                cut(),
                Args.line("Up to 80 characters describing this prefix-list"));
    }

    static <V> NavigableMap<String, V> put(
            NavigableMap<String, V> map, String name, Optional<V> value) {
        var all = new TreeMap<String, V>(map);
        value.ifPresentOrElse(present -> all.put(name, present), () -> all.remove(name));
        return all;
    }

    static PolicyBook book(
            PolicyBook old,
            NavigableMap<String, RouteMap> maps,
            NavigableMap<String, PrefixList> prefixes,
            NavigableMap<String, CommunityList> communities,
            NavigableMap<String, AsPathList> paths) {
        return new PolicyBook(
                maps,
                prefixes,
                old.accessLists(),
                communities,
                old.extendedCommunityLists(),
                paths);
    }

    private static Line<RouterConfig> prefixList(
            String words, Arg<Prefix> prefix, int longest, boolean ipv4) {
        Arg<String> name = Args.word("Name of a prefix list");
        Arg<Integer> sequence = Args.integer(1, Integer.MAX_VALUE, "Sequence number");
        Arg<Integer> least = Args.integer(1, longest, "Minimum prefix length");
        Arg<Integer> most = Args.integer(1, longest, "Maximum prefix length");
        return Line.<RouterConfig>of(
                        words(words, "Build a prefix list"),
                        name,
                        cut(),
                        maybe(words("seq", "sequence number of an entry"), sequence),
                        PERMIT,
                        prefix,
                        anyOrder(
                                seq(words("ge", "Minimum prefix length to be matched"), least),
                                seq(words("le", "Maximum prefix length to be matched"), most)))
                .trySet(
                        (config, v) -> {
                            PrefixList list = prefixList(config, v.get(name));
                            int shortest = v.find(least).orElse(v.get(prefix).length());
                            if (shortest < v.get(prefix).length()
                                    || v.find(most).map(m -> m < shortest).orElse(false)) {
                                return Change.refused(
                                        "% Invalid prefix range for "
                                                + v.get(prefix)
                                                + ", make sure: len < ge-value <= le-value");
                            }
                            int last =
                                    list.entries().isEmpty()
                                            ? 0
                                            : list.entries().getLast().sequence();
                            var entry =
                                    new PrefixList.Entry(
                                            v.find(sequence).orElse((last / 5 + 1) * 5),
                                            v.get(PERMIT),
                                            v.get(prefix),
                                            v.find(least),
                                            v.find(most));
                            var all = new ArrayList<>(list.entries());
                            all.removeIf(other -> other.sequence() == entry.sequence());
                            all.add(entry);
                            return Change.to(
                                    withPrefixList(config, new PrefixList(v.get(name), all)));
                        })
                .unset(
                        (config, v) -> {
                            PrefixList list = prefixList(config, v.get(name));
                            List<PrefixList.Entry> left =
                                    !v.has(prefix)
                                            ? List.of()
                                            : list.entries().stream()
                                                    .filter(
                                                            entry ->
                                                                    !entry.prefix()
                                                                                    .equals(
                                                                                            v.get(
                                                                                                    prefix))
                                                                            || v.has(sequence)
                                                                                    && entry
                                                                                                    .sequence()
                                                                                            != v
                                                                                                    .get(
                                                                                                            sequence))
                                                    .toList();
                            return withPrefixList(config, new PrefixList(v.get(name), left));
                        })
                .show(
                        config ->
                                config.policies().prefixLists().values().stream()
                                        .flatMap(
                                                list ->
                                                        list.entries().stream()
                                                                .filter(
                                                                        entry ->
                                                                                entry.prefix()
                                                                                                .address()
                                                                                                .isIpv4()
                                                                                        == ipv4)
                                                                .map(
                                                                        entry ->
                                                                                Values.of(
                                                                                                name,
                                                                                                list
                                                                                                        .name())
                                                                                        .and(
                                                                                                sequence,
                                                                                                entry
                                                                                                        .sequence())
                                                                                        .and(
                                                                                                PERMIT,
                                                                                                entry
                                                                                                        .permits())
                                                                                        .and(
                                                                                                prefix,
                                                                                                entry
                                                                                                        .prefix())
                                                                                        .and(
                                                                                                least,
                                                                                                entry
                                                                                                        .least())
                                                                                        .and(
                                                                                                most,
                                                                                                entry
                                                                                                        .most()))));
    }

    private static PrefixList prefixList(RouterConfig config, String name) {
        return config.policies().prefixList(name);
    }

    private static RouterConfig withPrefixList(RouterConfig config, PrefixList list) {
        PolicyBook old = config.policies();
        Optional<PrefixList> kept = Optional.of(list).filter(l -> !l.entries().isEmpty());
        return config.withPolicies(
                book(
                        old,
                        old.routeMaps(),
                        put(old.prefixLists(), list.name(), kept),
                        old.communityLists(),
                        old.asPathLists()));
    }

    private static Line<RouterConfig> asPathList() {
        Arg<Integer> number = Args.integer(1, 500, "AS path access list number");
        Arg<IosRegex> regex =
                Args.line(
                        "A regular-expression to match the BGP AS paths",
                        IosRegex::parse,
                        IosRegex::toString);
        return Line.<RouterConfig>of(
                        words("ip as-path access-list", "Specify an access list number"),
                        number,
                        cut(),
                        PERMIT,
                        regex)
                .set(
                        (config, v) -> {
                            String name = v.get(number).toString();
                            List<AsPathList.Entry> entries =
                                    Optional.ofNullable(config.policies().asPathLists().get(name))
                                            .map(AsPathList::entries)
                                            .orElse(List.of());
                            return withAsPathList(
                                    config,
                                    new AsPathList(
                                            name,
                                            Lists.with(
                                                    entries,
                                                    new AsPathList.Entry(
                                                            v.get(PERMIT), v.get(regex)))));
                        })
                .unset(
                        (config, v) -> {
                            String name = v.get(number).toString();
                            List<AsPathList.Entry> entries =
                                    Optional.ofNullable(config.policies().asPathLists().get(name))
                                            .map(AsPathList::entries)
                                            .orElse(List.of());
                            return withAsPathList(
                                    config,
                                    new AsPathList(
                                            name,
                                            v.has(regex)
                                                    ? Lists.without(
                                                            entries,
                                                            new AsPathList.Entry(
                                                                    v.get(PERMIT), v.get(regex)))
                                                    : List.of()));
                        })
                .show(
                        config ->
                                config.policies().asPathLists().values().stream()
                                        .flatMap(
                                                list ->
                                                        list.entries().stream()
                                                                .map(
                                                                        entry ->
                                                                                Values.of(
                                                                                                number,
                                                                                                Integer
                                                                                                        .valueOf(
                                                                                                                list
                                                                                                                        .name()))
                                                                                        .and(
                                                                                                PERMIT,
                                                                                                entry
                                                                                                        .permits())
                                                                                        .and(
                                                                                                regex,
                                                                                                entry
                                                                                                        .regex()))));
    }

    private static RouterConfig withAsPathList(RouterConfig config, AsPathList list) {
        PolicyBook old = config.policies();
        Optional<AsPathList> kept = Optional.of(list).filter(l -> !l.entries().isEmpty());
        return config.withPolicies(
                book(
                        old,
                        old.routeMaps(),
                        old.prefixLists(),
                        old.communityLists(),
                        put(old.asPathLists(), list.name(), kept)));
    }
}
