package io.culvert.rib;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The routes of one VRF: every offer, and for each prefix what is in force.
final class RoutingTable {
    static final class Entry {
        final TreeMap<RouteOwner, Route> offers = new TreeMap<>();
        @Nullable Forwarding inForce;

        /// Offers by preference: distance, metric, then source.
        List<Route> byPreference() {
            var routes = new ArrayList<>(offers.values());
            routes.removeIf(route -> route.distance() == Route.DISTANCE_UNUSABLE);
            routes.sort(
                    Comparator.comparingInt(Route::distance)
                            .thenComparingLong(Route::metric)
                            .thenComparing(Route::owner));
            return routes;
        }
    }

    private final TreeMap<Prefix, Entry> entries = new TreeMap<>();
    private final int[] ipv4Lengths = new int[33];
    private final int[] ipv6Lengths = new int[129];

    private int[] lengths(AddressFamily family) {
        return family == AddressFamily.IPV4 ? ipv4Lengths : ipv6Lengths;
    }

    Entry make(Prefix prefix) {
        Entry entry = entries.get(prefix);
        if (entry == null) {
            entry = new Entry();
            entries.put(prefix, entry);
            lengths(prefix.family())[prefix.length()]++;
        }
        return entry;
    }

    @Nullable Entry get(Prefix prefix) {
        return entries.get(prefix);
    }

    void dropIfEmpty(Prefix prefix) {
        Entry entry = entries.get(prefix);
        if (entry != null && entry.offers.isEmpty() && entry.inForce == null) {
            entries.remove(prefix);
            lengths(prefix.family())[prefix.length()]--;
        }
    }

    /// The longest prefix in force that holds `address` and passes `wanted`.
    Optional<Forwarding> longestMatch(IpAddress address, Predicate<Forwarding> wanted) {
        int[] lengths = lengths(address.family());
        for (int length = address.family().bits(); length >= 0; length--) {
            if (lengths[length] > 0) {
                Entry entry = entries.get(Prefix.containing(address, length));
                if (entry != null && entry.inForce != null && wanted.test(entry.inForce)) {
                    return Optional.of(entry.inForce);
                }
            }
        }
        return Optional.empty();
    }

    /// Every prefix with an offer, in order.
    Collection<Prefix> prefixes() {
        return new ArrayList<>(entries.keySet());
    }

    /// What is in force for `prefix` and for longer ones within it, in order.
    List<Forwarding> inForceWithin(Prefix prefix) {
        return entries.subMap(prefix, true, Prefix.host(prefix.last()), true).values().stream()
                .flatMap(entry -> Stream.ofNullable(entry.inForce))
                .toList();
    }

    List<Forwarding> inForce() {
        var routes = new ArrayList<Forwarding>();
        for (Entry entry : entries.values()) {
            if (entry.inForce != null) {
                routes.add(entry.inForce);
            }
        }
        return routes;
    }
}
