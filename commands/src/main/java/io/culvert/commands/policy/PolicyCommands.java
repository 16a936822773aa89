package io.culvert.commands.policy;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.cli.Answer;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.config.ConfigUses;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/// Commands that show routing policies.
public final class PolicyCommands {
    private static final Arg<String> MAP = Args.word("Route map name");
    private static final Arg<String> PREFIX_LIST = Args.word("Name of a prefix list");
    private static final Arg<String> COMMUNITY_LIST =
            Args.word("Name or number of a community list");
    private static final Arg<String> EXTENDED_LIST =
            Args.word("Name or number of an extended community list");
    private static final Arg<Integer> PATH_LIST =
            Args.integer(1, 500, "AS path access list number");

    private PolicyCommands() {}

    public static List<Command<Console>> commands() {
        return List.of(
                Command.of(
                        call -> routeMaps(book(call), call.values().find(MAP)),
                        words("show route-map", "Route-map information"),
                        maybe(MAP)),
                prefixLists("ip", AddressFamily.IPV4, ShowPrefixLists.Extent.ENTRIES),
                prefixLists("ip", AddressFamily.IPV4, ShowPrefixLists.Extent.DETAIL),
                prefixLists("ip", AddressFamily.IPV4, ShowPrefixLists.Extent.SUMMARY),
                prefixLists("ipv6", AddressFamily.IPV6, ShowPrefixLists.Extent.ENTRIES),
                prefixLists("ipv6", AddressFamily.IPV6, ShowPrefixLists.Extent.DETAIL),
                prefixLists("ipv6", AddressFamily.IPV6, ShowPrefixLists.Extent.SUMMARY),
                Command.of(
                        call ->
                                chosen(
                                        book(call).communityLists(),
                                        call.values().find(COMMUNITY_LIST),
                                        "Community list",
                                        ShowCommunityLists::standard),
                        words("show ip community-list", "List community-list"),
                        maybe(COMMUNITY_LIST)),
                Command.of(
                        call ->
                                chosen(
                                        book(call).extendedCommunityLists(),
                                        call.values().find(EXTENDED_LIST),
                                        "Extended community list",
                                        ShowCommunityLists::extended),
                        words("show ip extcommunity-list", "List extended-community list"),
                        maybe(EXTENDED_LIST)),
                Command.of(
                        call ->
                                chosen(
                                        book(call).asPathLists(),
                                        call.values().find(PATH_LIST).map(String::valueOf),
                                        "AS path access list",
                                        ShowPathLists::of),
                        words("show ip as-path-access-list", "List AS path access lists"),
                        maybe(PATH_LIST)));
    }

    private static PolicyBook book(Command.Call<Console> call) {
        return call.router().config().policies();
    }

    private static Outcome routeMaps(PolicyBook book, Optional<String> name) {
        return chosen(book.routeMaps(), name, "Route map", ShowRouteMaps::of);
    }

    private static Command<Console> prefixLists(
            String protocol, AddressFamily family, ShowPrefixLists.Extent extent) {
        return Command.of(
                call -> {
                    RouterConfig config = call.router().config();
                    var all =
                            ShowPrefixLists.of(
                                    family,
                                    extent,
                                    config.policies().prefixLists(),
                                    name -> ConfigUses.ofPrefixList(config, name));
                    return call.values()
                            .find(PREFIX_LIST)
                            .map(name -> one(all, name))
                            .orElseGet(() -> Outcome.show(all));
                },
                words("show " + protocol + " prefix-list" + extent.words(), extent.help()),
                maybe(PREFIX_LIST));
    }

    private static Outcome one(ShowPrefixLists all, String name) {
        ShowPrefixLists one = all.only(name);
        return one.lists().isEmpty() ? absent("Prefix list", name) : Outcome.show(one);
    }

    /// All, or the one of that name.
    private static <L> Outcome chosen(
            NavigableMap<String, L> all,
            Optional<String> name,
            String kind,
            Function<List<L>, Answer> show) {
        var lists =
                all.entrySet().stream()
                        .filter(each -> name.map(each.getKey()::equals).orElse(true))
                        .map(each -> each.getValue())
                        .toList();
        return name.isPresent() && lists.isEmpty()
                ? absent(kind, name.get())
                : Outcome.show(show.apply(lists));
    }

    private static Outcome absent(String kind, String name) {
        return Outcome.refuse("% " + kind + " " + name + " does not exist");
    }
}
