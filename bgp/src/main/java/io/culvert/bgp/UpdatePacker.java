package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.NextHop;
import io.culvert.wire.bgp.Nlri;
import io.culvert.wire.bgp.PathAttribute;
import io.culvert.wire.bgp.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Packs routes into UPDATE messages for one session: routes with the same attributes go together, and no message is
/// longer than was agreed on.
final class UpdatePacker {
    private record Shared(PathAttributes attributes, IpAddress nextHop) {}

    /// The most octets that a route takes: path identifier, length, label, route distinguisher, address.
    private static final int ROUTE_OCTETS_MAX = 32;

    private final FamilyId family;
    private final Family wire;
    private final Connection connection;
    private final Map<Shared, List<Nlri>> announced = new LinkedHashMap<>();
    private final List<Nlri> withdrawn = new ArrayList<>();

    UpdatePacker(FamilyId family, Connection connection) {
        this.family = family;
        this.wire = family.wire();
        this.connection = connection;
    }

    /// False if the session has no address that can be the next hop in this family.
    boolean announce(RouteKey key, Advertised told) {
        var hop = told.nextHop().isPresent() ? told.nextHop() : Optional.of(connection.local());
        var nextHop = hop.flatMap(this::fitting);
        if (nextHop.isEmpty()) {
            return false;
        }
        announced
                .computeIfAbsent(
                        new Shared(told.attributes(), nextHop.get()), _ -> new ArrayList<>())
                .add(nlri(key, told.label()));
        return true;
    }

    /// RFC 4659 section 3.2.1.2: an IPv4 address stands in an IPv6 family as an IPv4-mapped one. Memberships take either
    /// (RFC 4684 section 4).
    private Optional<IpAddress> fitting(IpAddress hop) {
        if (hop.family() == family.ip() || family.isRouteTarget()) {
            return Optional.of(hop);
        }
        return family.ip() == AddressFamily.IPV6 && hop instanceof Ipv4Address ipv4
                ? Optional.of(mapped(ipv4))
                : Optional.empty();
    }

    static Ipv6Address mapped(Ipv4Address address) {
        return new Ipv6Address(0, 0xFFFF_0000_0000L | address.bits() & 0xFFFF_FFFFL);
    }

    void withdraw(RouteKey key) {
        withdrawn.add(nlri(key, Optional.empty()));
    }

    private Nlri nlri(RouteKey key, Optional<Label> label) {
        return switch (family.service()) {
            case UNICAST -> Nlri.Ip.of(key.prefix());
            case VPN ->
                    new Nlri.Vpn(
                            Nlri.NO_PATH_ID,
                            label.map(List::of).orElse(List.of()),
                            key.rd(),
                            key.prefix());
            case ROUTE_TARGET -> Membership.toNlri(key.prefix());
        };
    }

    /// The messages for everything so far, withdrawals first.
    List<Update> take() {
        var updates = new ArrayList<Update>();
        boolean classic = wire.equals(Family.IPV4);
        for (List<Nlri> part : parts(withdrawn, fixed(List.of()))) {
            updates.add(
                    classic
                            ? new Update(part, List.of(), List.of())
                            : new Update(
                                    List.of(),
                                    List.of(new PathAttribute.MpUnreach(wire, part)),
                                    List.of()));
        }
        announced.forEach(
                (shared, routes) -> {
                    var attributes = AttributeCodec.write(shared.attributes(), connection.codec());
                    for (List<Nlri> part : parts(routes, fixed(attributes))) {
                        updates.add(
                                classic
                                        ? classic(shared, attributes, part)
                                        : multiprotocol(shared, attributes, part));
                    }
                });
        withdrawn.clear();
        announced.clear();
        return updates;
    }

    private static Update classic(
            Shared shared, List<PathAttribute> attributes, List<Nlri> routes) {
        var all = new ArrayList<>(attributes);
        all.add(2, new PathAttribute.Ipv4NextHop((Ipv4Address) shared.nextHop()));
        return new Update(List.of(), all, routes);
    }

    /// RFC 7606 section 5.1: the routes come first among the attributes.
    private Update multiprotocol(Shared shared, List<PathAttribute> attributes, List<Nlri> routes) {
        var all = new ArrayList<PathAttribute>();
        all.add(PathAttribute.MpReach.of(wire, NextHop.of(shared.nextHop()), routes));
        all.addAll(attributes);
        return new Update(List.of(), all, List.of());
    }

    /// The octets of a message but for its routes.
    private int fixed(List<PathAttribute> attributes) {
        int without = new Update(List.of(), attributes, List.of()).write(connection.codec()).size();
        return without + 64;
    }

    private List<List<Nlri>> parts(List<Nlri> routes, int fixed) {
        int most = Math.max(1, (connection.lengthMax() - fixed) / ROUTE_OCTETS_MAX);
        var parts = new ArrayList<List<Nlri>>();
        for (int from = 0; from < routes.size(); from += most) {
            parts.add(List.copyOf(routes.subList(from, Math.min(routes.size(), from + most))));
        }
        return parts;
    }
}
