package io.culvert.wire.bgp;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import java.util.List;
import java.util.Optional;

/// A path attribute, RFC 4271 section 4.3: flags, type, a length of one or two octets, value.
public sealed interface PathAttribute {
    int FLAG_OPTIONAL = 0x80;
    int FLAG_TRANSITIVE = 0x40;
    int FLAG_PARTIAL = 0x20;
    int FLAG_EXTENDED_LENGTH = 0x10;

    record OriginCode(Origin origin) implements PathAttribute {}

    record Path(AsPath path) implements PathAttribute {}

    record Ipv4NextHop(Ipv4Address address) implements PathAttribute {}

    record MultiExitDiscriminator(long value) implements PathAttribute {}

    record LocalPreference(long value) implements PathAttribute {}

    record AtomicAggregate() implements PathAttribute {}

    record Aggregator(long as, Ipv4Address router) implements PathAttribute {}

    /// RFC 1997.
    record Communities(List<Community> communities) implements PathAttribute {
        public Communities {
            communities = List.copyOf(communities);
        }
    }

    /// RFC 4456 section 8.
    record OriginatorId(Ipv4Address router) implements PathAttribute {}

    /// RFC 4456 section 8.
    record ClusterList(List<Ipv4Address> clusters) implements PathAttribute {
        public ClusterList {
            clusters = List.copyOf(clusters);
        }
    }

    /// RFC 4760 section 3.
    ///
    /// @param nextHop empty only for a family whose next hops we cannot read; then `nextHopOctets` are all there is
    record MpReach(Family family, Optional<NextHop> nextHop, Bytes nextHopOctets, List<Nlri> routes)
            implements PathAttribute {
        public MpReach {
            routes = List.copyOf(routes);
        }

        public static MpReach of(Family family, NextHop nextHop, List<Nlri> routes) {
            var out = new ByteWriter(nextHop.wireLength(family));
            nextHop.writeTo(out, family);
            return new MpReach(family, Optional.of(nextHop), out.toBytes(), routes);
        }
    }

    /// RFC 4760 section 4; without routes it is an End-of-RIB (RFC 4724 section 2).
    record MpUnreach(Family family, List<Nlri> routes) implements PathAttribute {
        public MpUnreach {
            routes = List.copyOf(routes);
        }
    }

    /// RFC 4360.
    record ExtendedCommunities(List<ExtendedCommunity> communities) implements PathAttribute {
        public ExtendedCommunities {
            communities = List.copyOf(communities);
        }
    }

    /// RFC 6793 section 3.
    record As4Path(AsPath path) implements PathAttribute {}

    /// RFC 6793 section 3.
    record As4Aggregator(long as, Ipv4Address router) implements PathAttribute {}

    /// RFC 8092.
    record LargeCommunities(List<LargeCommunity> communities) implements PathAttribute {
        public LargeCommunities {
            communities = List.copyOf(communities);
        }
    }

    /// RFC 9234 section 5.
    record OnlyToCustomer(long as) implements PathAttribute {}

    /// An attribute that we do not know, with its flags as they came; the extended length flag is left to the writer.
    record Unknown(int flags, int code, Bytes value) implements PathAttribute {
        public Unknown {
            flags &= ~FLAG_EXTENDED_LENGTH & 0xFF;
        }

        public boolean isOptional() {
            return (flags & FLAG_OPTIONAL) != 0;
        }

        public boolean isTransitive() {
            return (flags & FLAG_TRANSITIVE) != 0;
        }
    }

    /// The type code.
    default int code() {
        return switch (this) {
            case Unknown unknown -> unknown.code();
            default -> type().code();
        };
    }

    private AttributeType type() {
        return switch (this) {
            case OriginCode _ -> AttributeType.ORIGIN;
            case Path _ -> AttributeType.AS_PATH;
            case Ipv4NextHop _ -> AttributeType.NEXT_HOP;
            case MultiExitDiscriminator _ -> AttributeType.MULTI_EXIT_DISC;
            case LocalPreference _ -> AttributeType.LOCAL_PREF;
            case AtomicAggregate _ -> AttributeType.ATOMIC_AGGREGATE;
            case Aggregator _ -> AttributeType.AGGREGATOR;
            case Communities _ -> AttributeType.COMMUNITIES;
            case OriginatorId _ -> AttributeType.ORIGINATOR_ID;
            case ClusterList _ -> AttributeType.CLUSTER_LIST;
            case MpReach _ -> AttributeType.MP_REACH_NLRI;
            case MpUnreach _ -> AttributeType.MP_UNREACH_NLRI;
            case ExtendedCommunities _ -> AttributeType.EXTENDED_COMMUNITIES;
            case As4Path _ -> AttributeType.AS4_PATH;
            case As4Aggregator _ -> AttributeType.AS4_AGGREGATOR;
            case LargeCommunities _ -> AttributeType.LARGE_COMMUNITIES;
            case OnlyToCustomer _ -> AttributeType.ONLY_TO_CUSTOMER;
            case Unknown _ ->
                    throw new IllegalStateException("an unknown attribute has no type of ours");
        };
    }

    default void writeTo(ByteWriter out, Codec codec) {
        int flags = this instanceof Unknown unknown ? unknown.flags() : type().flags();
        int at = out.size();
        writeHeader(out, flags, code(), 0);
        int valueAt = out.size();
        writeValue(out, codec);
        int size = out.size() - valueAt;
        if (size <= 0xFF) {
            out.patchU8(valueAt - 1, size);
            return;
        }
        Bytes value = out.cut(valueAt);
        out.cut(at);
        writeHeader(out, flags, code(), size);
        out.bytes(value);
    }

    /// How many octets [#writeHeader] writes.
    static int headerSize(int size) {
        return size > 0xFF ? 4 : 3;
    }

    /// Flags, type and length of a value of `size` octets.
    static void writeHeader(ByteWriter out, int flags, int code, int size) {
        if (size > 0xFF) {
            out.u8(flags | FLAG_EXTENDED_LENGTH).u8(code).u16(size);
        } else {
            out.u8(flags).u8(code).u8(size);
        }
    }

    private void writeValue(ByteWriter out, Codec codec) {
        switch (this) {
            case OriginCode(var origin) -> out.u8(origin.code());
            case Path(var path) -> AsPathCodec.write(out, path, codec.fourOctetAs());
            case Ipv4NextHop(var address) -> out.i32(address.bits());
            case MultiExitDiscriminator(long value) -> out.u32(value);
            case LocalPreference(long value) -> out.u32(value);
            case AtomicAggregate _ -> {}
            case Aggregator(long as, var router) -> {
                if (codec.fourOctetAs()) {
                    out.u32(as);
                } else {
                    out.u16((int) (as > 0xFFFF ? AsPath.AS_TRANS : as));
                }
                out.i32(router.bits());
            }
            case Communities(var communities) ->
                    communities.forEach(community -> out.i32(community.bits()));
            case OriginatorId(var router) -> out.i32(router.bits());
            case ClusterList(var clusters) -> clusters.forEach(cluster -> out.i32(cluster.bits()));
            case MpReach(var family, _, var nextHop, var routes) -> {
                out.u16(family.afi()).u8(family.safi()).u8(nextHop.size()).bytes(nextHop).u8(0);
                routes.forEach(route -> route.writeTo(out));
            }
            case MpUnreach(var family, var routes) -> {
                out.u16(family.afi()).u8(family.safi());
                routes.forEach(route -> route.writeTo(out));
            }
            case ExtendedCommunities(var communities) ->
                    communities.forEach(community -> out.i64(community.bits()));
            case As4Path(var path) -> AsPathCodec.write(out, path, true);
            case As4Aggregator(long as, var router) -> out.u32(as).i32(router.bits());
            case LargeCommunities(var communities) ->
                    communities.forEach(
                            c -> out.i32(c.administrator()).i32(c.first()).i32(c.second()));
            case OnlyToCustomer(long as) -> out.u32(as);
            case Unknown(_, _, var value) -> out.bytes(value);
        }
    }
}
