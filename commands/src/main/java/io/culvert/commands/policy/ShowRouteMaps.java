package io.culvert.commands.policy;

import io.culvert.bgp.policy.RouteChange;
import io.culvert.bgp.policy.RouteMap;
import io.culvert.bgp.policy.RouteMatch;
import io.culvert.cli.Answer;
import java.util.List;
import java.util.Locale;

/// `show route-map`. There is no policy routing here, so nothing of it is counted.
record ShowRouteMaps(List<Entry> entries) implements Answer {
    /// @param matches clauses in words, all of which must hold
    record Entry(
            String name, int sequence, boolean permit, List<String> matches, List<String> sets) {
        Entry {
            matches = List.copyOf(matches);
            sets = List.copyOf(sets);
        }
    }

    ShowRouteMaps {
        entries = List.copyOf(entries);
    }

    static ShowRouteMaps of(List<RouteMap> maps) {
        return new ShowRouteMaps(
                maps.stream()
                        .flatMap(map -> map.entries().stream().map(entry -> of(map, entry)))
                        .toList());
    }

    private static Entry of(RouteMap map, RouteMap.Entry entry) {
        return new Entry(
                map.name(),
                entry.sequence(),
                entry.permits(),
                entry.matches().stream().map(ShowRouteMaps::words).toList(),
                entry.sets().stream().map(ShowRouteMaps::words).toList());
    }

    private static String words(RouteMatch match) {
        return switch (match) {
            case RouteMatch.Tag(var tags) -> "tag " + list(tags);
            case RouteMatch.PrefixLists(var names) -> "ip address prefix-lists: " + list(names);
            case RouteMatch.AccessLists(var names) -> "ip address (access-lists): " + list(names);
            case RouteMatch.NextHopPrefixLists(var names) ->
                    "ip next-hop prefix-lists: " + list(names);
            case RouteMatch.NextHopAccessLists(var names) ->
                    "ip next-hop (access-lists): " + list(names);
            case RouteMatch.Communities(var lists, boolean exact) ->
                    "community (community-list filter): "
                            + list(lists)
                            + (exact ? " exact-match" : "");
            case RouteMatch.ExtendedCommunities(var lists) ->
                    "extcommunity (extcommunity-list filter):" + list(lists);
            case RouteMatch.AsPaths(var lists) -> "as-path (as-path filter): " + list(lists);
            case RouteMatch.Metric(long metric) -> "metric " + metric;
            case RouteMatch.LocalPreference(long value) -> "local-preference " + value;
        };
    }

    private static String words(RouteChange change) {
        return switch (change) {
            case RouteChange.Metric(long metric) -> "metric " + metric;
            case RouteChange.MetricBy(long difference) ->
                    "metric " + (difference < 0 ? "" : "+") + difference;
            case RouteChange.LocalPreference(long value) -> "local-preference " + value;
            case RouteChange.Weight(int weight) -> "weight " + weight;
            case RouteChange.Communities(var communities, boolean additive) ->
                    "community "
                            + (communities.isEmpty() ? "none" : list(communities))
                            + (additive ? " additive" : "");
            case RouteChange.RouteTargets(var targets, boolean additive) ->
                    "extended community " + list(targets) + (additive ? " additive" : "");
            case RouteChange.Prepend(var numbers) -> "as-path prepend " + list(numbers);
            case RouteChange.PrependLastAs(int times) -> "as-path prepend last-as " + times;
            case RouteChange.Tag(long tag) -> "tag " + tag;
            case RouteChange.NextHop(var address) -> "ip next-hop " + address;
            case RouteChange.SetOrigin(var origin) ->
                    "origin " + origin.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String list(List<?> values) {
        return String.join(" ", values.stream().map(Object::toString).toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Entry entry : entries) {
            text.append("route-map " + entry.name())
                    .append(entry.permit() ? ", permit" : ", deny")
                    .append(", sequence " + entry.sequence() + "\n");
            text.append("  Match clauses:\n");
            entry.matches().forEach(clause -> text.append("    " + clause + "\n"));
            text.append("  Set clauses:\n");
            entry.sets().forEach(clause -> text.append("    " + clause + "\n"));
        }
        return text.toString();
    }
}
