package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.bgp.policy.CommunityList;
import io.culvert.bgp.policy.IosRegex;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Line;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// A line of a list of communities: members that a route must have, or a regular expression over the texts of those that it has.
///
/// @param <C> a member
final class CommunityListLine<C> {
    private final String title;
    private final CommunityListName name;
    private final Arg<C> member;
    private final Function<C, String> text;
    private final Function<String, C> parsed;
    private final Function<PolicyBook, NavigableMap<String, CommunityList>> lists;
    private final BiFunction<PolicyBook, NavigableMap<String, CommunityList>, PolicyBook> with;
    private final Arg<IosRegex> regex =
            Args.line(
                    "An ordered list as a regular-expression", IosRegex::parse, IosRegex::toString);

    /// @param list what the help calls one of these lists
    /// @param text of a member, as tables show it
    /// @param parsed the way back
    /// @param lists those of a book
    /// @param with a book with others
    CommunityListLine(
            String list,
            Arg<C> member,
            Function<C, String> text,
            Function<String, C> parsed,
            Function<PolicyBook, NavigableMap<String, CommunityList>> lists,
            BiFunction<PolicyBook, NavigableMap<String, CommunityList>, PolicyBook> with) {
        title = list;
        name = new CommunityListName(list);
        this.member = member;
        this.text = text;
        this.parsed = parsed;
        this.lists = lists;
        this.with = with;
    }

    /// @param words of the line, and their `help`
    /// @param members one or more of them
    Line<RouterConfig> line(String words, String help, Syntax members) {
        return Line.<RouterConfig>of(
                        words(words, help),
                        oneOf(
                                seq(name.standard(), cut(), PolicyLines.PERMIT, members),
                                seq(name.expanded(), cut(), PolicyLines.PERMIT, regex)))
                .trySet(
                        (config, v) ->
                                ofOneKind(config, v, Lists.with(entries(config, v), added(v))))
                .tryUnset(
                        (config, v) ->
                                ofOneKind(
                                        config,
                                        v,
                                        v.has(PolicyLines.PERMIT)
                                                ? Lists.without(entries(config, v), added(v))
                                                : List.of()))
                .show(
                        config ->
                                lists.apply(config.policies()).values().stream()
                                        .flatMap(this::values));
    }

    /// A name has one kind, and so has a number.
    private Change<RouterConfig> ofOneKind(
            RouterConfig config, Values v, List<CommunityList.Entry> entries) {
        boolean expands = name.isExpanded(v);
        return entries(config, v).stream().anyMatch(entry -> entry.isExpanded() != expands)
                ? Change.refused(
                        "%% %s %s is %s list"
                                .formatted(
                                        title, name.of(v), expands ? "a standard" : "an expanded"))
                : Change.to(with(config, v, entries));
    }

    private CommunityList.Entry added(Values v) {
        boolean permits = v.get(PolicyLines.PERMIT);
        return v.has(regex)
                ? new CommunityList.Expanded(permits, v.get(regex))
                : new CommunityList.Standard(permits, v.all(member).stream().map(text).toList());
    }

    private List<CommunityList.Entry> entries(RouterConfig config, Values v) {
        return Optional.ofNullable(lists.apply(config.policies()).get(name.of(v)))
                .map(CommunityList::entries)
                .orElse(List.of());
    }

    private RouterConfig with(RouterConfig config, Values v, List<CommunityList.Entry> entries) {
        PolicyBook old = config.policies();
        var list = new CommunityList(name.of(v), entries);
        return config.withPolicies(
                with.apply(
                        old,
                        PolicyLines.put(
                                lists.apply(old),
                                list.name(),
                                Optional.of(list).filter(l -> !l.entries().isEmpty()))));
    }

    private Stream<Values> values(CommunityList list) {
        return list.entries().stream()
                .map(
                        entry ->
                                switch (entry) {
                                    case CommunityList.Standard(boolean permits, var texts) ->
                                            name.standard(list.name())
                                                    .and(PolicyLines.PERMIT, permits)
                                                    .andAll(
                                                            member,
                                                            texts.stream().map(parsed).toList());
                                    case CommunityList.Expanded(boolean permits, var expression) ->
                                            name.expanded(list.name())
                                                    .and(PolicyLines.PERMIT, permits)
                                                    .and(regex, expression);
                                });
    }
}
