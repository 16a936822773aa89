package io.culvert.bgp.policy;

import io.culvert.base.IpAddress;
import io.culvert.wire.bgp.Community;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A `set` line.
public sealed interface RouteChange {
    /// `set metric N`.
    record Metric(long metric) implements RouteChange {}

    /// `set metric +N` and `set metric -N`, within 0 and 4294967295.
    record MetricBy(long difference) implements RouteChange {}

    record LocalPreference(long value) implements RouteChange {}

    record Weight(int weight) implements RouteChange {}

    /// `set community C... [additive]`; an empty list is `set community none`.
    record Communities(List<Community> communities, boolean additive) implements RouteChange {
        public Communities {
            communities = List.copyOf(communities);
        }
    }

    /// `set extcommunity rt RT... [additive]`; without `additive` the route targets alone are replaced.
    record RouteTargets(List<ExtendedCommunity> targets, boolean additive) implements RouteChange {
        public RouteTargets {
            targets = List.copyOf(targets);
        }
    }

    /// `set as-path prepend AS...`.
    record Prepend(List<Long> numbers) implements RouteChange {
        public Prepend {
            numbers = List.copyOf(numbers);
        }
    }

    /// `set as-path prepend last-as N`.
    record PrependLastAs(int times) implements RouteChange {}

    record Tag(long tag) implements RouteChange {}

    /// `set ip next-hop A` and `set ipv6 next-hop A`.
    record NextHop(IpAddress address) implements RouteChange {}

    record SetOrigin(Origin origin) implements RouteChange {}

    default PolicyRoute apply(PolicyRoute route) {
        var attributes = route.attributes();
        return switch (this) {
            case Metric(long metric) -> route.with(attributes.withMed(Optional.of(metric)));
            case MetricBy(long difference) -> {
                long sum = attributes.med().orElse(0L) + difference;
                yield route.with(
                        attributes.withMed(Optional.of(Math.clamp(sum, 0L, 0xFFFF_FFFFL))));
            }
            case LocalPreference(long value) ->
                    route.with(attributes.withLocalPreference(Optional.of(value)));
            case Weight(int weight) -> route.withWeight(weight);
            case Communities(var communities, boolean additive) -> {
                var all = new TreeSet<Community>(additive ? attributes.communities() : List.of());
                all.addAll(communities);
                yield route.with(attributes.withCommunities(List.copyOf(all)));
            }
            case RouteTargets(var targets, boolean additive) -> {
                var all = new TreeSet<ExtendedCommunity>(attributes.extendedCommunities());
                if (!additive) {
                    all.removeIf(ExtendedCommunity::isRouteTarget);
                }
                all.addAll(targets);
                yield route.with(attributes.withExtendedCommunities(List.copyOf(all)));
            }
            case Prepend(var numbers) -> {
                var path = attributes.asPath();
                for (long as : new ArrayList<>(numbers).reversed()) {
                    path = path.prepend(as, 1);
                }
                yield route.with(attributes.withAsPath(path));
            }
            case PrependLastAs(int times) -> {
                long last = attributes.asPath().first();
                yield last == 0
                        ? route
                        : route.with(
                                attributes.withAsPath(attributes.asPath().prepend(last, times)));
            }
            case Tag(long tag) -> route.withTag(tag);
            case NextHop(var address) -> route.withNextHop(Optional.of(address));
            case SetOrigin(var origin) -> route.with(attributes.withOrigin(origin));
        };
    }
}
