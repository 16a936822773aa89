package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.NextHop;
import io.culvert.wire.bgp.Nlri;
import io.culvert.wire.bgp.UpdateWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Packs routes into UPDATE messages for one session: routes with the same attributes go together, and no message is
/// longer than was agreed on.
final class UpdatePacker {
    /// What routes of one message have in common.
    private record Shared(PathAttributes attributes, IpAddress nextHop) {}

    private final Speaker speaker;
    private final FamilyId family;
    private final Connection connection;
    private final Map<Shared, List<Nlri>> announced = new LinkedHashMap<>();
    private final List<Nlri> withdrawn = new ArrayList<>();

    /// Where the route before this one went: the next one mostly goes there, too.
    private @Nullable Shared last;

    private List<Nlri> bundle = new ArrayList<>();

    /// What the route before this one told, and its labels.
    private @Nullable Label lastLabel;

    private List<Label> labels = List.of();

    private UpdatePacker(Speaker speaker, FamilyId family, Connection connection) {
        this.speaker = speaker;
        this.family = family;
        this.connection = connection;
    }

    /// The messages for these changes, withdrawals first.
    static Packed pack(
            Speaker speaker, FamilyId family, Connection connection, List<Packed.Change> changes) {
        var packer = new UpdatePacker(speaker, family, connection);
        for (Packed.Change change : changes) {
            if (change.told().isPresent()) {
                packer.announce(change.net(), change.told().get());
            } else {
                packer.withdrawn.add(packer.nlri(change.net(), Optional.empty()));
            }
        }
        return new Packed(
                List.copyOf(changes),
                connection.codec(),
                connection.lengthMax(),
                connection.local(),
                packer.messages(),
                !packer.announced.isEmpty());
    }

    /// Nothing is told if the session has no address that can be the next hop in this family.
    private void announce(Net net, Advertised told) {
        var hop = fitting(told.nextHop().orElse(connection.local()));
        if (hop.isPresent()) {
            bundle(told.attributes(), hop.get()).add(nlri(net, told.label()));
        }
    }

    private List<Nlri> bundle(PathAttributes attributes, IpAddress hop) {
        Shared before = last;
        if (before == null
                || !before.attributes.equals(attributes)
                || !before.nextHop.equals(hop)) {
            last = new Shared(attributes, hop);
            bundle = announced.computeIfAbsent(last, _ -> new ArrayList<>());
        }
        return bundle;
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

    private Nlri nlri(Net net, Optional<Label> label) {
        return switch (family.service()) {
            case UNICAST -> Nlri.Ip.of(net.prefix());
            case VPN ->
                    new Nlri.Vpn(
                            Nlri.NO_PATH_ID,
                            labels(label.orElse(null)),
                            net.table().rd(),
                            net.prefix());
            case ROUTE_TARGET -> Membership.toNlri(net.prefix());
        };
    }

    private List<Label> labels(@Nullable Label label) {
        if (!Objects.equals(label, lastLabel)) {
            lastLabel = label;
            labels = label == null ? List.of() : List.of(label);
        }
        return labels;
    }

    /// Routes whose attributes leave no room for them cannot be told, and what was told before is not true any more.
    private List<Bytes> messages() {
        var announcements = new ArrayList<Bytes>();
        var writer =
                new UpdateWriter(
                        family.wire(),
                        connection.codec(),
                        connection.lengthMax(),
                        announcements::add);
        announced.forEach(
                (shared, routes) -> {
                    var attributes = AttributeCodec.write(shared.attributes(), connection.codec());
                    if (!writer.announce(attributes, NextHop.of(shared.nextHop()), routes)) {
                        speaker.count("attributes that no message can hold");
                        withdrawn.addAll(routes);
                    }
                });
        var messages = new ArrayList<Bytes>();
        new UpdateWriter(family.wire(), connection.codec(), connection.lengthMax(), messages::add)
                .withdraw(withdrawn);
        messages.addAll(announcements);
        return messages;
    }
}
