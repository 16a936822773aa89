package io.culvert.host.neighbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.host.neighbor.NeighborEffect.AddressChecked;
import io.culvert.host.neighbor.NeighborEffect.SendFrame;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.NeighborAdvertisement;
import io.culvert.wire.icmp.IcmpMessage.NeighborSolicitation;
import io.culvert.wire.icmp.IcmpMessage.RouterSolicitation;
import io.culvert.wire.icmp.RouterAdvertisement;
import io.culvert.wire.icmp.RouterAdvertisement.PrefixInformation;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What a router owes its links: checked addresses, and news for hosts.
class LinkDutiesTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final MacAddress OWN = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress PEER = new MacAddress(0x0200_0000_0002L);
    private static final Ipv6Address LINK_LOCAL = Ipv6Address.linkLocal(OWN);
    private static final Ipv6Address WANTED = Ipv6Address.of("2001:db8::1");
    private static final Ipv6Address ALL_NODES = Ipv6Address.of("ff02::1");
    private static final Ipv6Address ALL_ROUTERS = Ipv6Address.of("ff02::2");

    private final NeighborEngine engine = new NeighborEngine(new SplittableRandom(1));
    private final List<NeighborEffect> effects = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    private void tell(NeighborEvent event) {
        engine.on(now, event, effects::add);
    }

    /// Lets time pass, deadline by deadline.
    private void pass(Duration span) {
        Instant end = now.plus(span);
        for (var next = engine.wakeAt();
                next.isPresent() && !next.get().isAfter(end);
                next = engine.wakeAt()) {
            now = now.isAfter(next.get()) ? now : next.get();
            engine.onTime(now, effects::add);
        }
        now = end;
    }

    private void up(List<Ipv6Address> tentative, Optional<RouterSettings> router) {
        var own =
                tentative.isEmpty()
                        ? List.of(new NeighborLink.Address(LINK_LOCAL, Prefix.of("fe80::/64")))
                        : List.<NeighborLink.Address>of();
        tell(
                new NeighborEvent.InterfaceUp(
                        PORT,
                        new NeighborLink(
                                Vrf.GLOBAL,
                                Optional.of(OWN),
                                own,
                                NeighborConfig.DEFAULT,
                                true,
                                tentative,
                                router)));
    }

    private static RouterSettings settings(boolean unsolicited, int interval) {
        return new RouterSettings(
                new RouterAdvertisement(
                        64,
                        false,
                        true,
                        1800,
                        Optional.of(OWN),
                        Optional.of(1500),
                        List.of(
                                new PrefixInformation(
                                        Prefix.of("2001:db8::/64"), true, true, 2592000, 604800))),
                unsolicited,
                Duration.ofSeconds(interval));
    }

    private void hear(Ipv6Address from, Ipv6Address to, IcmpMessage message) {
        var fields = new IpHeaderFields(0, 255, false, 0);
        var packet = IpPacket.of(from, to, IpPacket.ICMPV6, fields, message.toBytes(from, to));
        Bytes frame =
                EthernetFrame.untagged(OWN, PEER, EthernetFrame.IPV6, packet.toBytes()).toBytes();
        tell(new NeighborEvent.FrameReceived(PORT, frame));
    }

    private List<IpPacket> packets() {
        var packets =
                effects.stream()
                        .filter(SendFrame.class::isInstance)
                        .map(effect -> ((SendFrame) effect).frame().slice(14))
                        .map(octets -> IpPacket.parse(octets).toOptional().orElseThrow())
                        .toList();
        return packets;
    }

    private List<RouterAdvertisement> advertisements() {
        return packets().stream()
                .map(packet -> IcmpMessage.parse(packet).toOptional().orElseThrow())
                .filter(RouterAdvertisement.class::isInstance)
                .map(RouterAdvertisement.class::cast)
                .toList();
    }

    @Test
    void anAddressThatNobodyHasIsUniqueAfterASecond() {
        up(List.of(WANTED), Optional.empty());
        pass(Duration.ofMillis(999));
        IpPacket asked = packets().getFirst();
        assertThat(asked.source()).isEqualTo(Ipv6Address.ANY);
        assertThat(asked.destination()).isEqualTo(Ipv6Address.of("ff02::1:ff00:1"));
        assertThat(IcmpMessage.parse(asked).toOptional())
                .contains(new NeighborSolicitation(WANTED, Optional.empty()));
        assertThat(effects).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(effects).last().isEqualTo(new AddressChecked(PORT, WANTED, true));
        assertThat(engine.wakeAt()).isEmpty();
    }

    @Test
    void anAddressThatAnotherHasIsADuplicate() {
        up(List.of(WANTED), Optional.empty());
        pass(Duration.ofMillis(10));
        hear(
                WANTED,
                ALL_NODES,
                new NeighborAdvertisement(false, false, true, WANTED, Optional.of(PEER)));
        assertThat(effects).last().isEqualTo(new AddressChecked(PORT, WANTED, false));
        pass(Duration.ofSeconds(5));
        assertThat(effects).last().isEqualTo(new AddressChecked(PORT, WANTED, false));
    }

    @Test
    void anAddressThatAnotherWantsAtTheSameTimeIsADuplicate() {
        up(List.of(WANTED), Optional.empty());
        pass(Duration.ofMillis(10));
        var group = Ipv6Address.of("ff02::1:ff00:1");
        hear(Ipv6Address.of("fe80::2"), group, new NeighborSolicitation(WANTED, Optional.of(PEER)));
        assertThat(effects).as("who only looks for it does not want it").hasSize(1);
        hear(Ipv6Address.ANY, group, new NeighborSolicitation(WANTED, Optional.empty()));
        assertThat(effects).last().isEqualTo(new AddressChecked(PORT, WANTED, false));
    }

    @Test
    void hostsAreToldSoonAtFirstAndThenAtRandomTimesOfTheInterval() {
        up(List.of(), Optional.of(settings(true, 200)));
        pass(Duration.ofSeconds(33));
        assertThat(advertisements()).hasSize(3).containsOnly(settings(true, 200).advertisement());
        assertThat(packets().getLast().source()).isEqualTo(LINK_LOCAL);
        assertThat(packets().getLast().destination()).isEqualTo(ALL_NODES);
        assertThat(packets().getLast().hopLimit()).isEqualTo(255);
        pass(Duration.ofSeconds(2000));
        assertThat(advertisements().size()).isBetween(3 + 10, 3 + 30);
    }

    @Test
    void aHostThatAsksIsAnsweredSoonAndManyCostOne() {
        up(List.of(), Optional.of(settings(false, 200)));
        pass(Duration.ofSeconds(100));
        assertThat(advertisements()).isEmpty();
        hear(Ipv6Address.of("fe80::2"), ALL_ROUTERS, new RouterSolicitation(Optional.of(PEER)));
        hear(Ipv6Address.ANY, ALL_ROUTERS, new RouterSolicitation(Optional.empty()));
        pass(Duration.ofMillis(500));
        assertThat(advertisements()).hasSize(1);
        hear(Ipv6Address.ANY, ALL_ROUTERS, new RouterSolicitation(Optional.empty()));
        pass(Duration.ofMillis(2400));
        assertThat(advertisements()).as("at most one in three seconds").hasSize(1);
        pass(Duration.ofMillis(700));
        assertThat(advertisements()).hasSize(2);
    }

    @Test
    void aSolicitationFromNowhereWithAnAddressIsNone() {
        up(List.of(), Optional.of(settings(false, 200)));
        hear(Ipv6Address.ANY, ALL_ROUTERS, new RouterSolicitation(Optional.of(PEER)));
        pass(Duration.ofSeconds(5));
        assertThat(advertisements()).isEmpty();
    }

    @Test
    void aRouterThatIsNoneAnyMoreSaysSo() {
        up(List.of(), Optional.of(settings(true, 200)));
        pass(Duration.ofSeconds(1));
        up(List.of(), Optional.empty());
        assertThat(advertisements()).last().extracting("lifetimeSeconds").isEqualTo(0);
        pass(Duration.ofSeconds(1000));
        assertThat(advertisements()).hasSize(2);
    }
}
