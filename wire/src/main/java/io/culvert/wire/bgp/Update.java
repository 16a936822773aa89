package io.culvert.wire.bgp;

import io.culvert.base.ByteWriter;
import java.util.List;
import java.util.Optional;

/// UPDATE, RFC 4271 section 4.3.
///
/// ```
/// | length (2) | withdrawn IPv4 routes | length (2) | path attributes | IPv4 routes |
/// ```
public record Update(List<Nlri> withdrawn, List<PathAttribute> attributes, List<Nlri> routes)
        implements BgpMessage {
    public Update {
        withdrawn = List.copyOf(withdrawn);
        attributes = List.copyOf(attributes);
        routes = List.copyOf(routes);
    }

    /// RFC 4724 section 2: an empty UPDATE for IPv4 unicast, an empty MP_UNREACH_NLRI for any other family.
    public static Update endOfRib(Family family) {
        return family.equals(Family.IPV4)
                ? new Update(List.of(), List.of(), List.of())
                : new Update(
                        List.of(),
                        List.of(new PathAttribute.MpUnreach(family, List.of())),
                        List.of());
    }

    /// The family whose End-of-RIB this is, if it is one.
    public Optional<Family> endOfRib() {
        if (!withdrawn.isEmpty() || !routes.isEmpty() || attributes.size() > 1) {
            return Optional.empty();
        }
        if (attributes.isEmpty()) {
            return Optional.of(Family.IPV4);
        }
        return attributes.getFirst() instanceof PathAttribute.MpUnreach(var family, var gone)
                        && gone.isEmpty()
                ? Optional.of(family)
                : Optional.empty();
    }

    /// The first attribute of this kind.
    public <A extends PathAttribute> Optional<A> attribute(Class<A> kind) {
        for (PathAttribute attribute : attributes) {
            if (kind.isInstance(attribute)) {
                return Optional.of(kind.cast(attribute));
            }
        }
        return Optional.empty();
    }

    @Override
    public MessageType type() {
        return MessageType.UPDATE;
    }

    @Override
    public void writeBody(ByteWriter out, Codec codec) {
        int withdrawnAt = out.size();
        out.u16(0);
        withdrawn.forEach(route -> route.writeTo(out));
        out.patchU16(withdrawnAt, out.size() - withdrawnAt - 2);
        int attributesAt = out.size();
        out.u16(0);
        attributes.forEach(attribute -> attribute.writeTo(out, codec));
        out.patchU16(attributesAt, out.size() - attributesAt - 2);
        routes.forEach(route -> route.writeTo(out));
    }
}
