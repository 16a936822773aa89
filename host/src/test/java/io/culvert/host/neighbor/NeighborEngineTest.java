package io.culvert.host.neighbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.host.neighbor.NeighborEffect.Expired;
import io.culvert.host.neighbor.NeighborEffect.Notify;
import io.culvert.host.neighbor.NeighborEffect.Resolved;
import io.culvert.host.neighbor.NeighborEffect.SendFrame;
import io.culvert.host.neighbor.NeighborEffect.Unresolvable;
import io.culvert.host.neighbor.NeighborEvent.FrameReceived;
import io.culvert.host.neighbor.NeighborEvent.InterfaceUp;
import io.culvert.host.neighbor.NeighborEvent.Wanted;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.NeighborAdvertisement;
import io.culvert.wire.icmp.IcmpMessage.NeighborSolicitation;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NeighborEngineTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final InterfaceName OTHER = InterfaceName.of("Ethernet0/1");
    private static final InterfaceName LOOPBACK = InterfaceName.of("Loopback0");
    private static final MacAddress OWN = new MacAddress(0xAABBCC000100L);
    private static final MacAddress PEER = new MacAddress(0xAABBCC000200L);
    private static final MacAddress THIRD = new MacAddress(0xAABBCC000300L);
    private static final Ipv4Address OWN_IP = Ipv4Address.of("10.0.0.1");
    private static final Ipv4Address PEER_IP = Ipv4Address.of("10.0.0.2");
    private static final Ipv6Address OWN_V6 = Ipv6Address.of("2001:db8::1");
    private static final Ipv6Address PEER_V6 = Ipv6Address.of("2001:db8::2");

    private final NeighborEngine engine = new NeighborEngine(new java.util.SplittableRandom(1));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void bringUp() {
        on(new InterfaceUp(PORT, link(Vrf.GLOBAL, "10.0.0.1", 24, "2001:db8::1", 64)));
    }

    private static NeighborLink link(Vrf vrf, String v4, int length, String v6, int lengthV6) {
        return new NeighborLink(
                vrf,
                Optional.of(OWN),
                List.of(NeighborLink.Address.of(v4, length), NeighborLink.Address.of(v6, lengthV6)),
                NeighborConfig.DEFAULT,
                true);
    }

    private List<NeighborEffect> on(NeighborEvent event) {
        var effects = new ArrayList<NeighborEffect>();
        engine.on(now, event, effects::add);
        return effects;
    }

    private List<NeighborEffect> pass(Duration time) {
        var effects = new ArrayList<NeighborEffect>();
        Instant until = now.plus(time);
        while (engine.wakeAt().filter(at -> !at.isAfter(until)).isPresent()) {
            now = engine.wakeAt().get();
            engine.onTime(now, effects::add);
        }
        now = until;
        return effects;
    }

    private static Bytes arp(MacAddress destination, ArpPacket packet) {
        return EthernetFrame.untagged(
                        destination,
                        packet.senderMac(),
                        EthernetFrame.ARP,
                        packet.toBytes().plus(Bytes.zero(18)))
                .toBytes();
    }

    private static Bytes request(MacAddress mac, String sender, String target) {
        return arp(
                MacAddress.BROADCAST,
                ArpPacket.request(mac, Ipv4Address.of(sender), Ipv4Address.of(target)));
    }

    private static Bytes reply(MacAddress mac, String sender) {
        return arp(OWN, ArpPacket.request(OWN, OWN_IP, Ipv4Address.of(sender)).replyFrom(mac));
    }

    private static Bytes icmp(IpAddress from, IpAddress to, int hopLimit, IcmpMessage message) {
        var fields = new IpHeaderFields(0, hopLimit, true, 0);
        var packet = IpPacket.of(from, to, IpPacket.ICMPV6, fields, message.toBytes(from, to));
        return EthernetFrame.untagged(OWN, PEER, EthernetFrame.IPV6, packet.toBytes()).toBytes();
    }

    private static EthernetFrame frame(NeighborEffect effect) {
        return EthernetFrame.parse(((SendFrame) effect).frame().reader()).orElseThrow();
    }

    private static ArpPacket arpOf(NeighborEffect effect) {
        return ArpPacket.parse(frame(effect).payload().reader()).orElseThrow();
    }

    @Test
    void anInterfaceThatComesUpAnnouncesItsAddresses() {
        var effects =
                on(new InterfaceUp(OTHER, link(Vrf.GLOBAL, "10.1.0.1", 24, "2001:db8:1::1", 64)));
        assertThat(effects).hasSize(2);
        assertThat(arpOf(effects.getFirst()).isAnnouncement()).isTrue();
        assertThat(frame(effects.getFirst()).destination()).isEqualTo(MacAddress.BROADCAST);
        var advertisement = IpPacket.parse(frame(effects.get(1)).payload()).orElseThrow();
        assertThat(advertisement.destination()).isEqualTo(IpAddress.of("ff02::1"));
        assertThat(IcmpMessage.parse(advertisement).orElseThrow())
                .isEqualTo(
                        new NeighborAdvertisement(
                                true,
                                false,
                                true,
                                Ipv6Address.of("2001:db8:1::1"),
                                Optional.of(OWN)));
    }

    @Test
    void aWantedAddressIsAskedForThreeTimesAndThenUnresolvableForAWhile() {
        var first = on(new Wanted(PORT, PEER_IP));
        assertThat(first).hasSize(1);
        assertThat(arpOf(first.getFirst())).isEqualTo(ArpPacket.request(OWN, OWN_IP, PEER_IP));
        assertThat(on(new Wanted(PORT, PEER_IP))).isEmpty();
        assertThat(pass(Duration.ofSeconds(2))).hasSize(2).allMatch(SendFrame.class::isInstance);
        assertThat(pass(Duration.ofSeconds(1))).containsExactly(new Unresolvable(PORT, PEER_IP));
        assertThat(on(new Wanted(PORT, PEER_IP))).containsExactly(new Unresolvable(PORT, PEER_IP));
        pass(Duration.ofSeconds(2));
        assertThat(on(new Wanted(PORT, PEER_IP))).hasSize(1).allMatch(SendFrame.class::isInstance);
    }

    @Test
    void anAnswerResolvesAndIsRememberedUntilItsAge() {
        on(new Wanted(PORT, PEER_IP));
        assertThat(on(new FrameReceived(PORT, reply(PEER, "10.0.0.2"))))
                .containsExactly(new Resolved(PORT, PEER_IP, PEER));
        assertThat(on(new Wanted(PORT, PEER_IP)))
                .containsExactly(new Resolved(PORT, PEER_IP, PEER));
        assertThat(pass(Duration.ofHours(4).minusSeconds(61))).isEmpty();
        var refresh = pass(Duration.ofSeconds(5));
        assertThat(refresh).hasSize(3).allMatch(effect -> frame(effect).destination().equals(PEER));
        assertThat(pass(Duration.ofSeconds(60))).containsExactly(new Expired(PORT, PEER_IP));
        assertThat(engine.entries(now)).noneMatch(entry -> entry.address().equals(PEER_IP));
    }

    @Test
    void aNeighbourThatAnswersTheRefreshStays() {
        on(new Wanted(PORT, PEER_IP));
        on(new FrameReceived(PORT, reply(PEER, "10.0.0.2")));
        pass(Duration.ofHours(4).minusSeconds(60));
        assertThat(on(new FrameReceived(PORT, reply(PEER, "10.0.0.2")))).isEmpty();
        assertThat(pass(Duration.ofHours(3))).isEmpty();
    }

    @Test
    void aRequestForUsIsAnsweredAndTheAskerLearnt() {
        var effects = on(new FrameReceived(PORT, request(PEER, "10.0.0.2", "10.0.0.1")));
        assertThat(effects.getFirst()).isEqualTo(new Resolved(PORT, PEER_IP, PEER));
        assertThat(arpOf(effects.get(1)))
                .isEqualTo(new ArpPacket(ArpPacket.Operation.REPLY, OWN, OWN_IP, PEER, PEER_IP));
        assertThat(frame(effects.get(1)).destination()).isEqualTo(PEER);
    }

    @Test
    void requestsForOthersFromOffLinkAndForOtherVrfsAreNotAnswered() {
        on(new InterfaceUp(OTHER, link(new Vrf("red"), "10.9.0.1", 24, "2001:db8:9::1", 64)));
        assertThat(on(new FrameReceived(PORT, request(PEER, "10.0.0.2", "10.0.0.77")))).isEmpty();
        assertThat(on(new FrameReceived(PORT, request(PEER, "10.0.0.2", "10.9.0.1")))).isEmpty();
        assertThat(on(new FrameReceived(PORT, request(PEER, "192.168.5.5", "10.0.0.1")))).isEmpty();
        assertThat(engine.entries(now))
                .noneMatch(entry -> entry.kind() == NeighborEntry.Kind.DYNAMIC);
    }

    @Test
    void aLoopbackOfTheSameVrfIsAnsweredFor() {
        on(
                new InterfaceUp(
                        LOOPBACK,
                        new NeighborLink(
                                Vrf.GLOBAL,
                                Optional.empty(),
                                List.of(NeighborLink.Address.of("10.255.0.1", 32)),
                                NeighborConfig.DEFAULT,
                                true)));
        assertThat(on(new FrameReceived(PORT, request(PEER, "10.0.0.2", "10.255.0.1")))).hasSize(2);
    }

    @Test
    void anotherOwnerOfOurAddressIsReportedAndWeDefendAtMostEveryTenSeconds() {
        var effects = on(new FrameReceived(PORT, request(THIRD, "10.0.0.1", "10.0.0.9")));
        assertThat(effects).hasSize(2);
        assertThat(((Notify) effects.getFirst()).notice())
                .hasToString(
                        "%IP-4-DUPADDR: Duplicate address 10.0.0.1 on Ethernet0/0, sourced by aabb.cc00.0300");
        assertThat(arpOf(effects.get(1)).isAnnouncement()).isTrue();
        assertThat(on(new FrameReceived(PORT, request(THIRD, "10.0.0.1", "10.0.0.9")))).isEmpty();
        pass(Duration.ofSeconds(10));
        assertThat(on(new FrameReceived(PORT, request(THIRD, "10.0.0.1", "10.0.0.9")))).hasSize(2);
    }

    @Test
    void aMovedNeighbourIsFollowed() {
        on(new FrameReceived(PORT, request(PEER, "10.0.0.2", "10.0.0.1")));
        assertThat(on(new FrameReceived(PORT, request(THIRD, "10.0.0.2", "10.0.0.2"))))
                .containsExactly(new Resolved(PORT, PEER_IP, THIRD));
    }

    @Test
    void anInterfaceThatGoesDownForgetsItsNeighbours() {
        on(new FrameReceived(PORT, request(PEER, "10.0.0.2", "10.0.0.1")));
        on(new Wanted(PORT, IpAddress.of("10.0.0.3")));
        assertThat(on(new NeighborEvent.InterfaceDown(PORT)))
                .containsExactly(
                        new Expired(PORT, PEER_IP),
                        new Unresolvable(PORT, IpAddress.of("10.0.0.3")));
        assertThat(engine.wakeAt()).isEmpty();
        assertThat(on(new Wanted(PORT, PEER_IP))).containsExactly(new Unresolvable(PORT, PEER_IP));
    }

    @Test
    void broadcastAndGroupsNeedNoNeighbour() {
        assertThat(on(new Wanted(PORT, IpAddress.of("10.0.0.255"))))
                .containsExactly(
                        new Resolved(PORT, IpAddress.of("10.0.0.255"), MacAddress.BROADCAST));
        assertThat(on(new Wanted(PORT, IpAddress.of("224.0.0.5"))))
                .containsExactly(
                        new Resolved(
                                PORT, IpAddress.of("224.0.0.5"), new MacAddress(0x01005E000005L)));
    }

    @Test
    void aStaticEntryIsUsedAtOnceAndNeverOverwritten() {
        on(new NeighborEvent.StaticSet(Vrf.GLOBAL, PEER_IP, THIRD));
        assertThat(on(new Wanted(PORT, PEER_IP)))
                .containsExactly(new Resolved(PORT, PEER_IP, THIRD));
        assertThat(on(new FrameReceived(PORT, request(PEER, "10.0.0.2", "10.0.0.2")))).isEmpty();
        assertThat(on(new NeighborEvent.StaticRemoved(Vrf.GLOBAL, PEER_IP)))
                .containsExactly(new Expired(PORT, PEER_IP));
    }

    @Test
    void solicitationsAreSentToTheSolicitedNodeGroupAndAnsweredByAdvertisement() {
        var effects = on(new Wanted(PORT, PEER_V6));
        EthernetFrame asked = frame(effects.getFirst());
        assertThat(asked.destination()).isEqualTo(new MacAddress(0x3333FF000002L));
        IpPacket packet = IpPacket.parse(asked.payload()).orElseThrow();
        assertThat(packet.destination()).isEqualTo(IpAddress.of("ff02::1:ff00:2"));
        assertThat(IcmpMessage.parse(packet).orElseThrow())
                .isEqualTo(new NeighborSolicitation(PEER_V6, Optional.of(OWN)));
        var answer = new NeighborAdvertisement(false, true, true, PEER_V6, Optional.of(PEER));
        assertThat(on(new FrameReceived(PORT, icmp(PEER_V6, OWN_V6, 64, answer)))).isEmpty();
        assertThat(on(new FrameReceived(PORT, icmp(PEER_V6, OWN_V6, 255, answer))))
                .containsExactly(new Resolved(PORT, PEER_V6, PEER));
    }

    @Test
    void anAdvertisementThatDoesNotOverrideConfirmsWhatWeKnowAndChangesNothing() {
        on(new Wanted(PORT, PEER_V6));
        var first = new NeighborAdvertisement(false, true, false, PEER_V6, Optional.of(PEER));
        var other = new NeighborAdvertisement(false, true, false, PEER_V6, Optional.of(THIRD));
        assertThat(on(new FrameReceived(PORT, icmp(PEER_V6, OWN_V6, 255, first))))
                .containsExactly(new Resolved(PORT, PEER_V6, PEER));
        assertThat(on(new FrameReceived(PORT, icmp(PEER_V6, OWN_V6, 255, other)))).isEmpty();
        pass(NeighborConfig.DEFAULT.age().minusSeconds(60)); // asks anew
        assertThat(on(new FrameReceived(PORT, icmp(PEER_V6, OWN_V6, 255, first)))).isEmpty();
        assertThat(pass(Duration.ofMinutes(2))).isEmpty();
    }

    @Test
    void aSolicitationForUsIsAnsweredAndTheAskerLearnt() {
        var solicitation = new NeighborSolicitation(OWN_V6, Optional.of(PEER));
        var effects =
                on(
                        new FrameReceived(
                                PORT,
                                icmp(PEER_V6, IpAddress.of("ff02::1:ff00:1"), 255, solicitation)));
        assertThat(effects.getFirst()).isEqualTo(new Resolved(PORT, PEER_V6, PEER));
        IpPacket answer = IpPacket.parse(frame(effects.get(1)).payload()).orElseThrow();
        assertThat(answer.destination()).isEqualTo(PEER_V6);
        assertThat(IcmpMessage.parse(answer).orElseThrow())
                .isEqualTo(new NeighborAdvertisement(true, true, true, OWN_V6, Optional.of(OWN)));
    }

    @Test
    void atMostAThousandAddressesAreAskedForAtOnce() {
        on(new InterfaceUp(PORT, link(Vrf.GLOBAL, "10.0.0.1", 8, "2001:db8::1", 64)));
        for (int i = 0; i < NeighborEngine.INCOMPLETE_MAX; i++) {
            assertThat(on(new Wanted(PORT, PEER_IP.plus(i)))).allMatch(SendFrame.class::isInstance);
        }
        assertThat(on(new Wanted(PORT, IpAddress.of("10.200.0.1"))))
                .allMatch(Unresolvable.class::isInstance);
        on(new FrameReceived(PORT, reply(PEER, "10.0.0.2")));
        assertThat(on(new Wanted(PORT, IpAddress.of("10.200.0.1"))))
                .allMatch(SendFrame.class::isInstance);
    }

    @Test
    void theTableIsBounded() {
        on(new InterfaceUp(PORT, link(Vrf.GLOBAL, "10.0.0.1", 8, "2001:db8::1", 64)));
        for (int i = 0; i < NeighborEngine.ENTRIES_MAX + 10; i++) {
            on(new FrameReceived(PORT, request(PEER, PEER_IP.plus(i).toString(), "10.0.0.1")));
        }
        assertThat(
                        engine.entries(now).stream()
                                .filter(entry -> entry.kind() == NeighborEntry.Kind.DYNAMIC))
                .hasSize(NeighborEngine.ENTRIES_MAX);
    }

    @Test
    void noFrameMakesItThrow() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets =
                    (i % 2 == 0
                                    ? request(PEER, "10.0.0.2", "10.0.0.1")
                                    : icmp(
                                            PEER_V6,
                                            OWN_V6,
                                            255,
                                            new NeighborSolicitation(OWN_V6, Optional.of(PEER))))
                            .toArray();
            octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            int size = random.nextInt(octets.length + 1);
            on(new FrameReceived(PORT, Bytes.of(octets, 0, size)));
        }
    }
}
