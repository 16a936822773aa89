package io.culvert.bgp;

import io.culvert.base.Ipv4Address;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.AsPathCodec;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Community;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.LargeCommunity;
import io.culvert.wire.bgp.Origin;
import io.culvert.wire.bgp.PathAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// From the attributes of an UPDATE to those that a route keeps, and back.
final class AttributeCodec {
    private AttributeCodec() {}

    /// RFC 6793 section 4.2.3 joins the path of a speaker of short AS numbers; unknown attributes stay if they are
    /// transitive (RFC 4271 section 5).
    static PathAttributes read(List<PathAttribute> attributes) {
        var builder = new Builder();
        attributes.forEach(builder::take);
        return builder.build();
    }

    private static final class Builder {
        private Origin origin = Origin.INCOMPLETE;
        private AsPath asPath = AsPath.EMPTY;
        private Optional<Long> med = Optional.empty();
        private Optional<Long> localPreference = Optional.empty();
        private boolean atomicAggregate;
        private Optional<PathAttributes.Aggregator> aggregator = Optional.empty();
        private List<Community> communities = List.of();
        private List<ExtendedCommunity> extendedCommunities = List.of();
        private List<LargeCommunity> largeCommunities = List.of();
        private Optional<Ipv4Address> originatorId = Optional.empty();
        private List<Ipv4Address> clusterList = List.of();
        private Optional<Long> onlyToCustomer = Optional.empty();
        private Optional<AsPath> as4Path = Optional.empty();
        private Optional<PathAttributes.Aggregator> as4Aggregator = Optional.empty();
        private final List<PathAttributes.Unknown> unknown = new ArrayList<>();

        void take(PathAttribute attribute) {
            switch (attribute) {
                case PathAttribute.OriginCode(var value) -> origin = value;
                case PathAttribute.Path(var path) -> asPath = path;
                case PathAttribute.MultiExitDiscriminator(long value) -> med = Optional.of(value);
                case PathAttribute.LocalPreference(long value) ->
                        localPreference = Optional.of(value);
                case PathAttribute.AtomicAggregate _ -> atomicAggregate = true;
                case PathAttribute.Aggregator(long as, var router) ->
                        aggregator = Optional.of(new PathAttributes.Aggregator(as, router));
                case PathAttribute.Communities(var all) -> communities = all;
                case PathAttribute.OriginatorId(var router) -> originatorId = Optional.of(router);
                case PathAttribute.ClusterList(var clusters) -> clusterList = clusters;
                case PathAttribute.ExtendedCommunities(var all) -> extendedCommunities = all;
                case PathAttribute.LargeCommunities(var all) -> largeCommunities = all;
                case PathAttribute.OnlyToCustomer(long as) -> onlyToCustomer = Optional.of(as);
                case PathAttribute.As4Path(var path) -> as4Path = Optional.of(path);
                case PathAttribute.As4Aggregator(long as, var router) ->
                        as4Aggregator = Optional.of(new PathAttributes.Aggregator(as, router));
                case PathAttribute.Unknown other -> {
                    if (other.isTransitive()) {
                        unknown.add(new PathAttributes.Unknown(other.code(), other.value()));
                    }
                }
                case PathAttribute.Ipv4NextHop _,
                        PathAttribute.MpReach _,
                        PathAttribute.MpUnreach _ -> {}
            }
        }

        PathAttributes build() {
            boolean aggregatorIsNew = aggregator.filter(a -> a.as() != AsPath.AS_TRANS).isPresent();
            boolean joins = !aggregatorIsNew || as4Aggregator.isEmpty();
            return new PathAttributes(
                    origin,
                    joins && as4Path.isPresent()
                            ? AsPathCodec.merge(asPath, as4Path.get())
                            : asPath,
                    med,
                    localPreference,
                    atomicAggregate,
                    joins ? as4Aggregator.or(() -> aggregator) : aggregator,
                    communities,
                    extendedCommunities,
                    largeCommunities,
                    originatorId,
                    clusterList,
                    onlyToCustomer,
                    unknown);
        }
    }

    /// The attributes of an UPDATE but for the next hop and the routes, in the order of their codes.
    static List<PathAttribute> write(PathAttributes attributes, Codec codec) {
        var all = new ArrayList<PathAttribute>();
        all.add(new PathAttribute.OriginCode(attributes.origin()));
        all.add(new PathAttribute.Path(attributes.asPath()));
        attributes.med().ifPresent(med -> all.add(new PathAttribute.MultiExitDiscriminator(med)));
        attributes
                .localPreference()
                .ifPresent(value -> all.add(new PathAttribute.LocalPreference(value)));
        if (attributes.atomicAggregate()) {
            all.add(new PathAttribute.AtomicAggregate());
        }
        attributes
                .aggregator()
                .ifPresent(a -> all.add(new PathAttribute.Aggregator(a.as(), a.router())));
        if (!attributes.communities().isEmpty()) {
            all.add(new PathAttribute.Communities(attributes.communities()));
        }
        attributes
                .originatorId()
                .ifPresent(router -> all.add(new PathAttribute.OriginatorId(router)));
        if (!attributes.clusterList().isEmpty()) {
            all.add(new PathAttribute.ClusterList(attributes.clusterList()));
        }
        if (!attributes.extendedCommunities().isEmpty()) {
            all.add(new PathAttribute.ExtendedCommunities(attributes.extendedCommunities()));
        }
        if (!codec.fourOctetAs()) {
            writeLongNumbers(attributes, all);
        }
        if (!attributes.largeCommunities().isEmpty()) {
            all.add(new PathAttribute.LargeCommunities(attributes.largeCommunities()));
        }
        attributes.onlyToCustomer().ifPresent(as -> all.add(new PathAttribute.OnlyToCustomer(as)));
        int flags =
                PathAttribute.FLAG_OPTIONAL
                        | PathAttribute.FLAG_TRANSITIVE
                        | PathAttribute.FLAG_PARTIAL;
        for (PathAttributes.Unknown other : attributes.unknown()) {
            all.add(new PathAttribute.Unknown(flags, other.type(), other.value()));
        }
        return all;
    }

    /// RFC 6793 section 4.2.2.
    private static void writeLongNumbers(PathAttributes attributes, List<PathAttribute> all) {
        boolean isLong =
                attributes.asPath().segments().stream()
                        .flatMap(segment -> segment.numbers().stream())
                        .anyMatch(as -> as > 0xFFFF);
        AsPath path = attributes.asPath().withoutConfederation();
        if (isLong && !path.isEmpty()) {
            all.add(new PathAttribute.As4Path(path));
        }
        attributes
                .aggregator()
                .filter(a -> a.as() > 0xFFFF)
                .ifPresent(a -> all.add(new PathAttribute.As4Aggregator(a.as(), a.router())));
    }
}
