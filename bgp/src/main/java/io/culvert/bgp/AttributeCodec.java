package io.culvert.bgp;

import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.AsPathCodec;
import io.culvert.wire.bgp.Codec;
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
        private PathAttributes kept = PathAttributes.local(Origin.INCOMPLETE);
        private Optional<AsPath> as4Path = Optional.empty();
        private Optional<PathAttributes.Aggregator> as4Aggregator = Optional.empty();
        private final List<PathAttributes.Unknown> unknown = new ArrayList<>();

        void take(PathAttribute attribute) {
            kept =
                    switch (attribute) {
                        case PathAttribute.OriginCode(var origin) -> kept.withOrigin(origin);
                        case PathAttribute.Path(var path) -> kept.withAsPath(path);
                        case PathAttribute.MultiExitDiscriminator(long med) ->
                                kept.withMed(Optional.of(med));
                        case PathAttribute.LocalPreference(long value) ->
                                kept.withLocalPreference(Optional.of(value));
                        case PathAttribute.AtomicAggregate _ -> kept.withAtomicAggregate(true);
                        case PathAttribute.Aggregator(long as, var router) ->
                                kept.withAggregator(
                                        Optional.of(new PathAttributes.Aggregator(as, router)));
                        case PathAttribute.Communities(var communities) ->
                                kept.withCommunities(communities);
                        case PathAttribute.OriginatorId(var router) ->
                                kept.withOriginatorId(Optional.of(router));
                        case PathAttribute.ClusterList(var clusters) ->
                                kept.withClusterList(clusters);
                        case PathAttribute.ExtendedCommunities(var communities) ->
                                kept.withExtendedCommunities(communities);
                        case PathAttribute.LargeCommunities(var communities) ->
                                kept.withLargeCommunities(communities);
                        case PathAttribute.OnlyToCustomer(long as) ->
                                kept.withOnlyToCustomer(Optional.of(as));
                        case PathAttribute.As4Path(var path) -> {
                            as4Path = Optional.of(path);
                            yield kept;
                        }
                        case PathAttribute.As4Aggregator(long as, var router) -> {
                            as4Aggregator = Optional.of(new PathAttributes.Aggregator(as, router));
                            yield kept;
                        }
                        case PathAttribute.Unknown(int flags, int code, var value) -> {
                            if ((flags & PathAttribute.FLAG_TRANSITIVE) != 0) {
                                unknown.add(new PathAttributes.Unknown(code, value));
                            }
                            yield kept;
                        }
                        case PathAttribute.Ipv4NextHop _,
                                PathAttribute.MpReach _,
                                PathAttribute.MpUnreach _ ->
                                kept;
                    };
        }

        PathAttributes build() {
            boolean aggregatorIsNew =
                    kept.aggregator().filter(a -> a.as() != AsPath.AS_TRANS).isPresent();
            if (aggregatorIsNew && as4Aggregator.isPresent()) {
                return kept.withUnknown(unknown);
            }
            PathAttributes joined = kept.withUnknown(unknown);
            joined = as4Aggregator.isPresent() ? joined.withAggregator(as4Aggregator) : joined;
            AsPath path = joined.asPath();
            return as4Path.isPresent()
                    ? joined.withAsPath(AsPathCodec.merge(path, as4Path.get()))
                    : joined;
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
