package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Reads an UPDATE and grades what is wrong with it, RFC 7606.
public final class UpdateParser {
    private static final int ATOMIC_AGGREGATE_OCTETS = 0;

    private final Codec codec;
    private final List<UpdateFault> faults = new ArrayList<>();
    private final List<PathAttribute> attributes = new ArrayList<>();
    private final Set<AttributeType> seen = EnumSet.noneOf(AttributeType.class);

    /// Whether anything but MP_UNREACH_NLRI is among the attributes.
    private boolean describesRoutes;

    private UpdateParser(Codec codec) {
        this.codec = codec;
    }

    /// Reads the body of an UPDATE, without the header.
    public static ParsedUpdate parse(Bytes body, Codec codec) {
        return parse(body.reader(), codec);
    }

    /// Reads the body of an UPDATE to the end of `in`; nothing of what is returned depends on the octets any more.
    static ParsedUpdate parse(ByteReader in, Codec codec) {
        return new UpdateParser(codec).parse(in);
    }

    private ParsedUpdate parse(ByteReader in) {
        ByteReader withdrawnPart = in.sub(in.u16());
        ByteReader attributePart = in.sub(in.u16());
        if (in.failed()) {
            reset("lengths", Notification.UPDATE_MALFORMED_ATTRIBUTES, Optional.empty());
            return new ParsedUpdate(new Update(List.of(), List.of(), List.of()), faults);
        }
        var withdrawn = routes(withdrawnPart, false, "withdrawn routes");
        while (attributePart.left() > 0) {
            attribute(attributePart);
        }
        var routes = routes(in, true, "routes");
        if (!routes.isEmpty() || announcesMultiprotocol()) {
            requireMandatory(!routes.isEmpty());
        } else if (describesRoutes) {
            resetForDoubt();
        }
        return new ParsedUpdate(new Update(withdrawn, attributes, routes), faults);
    }

    /// RFC 7606 section 5.3: routes that cannot be read end the session.
    private List<Nlri> routes(ByteReader in, boolean reachable, String what) {
        var routes = Nlri.readAll(in, Family.IPV4, codec, reachable);
        if (in.failed()) {
            reset(what, Notification.UPDATE_INVALID_NETWORK, Optional.empty());
        }
        return routes;
    }

    /// Reads one attribute; if the list ends within it, nothing is left to read (RFC 7606 section 4).
    private void attribute(ByteReader in) {
        int flags = in.u8();
        int code = in.u8();
        int length = (flags & PathAttribute.FLAG_EXTENDED_LENGTH) != 0 ? in.u16() : in.u8();
        ByteReader value = in.sub(length);
        describesRoutes |= in.failed() || code != AttributeType.MP_UNREACH_NLRI.code();
        if (in.failed()) {
            fault(
                    Reaction.TREAT_AS_WITHDRAW,
                    "attribute length",
                    Notification.UPDATE_MALFORMED_ATTRIBUTES);
            return;
        }
        var type = AttributeType.of(code);
        if (type.isEmpty()) {
            unknown(flags, code, value.rest());
        } else {
            known(type.get(), flags, value);
        }
    }

    /// There is no well-known attribute that we do not know. RFC 4271 section 6.3 would end the session over one; what RFC 7606
    /// section 3 point c asks for wrong flags does less harm. Of several alike the first counts (point g).
    private void unknown(int flags, int code, Bytes value) {
        if ((flags & PathAttribute.FLAG_OPTIONAL) == 0) {
            fault(Reaction.TREAT_AS_WITHDRAW, "unknown well-known attribute", 2);
        } else if (isNew(code)) {
            attributes.add(new PathAttribute.Unknown(flags, code, value));
        } else {
            fault(
                    Reaction.DISCARD_ATTRIBUTE,
                    "attribute twice",
                    Notification.UPDATE_MALFORMED_ATTRIBUTES);
        }
    }

    private boolean isNew(int unknownCode) {
        for (PathAttribute attribute : attributes) {
            if (attribute instanceof PathAttribute.Unknown other && other.code() == unknownCode) {
                return false;
            }
        }
        return true;
    }

    private void known(AttributeType type, int flags, ByteReader value) {
        if (!seen.add(type)) {
            boolean routes =
                    type == AttributeType.MP_REACH_NLRI || type == AttributeType.MP_UNREACH_NLRI;
            fault(
                    routes ? Reaction.RESET_SESSION : Reaction.DISCARD_ATTRIBUTE,
                    type + " twice",
                    Notification.UPDATE_MALFORMED_ATTRIBUTES);
            return;
        }
        if (codec.external() && type.isInternal()) {
            fault(
                    Reaction.DISCARD_ATTRIBUTE,
                    type + " from outside",
                    Notification.UPDATE_MALFORMED_ATTRIBUTES);
            return;
        }
        if (codec.fourOctetAs()
                && (type == AttributeType.AS4_PATH || type == AttributeType.AS4_AGGREGATOR)) {
            // RFC 6793 section 4.1: a speaker of four octets must not send it, and we must not use
            // it
            fault(Reaction.DISCARD_ATTRIBUTE, type + " beside long AS numbers", 1);
            return;
        }
        int wanted = PathAttribute.FLAG_OPTIONAL | PathAttribute.FLAG_TRANSITIVE;
        if ((flags & wanted) != type.flags()) {
            // RFC 7606 section 3 point c
            Reaction reaction =
                    type.reaction() == Reaction.DISCARD_ATTRIBUTE
                            ? Reaction.DISCARD_ATTRIBUTE
                            : Reaction.TREAT_AS_WITHDRAW;
            fault(reaction, type + " flags", 4);
            if (type != AttributeType.MP_REACH_NLRI && type != AttributeType.MP_UNREACH_NLRI) {
                return;
            }
        }
        value(type, value);
    }

    private void value(AttributeType type, ByteReader in) {
        switch (type) {
            case MP_REACH_NLRI -> mpReach(in);
            case MP_UNREACH_NLRI -> mpUnreach(in);
            default -> {
                PathAttribute attribute = simple(type, in);
                switch (in.finish(() -> attribute)) {
                    case Parse.Ok<PathAttribute>(var read) -> attributes.add(read);
                    case Parse.Malformed<PathAttribute>(_, var what) ->
                            fault(type.reaction(), type + ": " + what, 5);
                }
            }
        }
    }

    private PathAttribute simple(AttributeType type, ByteReader in) {
        return switch (type) {
            case ORIGIN -> {
                var origin = Origin.of(in.u8());
                in.require(origin.isPresent(), "value");
                yield new PathAttribute.OriginCode(origin.orElse(Origin.INCOMPLETE));
            }
            case AS_PATH -> new PathAttribute.Path(AsPathCodec.read(in, codec.fourOctetAs()));
            case NEXT_HOP -> new PathAttribute.Ipv4NextHop(new Ipv4Address(in.i32()));
            case MULTI_EXIT_DISC -> new PathAttribute.MultiExitDiscriminator(in.u32());
            case LOCAL_PREF -> new PathAttribute.LocalPreference(in.u32());
            case ATOMIC_AGGREGATE -> {
                in.require(in.left() == ATOMIC_AGGREGATE_OCTETS, "length");
                yield new PathAttribute.AtomicAggregate();
            }
            case AGGREGATOR ->
                    new PathAttribute.Aggregator(
                            realAs(in, codec.fourOctetAs() ? in.u32() : in.u16()),
                            new Ipv4Address(in.i32()));
            case COMMUNITIES ->
                    new PathAttribute.Communities(list(in, 4, () -> new Community(in.i32())));
            case ORIGINATOR_ID -> new PathAttribute.OriginatorId(new Ipv4Address(in.i32()));
            case CLUSTER_LIST ->
                    new PathAttribute.ClusterList(list(in, 4, () -> new Ipv4Address(in.i32())));
            case EXTENDED_COMMUNITIES ->
                    new PathAttribute.ExtendedCommunities(
                            list(in, 8, () -> new ExtendedCommunity(in.i64())));
            case AS4_PATH -> new PathAttribute.As4Path(AsPathCodec.read(in, true));
            case AS4_AGGREGATOR ->
                    new PathAttribute.As4Aggregator(
                            realAs(in, in.u32()), new Ipv4Address(in.i32()));
            case LARGE_COMMUNITIES ->
                    new PathAttribute.LargeCommunities(
                            list(
                                    in,
                                    LargeCommunity.SIZE,
                                    () -> new LargeCommunity(in.i32(), in.i32(), in.i32())));
            case ONLY_TO_CUSTOMER -> new PathAttribute.OnlyToCustomer(in.u32());
            case MP_REACH_NLRI, MP_UNREACH_NLRI ->
                    throw new IllegalStateException("these have their own parsers");
        };
    }

    /// RFC 7607 section 2: AS 0 is malformed.
    private static long realAs(ByteReader in, long as) {
        in.require(as != 0, "AS 0");
        return as;
    }

    /// RFC 7606 sections 7.8, 7.10, 7.14: a list that is empty or has a part of an entry is malformed.
    private static <T> List<T> list(ByteReader in, int size, Supplier<T> entry) {
        in.require(in.left() > 0 && in.left() % size == 0, "length");
        var all = new ArrayList<T>(in.left() / size);
        while (in.left() > 0) {
            all.add(entry.get());
        }
        return all;
    }

    private void mpReach(ByteReader in) {
        int afi = in.u16();
        int safi = in.u8();
        int length = in.u8();
        if (in.failed() || in.left() < length + 1) {
            reset(
                    "MP_REACH_NLRI length",
                    Notification.UPDATE_BAD_OPTIONAL_ATTRIBUTE,
                    Optional.empty());
            return;
        }
        var family = new Family(afi, safi);
        ByteReader hopPart = in.sub(length);
        Bytes hopOctets = hopPart.rest();
        in.skip(1);
        Optional<NextHop> nextHop = NextHop.read(hopOctets.reader(), family, length);
        boolean ours = Nlri.isKnown(family) && safi != Family.SAFI_ROUTE_TARGET;
        if (nextHop.isEmpty() && ours) {
            // RFC 7606 section 7.11
            reset(
                    "MP_REACH_NLRI next hop length",
                    Notification.UPDATE_BAD_OPTIONAL_ATTRIBUTE,
                    Optional.of(family));
            return;
        }
        var routes = Nlri.readAll(in, family, codec, true);
        attributes.add(new PathAttribute.MpReach(family, nextHop, hopOctets, routes));
        unreadable(in, family);
    }

    private void mpUnreach(ByteReader in) {
        int afi = in.u16();
        int safi = in.u8();
        if (in.failed()) {
            reset(
                    "MP_UNREACH_NLRI length",
                    Notification.UPDATE_BAD_OPTIONAL_ATTRIBUTE,
                    Optional.empty());
            return;
        }
        var family = new Family(afi, safi);
        var routes = Nlri.readAll(in, family, codec, false);
        attributes.add(new PathAttribute.MpUnreach(family, routes));
        unreadable(in, family);
    }

    /// RFC 7606 section 5.3: routes of a family that cannot be read disable the family, for the attribute itself has
    /// a sound length.
    private void unreadable(ByteReader in, Family family) {
        if (in.failure().isEmpty()) {
            return;
        }
        faults.add(
                new UpdateFault(
                        Reaction.DISABLE_FAMILY,
                        family + " routes: " + in.failure().get().what(),
                        Notification.of(
                                Notification.UPDATE, Notification.UPDATE_BAD_OPTIONAL_ATTRIBUTE),
                        Optional.of(family)));
    }

    private boolean announcesMultiprotocol() {
        for (PathAttribute attribute : attributes) {
            if (attribute instanceof PathAttribute.MpReach reach && !reach.routes().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// RFC 7606 section 3 point d.
    private void requireMandatory(boolean classic) {
        requireSeen(AttributeType.ORIGIN);
        requireSeen(AttributeType.AS_PATH);
        if (classic) {
            requireSeen(AttributeType.NEXT_HOP);
        }
        if (!codec.external()) {
            requireSeen(AttributeType.LOCAL_PREF);
        }
    }

    /// RFC 7606 section 5.2: where attributes describe routes and there are none, we cannot be sure to have found all of
    /// what would have to be withdrawn.
    private void resetForDoubt() {
        faults.stream()
                .filter(fault -> fault.reaction() == Reaction.TREAT_AS_WITHDRAW)
                .findFirst()
                .ifPresent(
                        fault ->
                                faults.add(
                                        new UpdateFault(
                                                Reaction.RESET_SESSION,
                                                fault.what() + " without routes",
                                                fault.notification(),
                                                Optional.empty())));
    }

    private void requireSeen(AttributeType type) {
        if (!seen.contains(type)) {
            fault(Reaction.TREAT_AS_WITHDRAW, type + " missing", 3);
        }
    }

    private void fault(Reaction reaction, String what, int subcode) {
        faults.add(
                new UpdateFault(
                        reaction,
                        what,
                        Notification.of(Notification.UPDATE, subcode),
                        Optional.empty()));
    }

    private void reset(String what, int subcode, Optional<Family> family) {
        faults.add(
                new UpdateFault(
                        Reaction.RESET_SESSION,
                        what,
                        Notification.of(Notification.UPDATE, subcode),
                        family));
    }
}
