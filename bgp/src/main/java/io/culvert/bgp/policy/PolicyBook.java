package io.culvert.bgp.policy;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// All policies of a router by name.
public record PolicyBook(
        NavigableMap<String, RouteMap> routeMaps,
        NavigableMap<String, PrefixList> prefixLists,
        NavigableMap<String, AccessList> accessLists,
        NavigableMap<String, CommunityList> communityLists,
        NavigableMap<String, CommunityList> extendedCommunityLists,
        NavigableMap<String, AsPathList> asPathLists) {
    public static final PolicyBook EMPTY =
            new PolicyBook(
                    Collections.emptyNavigableMap(),
                    Collections.emptyNavigableMap(),
                    Collections.emptyNavigableMap(),
                    Collections.emptyNavigableMap(),
                    Collections.emptyNavigableMap(),
                    Collections.emptyNavigableMap());

    public PolicyBook {
        routeMaps = Collections.unmodifiableNavigableMap(new TreeMap<>(routeMaps));
        prefixLists = Collections.unmodifiableNavigableMap(new TreeMap<>(prefixLists));
        accessLists = Collections.unmodifiableNavigableMap(new TreeMap<>(accessLists));
        communityLists = Collections.unmodifiableNavigableMap(new TreeMap<>(communityLists));
        extendedCommunityLists =
                Collections.unmodifiableNavigableMap(new TreeMap<>(extendedCommunityLists));
        asPathLists = Collections.unmodifiableNavigableMap(new TreeMap<>(asPathLists));
    }

    /// The route-map of this name; one that matches nothing if it is not defined (decision D6).
    public RouteMap routeMap(String name) {
        return Optional.ofNullable(routeMaps.get(name)).orElseGet(() -> RouteMap.undefined(name));
    }

    /// The prefix list of this name; one that permits nothing if it is not defined.
    public PrefixList prefixList(String name) {
        return Optional.ofNullable(prefixLists.get(name))
                .orElseGet(() -> PrefixList.undefined(name));
    }

    public PolicyBook with(RouteMap map) {
        return new PolicyBook(
                put(routeMaps, map.name(), map),
                prefixLists,
                accessLists,
                communityLists,
                extendedCommunityLists,
                asPathLists);
    }

    public PolicyBook with(PrefixList list) {
        return new PolicyBook(
                routeMaps,
                put(prefixLists, list.name(), list),
                accessLists,
                communityLists,
                extendedCommunityLists,
                asPathLists);
    }

    private static <V> NavigableMap<String, V> put(
            NavigableMap<String, V> map, String name, V value) {
        var all = new TreeMap<String, V>(map);
        all.put(name, value);
        return all;
    }
}
