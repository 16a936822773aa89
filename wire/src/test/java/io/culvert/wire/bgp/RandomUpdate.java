package io.culvert.wire.bgp;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Updates that are right, at random, with what the two sides must have agreed on.
final class RandomUpdate {
    private static final List<Family> FAMILIES =
            List.of(
                    Family.IPV4,
                    Family.IPV6,
                    Family.IPV4_LABELLED,
                    Family.IPV6_LABELLED,
                    Family.VPNV4,
                    Family.VPNV6,
                    Family.ROUTE_TARGET,
                    new Family(25, 70));

    private final Random random;
    private final Codec codec;

    RandomUpdate(Random random) {
        this.random = random;
        var addPath = new TreeSet<Family>();
        FAMILIES.stream().filter(_ -> random.nextInt(3) == 0).forEach(addPath::add);
        codec = new Codec(random.nextBoolean(), addPath, new TreeSet<>(), false);
    }

    Codec codec() {
        return codec;
    }

    Update update() {
        var family = FAMILIES.get(random.nextInt(FAMILIES.size()));
        var attributes = new ArrayList<PathAttribute>();
        attributes.add(reach(family));
        attributes.add(new PathAttribute.OriginCode(Origin.of(random.nextInt(3)).orElseThrow()));
        attributes.add(new PathAttribute.Path(path(codec.fourOctetAs())));
        attributes.add(new PathAttribute.Ipv4NextHop(ipv4()));
        attributes.add(new PathAttribute.LocalPreference(random.nextInt() & 0xFFFF_FFFFL));
        maybe(attributes, () -> new PathAttribute.MpUnreach(family, routes(family, false)));
        maybe(
                attributes,
                () -> new PathAttribute.MultiExitDiscriminator(random.nextInt() & 0xFFFF_FFFFL));
        maybe(attributes, PathAttribute.AtomicAggregate::new);
        maybe(attributes, () -> new PathAttribute.Aggregator(1 + random.nextInt(65_000), ipv4()));
        maybe(
                attributes,
                () -> new PathAttribute.Communities(some(() -> new Community(random.nextInt()))));
        maybe(attributes, () -> new PathAttribute.OriginatorId(ipv4()));
        maybe(attributes, () -> new PathAttribute.ClusterList(some(this::ipv4)));
        maybe(
                attributes,
                () ->
                        new PathAttribute.ExtendedCommunities(
                                some(() -> new ExtendedCommunity(random.nextLong()))));
        maybe(
                attributes,
                () ->
                        new PathAttribute.LargeCommunities(
                                some(
                                        () ->
                                                new LargeCommunity(
                                                        random.nextInt(),
                                                        random.nextInt(),
                                                        random.nextInt()))));
        maybe(attributes, () -> new PathAttribute.OnlyToCustomer(random.nextInt() & 0xFFFF_FFFFL));
        maybe(
                attributes,
                () -> new PathAttribute.Unknown(0xE0, 200, Bytes.zero(random.nextInt(600))));
        if (!codec.fourOctetAs()) {
            maybe(attributes, () -> new PathAttribute.As4Path(path(true)));
        }
        return new Update(routes(Family.IPV4, false), attributes, routes(Family.IPV4, true));
    }

    private void maybe(List<PathAttribute> attributes, Supplier<PathAttribute> attribute) {
        if (random.nextInt(3) == 0) {
            attributes.add(attribute.get());
        }
    }

    private <T> List<T> some(Supplier<T> one) {
        var all = new ArrayList<T>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            all.add(one.get());
        }
        return all;
    }

    private PathAttribute reach(Family family) {
        if (family.safi() == 70) {
            return new PathAttribute.MpReach(
                    family, Optional.empty(), Bytes.zero(random.nextInt(4)), routes(family, true));
        }
        boolean ipv4 = family.afi() == 1 && random.nextBoolean();
        var hop =
                ipv4
                        ? NextHop.of(ipv4())
                        : new NextHop(
                                ipv6(),
                                family.safi() != Family.SAFI_ROUTE_TARGET && random.nextBoolean()
                                        ? Optional.of(ipv6())
                                        : Optional.empty());
        return PathAttribute.MpReach.of(family, hop, routes(family, true));
    }

    private AsPath path(boolean long4) {
        var segments = new ArrayList<AsPath.Segment>();
        for (int i = random.nextInt(3); i > 0; i--) {
            segments.add(
                    new AsPath.Segment(
                            AsPath.Kind.of(1 + random.nextInt(4)).orElseThrow(),
                            some(() -> 1L + random.nextInt(long4 ? Integer.MAX_VALUE : 65_000))));
        }
        return new AsPath(segments);
    }

    private List<Nlri> routes(Family family, boolean reachable) {
        var all = new ArrayList<Nlri>();
        int count = random.nextInt(4);
        if (family.safi() == 70) {
            return count == 0 ? List.of() : List.of(new Nlri.Raw(Bytes.zero(count)));
        }
        for (int i = 0; i < count; i++) {
            all.add(route(family, reachable));
        }
        return all;
    }

    private Nlri route(Family family, boolean reachable) {
        Optional<Integer> pathId =
                codec.addPath().contains(family) ? Optional.of(random.nextInt()) : Optional.empty();
        var labels = reachable ? List.of(new Label(random.nextInt(Label.MAX))) : List.<Label>of();
        return switch (family.safi()) {
            case Family.SAFI_UNICAST -> new Nlri.Ip(pathId, prefix(family));
            case Family.SAFI_LABELLED -> new Nlri.Labelled(pathId, labels, prefix(family));
            case Family.SAFI_VPN ->
                    new Nlri.Vpn(
                            pathId,
                            labels,
                            new RouteDistinguisher(random.nextLong()),
                            prefix(family));
            default -> {
                int bits = random.nextBoolean() ? 0 : 32 + random.nextInt(65);
                yield new Nlri.Membership(pathId, bits, Bytes.zero((bits + 7) / 8));
            }
        };
    }

    private Prefix prefix(Family family) {
        IpAddress address = family.afi() == 1 ? ipv4() : ipv6();
        return Prefix.containing(address, random.nextInt(address.family().bits() + 1));
    }

    private Ipv4Address ipv4() {
        return new Ipv4Address(random.nextInt());
    }

    private Ipv6Address ipv6() {
        return new Ipv6Address(random.nextLong(), random.nextLong());
    }
}
