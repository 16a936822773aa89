package io.culvert.wire.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpdateWriterTest {
    private static final List<PathAttribute> ATTRIBUTES =
            List.of(
                    new PathAttribute.OriginCode(Origin.IGP),
                    new PathAttribute.Path(AsPath.of(100L)),
                    new PathAttribute.LocalPreference(100));
    private static final NextHop HOP = NextHop.of(IpAddress.of("10.1.1.3"));

    private final List<Bytes> messages = new ArrayList<>();

    private static List<Nlri> routes(Family family, int count, Random random) {
        var routes = new ArrayList<Nlri>();
        for (int i = 0; i < count; i++) {
            var prefix =
                    Prefix.containing(new Ipv4Address(random.nextInt()), 8 + random.nextInt(25));
            routes.add(
                    family.equals(Family.IPV4)
                            ? Nlri.Ip.of(prefix)
                            : Nlri.Vpn.of(
                                    new Label(random.nextInt(1 << 20)),
                                    new RouteDistinguisher(random.nextLong()),
                                    prefix));
        }
        return routes;
    }

    private UpdateWriter writer(Family family, int lengthMax) {
        return new UpdateWriter(family, Codec.INTERNAL, lengthMax, messages::add);
    }

    private List<Update> updates() {
        return messages.stream()
                .map(message -> MessageWireTest.update(message, Codec.INTERNAL))
                .toList();
    }

    @Test
    void everyRouteIsToldOnceAndNoMessageIsTooLongOrHalfEmpty() {
        for (long seed = 1; seed <= 200; seed++) {
            var random = new Random(seed);
            var family = random.nextBoolean() ? Family.IPV4 : Family.VPNV4;
            int lengthMax = 200 + random.nextInt(BgpMessage.LENGTH_MAX - 199);
            var routes = routes(family, 1 + random.nextInt(1_000), random);
            messages.clear();
            assertThat(writer(family, lengthMax).announce(ATTRIBUTES, HOP, routes)).isTrue();
            var told = new ArrayList<Nlri>();
            for (Update update : updates()) {
                told.addAll(update.routes());
                update.attribute(PathAttribute.MpReach.class)
                        .ifPresent(reach -> told.addAll(reach.routes()));
            }
            assertThat(told).as("seed %d", seed).isEqualTo(routes);
            int routeOctetsMost = 17;
            assertThat(messages).allMatch(message -> message.size() <= lengthMax);
            assertThat(messages.subList(0, messages.size() - 1))
                    .as("seed %d", seed)
                    .allMatch(message -> message.size() > lengthMax - routeOctetsMost);
        }
    }

    @Test
    void everyRouteIsWithdrawnOnce() {
        for (Family family : List.of(Family.IPV4, Family.VPNV4)) {
            var routes = routes(family, 2_000, new Random(1));
            messages.clear();
            writer(family, BgpMessage.LENGTH_MAX).withdraw(routes);
            int withdrawn = 0;
            for (Update update : updates()) {
                withdrawn += update.withdrawn().size();
                withdrawn +=
                        update.attribute(PathAttribute.MpUnreach.class)
                                .map(gone -> gone.routes().size())
                                .orElse(0);
            }
            assertThat(withdrawn).isEqualTo(2_000);
            assertThat(messages).allMatch(message -> message.size() <= BgpMessage.LENGTH_MAX);
        }
    }

    @Test
    void whatItWritesIsWhatARecordWrites() {
        var route = routes(Family.VPNV4, 1, new Random(1));
        assertThat(writer(Family.VPNV4, 4_096).announce(ATTRIBUTES, HOP, route)).isTrue();
        var all = new ArrayList<PathAttribute>();
        all.add(PathAttribute.MpReach.of(Family.VPNV4, HOP, route));
        all.addAll(ATTRIBUTES);
        assertThat(messages)
                .containsExactly(new Update(List.of(), all, List.of()).write(Codec.INTERNAL));
    }

    @Test
    void attributesThatLeaveNoRoomAreSaidToBeTooLong() {
        for (Family family : List.of(Family.IPV4, Family.VPNV4)) {
            var route = routes(family, 1, new Random(1));
            assertThat(writer(family, 48).announce(ATTRIBUTES, HOP, route)).isFalse();
        }
        assertThat(messages).isEmpty();
    }
}
