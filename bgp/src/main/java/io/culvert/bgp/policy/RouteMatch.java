package io.culvert.bgp.policy;

import io.culvert.base.Prefix;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A `match` line. Several names in a line are alternatives.
public sealed interface RouteMatch {
    /// `match tag N...`: the tag that the route has in the routing table.
    record Tag(List<Long> tags) implements RouteMatch {
        public Tag {
            tags = List.copyOf(tags);
        }
    }

    /// `match ip address prefix-list NAME...` and `match ipv6 address prefix-list NAME...`.
    record PrefixLists(List<String> names) implements RouteMatch {
        public PrefixLists {
            names = List.copyOf(names);
        }
    }

    /// `match ip address ACL...`.
    record AccessLists(List<String> names) implements RouteMatch {
        public AccessLists {
            names = List.copyOf(names);
        }
    }

    /// `match ip next-hop prefix-list NAME...`.
    record NextHopPrefixLists(List<String> names) implements RouteMatch {
        public NextHopPrefixLists {
            names = List.copyOf(names);
        }
    }

    /// `match ip next-hop ACL...`.
    record NextHopAccessLists(List<String> names) implements RouteMatch {
        public NextHopAccessLists {
            names = List.copyOf(names);
        }
    }

    /// `match community LIST... [exact-match]`.
    record Communities(List<String> lists, boolean exact) implements RouteMatch {
        public Communities {
            lists = List.copyOf(lists);
        }
    }

    /// `match extcommunity LIST...`.
    record ExtendedCommunities(List<String> lists) implements RouteMatch {
        public ExtendedCommunities {
            lists = List.copyOf(lists);
        }
    }

    /// `match as-path LIST...`.
    record AsPaths(List<String> lists) implements RouteMatch {
        public AsPaths {
            lists = List.copyOf(lists);
        }
    }

    /// `match metric N`: the MED, or the metric of the routing table.
    record Metric(long metric) implements RouteMatch {}

    /// `match local-preference N`.
    record LocalPreference(long value) implements RouteMatch {}

    default boolean holds(PolicyRoute route, PolicyBook book) {
        return switch (this) {
            case Tag(var tags) -> tags.contains(route.tag());
            case PrefixLists(var names) ->
                    names.stream().anyMatch(name -> book.prefixList(name).permits(route.prefix()));
            case AccessLists(var names) ->
                    names.stream().anyMatch(name -> accessList(book, name, route.prefix()));
            case NextHopPrefixLists(var names) ->
                    route.nextHop()
                            .map(Prefix::host)
                            .filter(
                                    hop ->
                                            names.stream()
                                                    .anyMatch(
                                                            name ->
                                                                    book.prefixList(name)
                                                                            .permits(hop)))
                            .isPresent();
            case NextHopAccessLists(var names) ->
                    route.nextHop()
                            .map(Prefix::host)
                            .filter(
                                    hop ->
                                            names.stream()
                                                    .anyMatch(name -> accessList(book, name, hop)))
                            .isPresent();
            case Communities(var lists, boolean exact) ->
                    lists.stream()
                            .anyMatch(
                                    name ->
                                            list(book.communityLists().get(name))
                                                    .filter(
                                                            list ->
                                                                    list.permits(
                                                                            route.attributes()
                                                                                    .communityTexts(),
                                                                            exact))
                                                    .isPresent());
            case ExtendedCommunities(var lists) ->
                    lists.stream()
                            .anyMatch(
                                    name ->
                                            list(book.extendedCommunityLists().get(name))
                                                    .filter(
                                                            list ->
                                                                    list.permits(
                                                                            route.attributes()
                                                                                    .extendedCommunityTexts(),
                                                                            false))
                                                    .isPresent());
            case AsPaths(var lists) ->
                    lists.stream()
                            .anyMatch(
                                    name ->
                                            Optional.ofNullable(book.asPathLists().get(name))
                                                    .filter(
                                                            list ->
                                                                    list.permits(
                                                                            route.attributes()
                                                                                    .asPath()))
                                                    .isPresent());
            case Metric(long metric) ->
                    route.attributes().med().filter(med -> med == metric).isPresent();
            case LocalPreference(long value) ->
                    route.attributes().localPreference().filter(p -> p == value).isPresent();
        };
    }

    private static Optional<CommunityList> list(@Nullable CommunityList list) {
        return Optional.ofNullable(list);
    }

    private static boolean accessList(PolicyBook book, String name, Prefix prefix) {
        AccessList list = book.accessLists().get(name);
        return list != null && list.permits(prefix);
    }
}
