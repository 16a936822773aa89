package io.culvert.wire.bgp;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Writes the routes of one family as UPDATE messages, as many in each as fit (RFC 4271 section 4.3, RFC 4760 sections 3
/// and 4). What the routes share is written once and copied.
public final class UpdateWriter {
    /// Length of the withdrawn routes, length of the attributes.
    private static final int LENGTHS_SIZE = 4;

    private static final int ATTRIBUTE_HEADER_SIZE_MAX = 4;

    private final Family family;
    private final Codec codec;
    private final int lengthMax;
    private final Consumer<? super Bytes> messages;

    /// @param lengthMax of a message, as agreed on
    /// @param messages takes each message
    public UpdateWriter(
            Family family, Codec codec, int lengthMax, Consumer<? super Bytes> messages) {
        this.family = family;
        this.codec = codec;
        this.lengthMax = lengthMax;
        this.messages = messages;
    }

    private boolean isClassic() {
        return family.equals(Family.IPV4);
    }

    /// Withdraws routes: among the withdrawn ones for IPv4 unicast, in MP_UNREACH_NLRI for any other family.
    public void withdraw(List<Nlri> routes) {
        if (isClassic()) {
            split(routes, roomWithout(0), part -> classic(part, Bytes.EMPTY, List.of()));
            return;
        }
        var head = new ByteWriter(4).u16(family.afi()).u8(family.safi()).toBytes();
        split(
                routes,
                roomWithout(ATTRIBUTE_HEADER_SIZE_MAX + head.size()),
                part -> multiprotocol(AttributeType.MP_UNREACH_NLRI, head, part, Bytes.EMPTY));
    }

    /// Announces routes that share their attributes and next hop; false if these leave no room for a route, so that
    /// nothing can be told.
    ///
    /// @param attributes all but for the next hop and the routes, in the order of their codes
    public boolean announce(List<PathAttribute> attributes, NextHop nextHop, List<Nlri> routes) {
        if (isClassic()) {
            var all = new ArrayList<>(attributes);
            all.add(2, new PathAttribute.Ipv4NextHop((Ipv4Address) nextHop.address()));
            Bytes shared = written(all);
            return split(
                    routes, roomWithout(shared.size()), part -> classic(List.of(), shared, part));
        }
        Bytes shared = written(attributes);
        var head = new ByteWriter(32).u16(family.afi()).u8(family.safi());
        head.u8(nextHop.wireLength(family));
        nextHop.writeTo(head, family);
        Bytes reach = head.u8(0).toBytes();
        return split(
                routes,
                roomWithout(ATTRIBUTE_HEADER_SIZE_MAX + reach.size() + shared.size()),
                part -> multiprotocol(AttributeType.MP_REACH_NLRI, reach, part, shared));
    }

    private Bytes written(List<PathAttribute> attributes) {
        var out = new ByteWriter(256);
        attributes.forEach(attribute -> attribute.writeTo(out, codec));
        return out.toBytes();
    }

    /// The octets that are left for routes beside so many others.
    private int roomWithout(int others) {
        return lengthMax - BgpMessage.HEADER_SIZE - LENGTHS_SIZE - others;
    }

    private void classic(List<Nlri> withdrawn, Bytes attributes, List<Nlri> routes) {
        int withdrawnSize = length(withdrawn);
        var out = message(withdrawnSize + attributes.size() + length(routes));
        out.u16(withdrawnSize);
        withdrawn.forEach(route -> route.writeTo(out));
        out.u16(attributes.size()).bytes(attributes);
        routes.forEach(route -> route.writeTo(out));
        messages.accept(out.toBytes());
    }

    /// RFC 7606 section 5.1: the routes come first among the attributes.
    private void multiprotocol(AttributeType type, Bytes head, List<Nlri> routes, Bytes others) {
        int size = head.size() + length(routes);
        int attributes = PathAttribute.headerSize(size) + size + others.size();
        var out = message(attributes);
        out.u16(0).u16(attributes);
        PathAttribute.writeHeader(out, type.flags(), type.code(), size);
        out.bytes(head);
        routes.forEach(route -> route.writeTo(out));
        messages.accept(out.bytes(others).toBytes());
    }

    /// The header of an UPDATE with so many octets behind the two lengths.
    private static ByteWriter message(int octets) {
        int size = BgpMessage.HEADER_SIZE + LENGTHS_SIZE + octets;
        return new ByteWriter(size)
                .bytes(BgpMessage.MARKER)
                .u16(size)
                .u8(MessageType.UPDATE.code());
    }

    private static int length(List<Nlri> routes) {
        int octets = 0;
        for (Nlri route : routes) {
            octets += route.wireLength();
        }
        return octets;
    }

    /// Hands on as many routes at a time as take up to `most` octets; false if one alone takes more.
    private static boolean split(List<Nlri> routes, int most, Consumer<List<Nlri>> parts) {
        int from = 0;
        int octets = 0;
        boolean fits = true;
        for (int i = 0; i < routes.size(); i++) {
            int one = routes.get(i).wireLength();
            fits &= one <= most;
            if (octets + one > most && i > from) {
                parts.accept(routes.subList(from, i));
                from = i;
                octets = 0;
            }
            octets += one;
        }
        if (fits && from < routes.size()) {
            parts.accept(routes.subList(from, routes.size()));
        }
        return fits;
    }
}
