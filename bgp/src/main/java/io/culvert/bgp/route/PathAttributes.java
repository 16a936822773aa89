package io.culvert.bgp.route;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.Community;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.LargeCommunity;
import io.culvert.wire.bgp.Origin;
import java.util.List;
import java.util.Optional;

/// The path attributes that many routes share, apart from the next hop. Routes with equal attributes share one instance.
///
/// @param unknown optional transitive attributes that we do not know, which are passed on (RFC 4271 section 5)
public record PathAttributes(
        Origin origin,
        AsPath asPath,
        Optional<Long> med,
        Optional<Long> localPreference,
        boolean atomicAggregate,
        Optional<Aggregator> aggregator,
        List<Community> communities,
        List<ExtendedCommunity> extendedCommunities,
        List<LargeCommunity> largeCommunities,
        Optional<Ipv4Address> originatorId,
        List<Ipv4Address> clusterList,
        Optional<Long> onlyToCustomer,
        List<Unknown> unknown) {
    /// RFC 4271 section 5.1.7.
    public record Aggregator(long as, Ipv4Address router) {}

    /// An attribute as it came.
    public record Unknown(int type, Bytes value) {}

    public PathAttributes {
        communities = List.copyOf(communities);
        extendedCommunities = List.copyOf(extendedCommunities);
        largeCommunities = List.copyOf(largeCommunities);
        clusterList = List.copyOf(clusterList);
        unknown = List.copyOf(unknown);
    }

    /// Written out, as the hash below: there may be a hundred thousand, and each is looked up among all others. What tells
    /// most of them apart comes first.
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof PathAttributes that
                        && origin == that.origin
                        && asPath.equals(that.asPath)
                        && med.equals(that.med)
                        && localPreference.equals(that.localPreference)
                        && communities.equals(that.communities)
                        && extendedCommunities.equals(that.extendedCommunities)
                        && largeCommunities.equals(that.largeCommunities)
                        && originatorId.equals(that.originatorId)
                        && clusterList.equals(that.clusterList)
                        && atomicAggregate == that.atomicAggregate
                        && aggregator.equals(that.aggregator)
                        && onlyToCustomer.equals(that.onlyToCustomer)
                        && unknown.equals(that.unknown);
    }

    @Override
    public int hashCode() {
        int hash = 31 * origin.code() + asPath.hashCode();
        hash = 31 * hash + med.hashCode();
        hash = 31 * hash + localPreference.hashCode();
        hash = 31 * hash + communities.hashCode();
        hash = 31 * hash + extendedCommunities.hashCode();
        hash = 31 * hash + largeCommunities.hashCode();
        hash = 31 * hash + originatorId.hashCode();
        return 31 * hash + clusterList.hashCode();
    }

    /// The attributes of a route that begins here.
    public static PathAttributes local(Origin origin) {
        return new PathAttributes(
                origin,
                AsPath.EMPTY,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    public boolean has(Community community) {
        return communities.contains(community);
    }

    /// The communities as tables print them.
    public List<String> communityTexts() {
        return communities.stream().map(Community::toString).toList();
    }

    /// The extended communities as tables print them.
    public List<String> extendedCommunityTexts() {
        return extendedCommunities.stream().map(ExtendedCommunity::toString).toList();
    }

    public PathAttributes withOrigin(Origin value) {
        return new PathAttributes(
                value,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withAsPath(AsPath value) {
        return new PathAttributes(
                origin,
                value,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withMed(Optional<Long> value) {
        return new PathAttributes(
                origin,
                asPath,
                value,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withLocalPreference(Optional<Long> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                value,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withCommunities(List<Community> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                value,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withExtendedCommunities(List<ExtendedCommunity> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                value,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withLargeCommunities(List<LargeCommunity> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                value,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withOriginatorId(Optional<Ipv4Address> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                value,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withClusterList(List<Ipv4Address> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                value,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withUnknown(List<Unknown> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                value);
    }

    public PathAttributes withAtomicAggregate(boolean value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                value,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withAggregator(Optional<Aggregator> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                value,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                onlyToCustomer,
                unknown);
    }

    public PathAttributes withOnlyToCustomer(Optional<Long> value) {
        return new PathAttributes(
                origin,
                asPath,
                med,
                localPreference,
                atomicAggregate,
                aggregator,
                communities,
                extendedCommunities,
                largeCommunities,
                originatorId,
                clusterList,
                value,
                unknown);
    }
}
