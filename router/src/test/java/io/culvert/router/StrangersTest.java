package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.ike.v2.IkeDrop;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv4;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeHeader;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.udp.UdpDatagram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// More strangers than can be heard, and others who want something of the router at the same time.
class StrangersTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final IpAddress OURS = IpAddress.of("10.0.0.1");
    private static final IpAddress THEIRS = IpAddress.of("10.0.0.2");

    private final PacketSlab slab = new PacketSlab(4096, 256);
    private final SlotPackets packets = new SlotPackets(slab);
    private final List<IpPacket> sent = new ArrayList<>();
    private final Router router =
            new Router(
                    TestSetup.of(
                            "strangers",
                            new Port(PORT, 1500, Medium.IP, Optional.empty()),
                            slab,
                            this::transmit,
                            _ -> {}));
    private Instant now = Instant.EPOCH;

    StrangersTest() {
        router.configure(
                now,
                RouterConfig.DEFAULT.withInterface(
                        InterfaceConfig.of(PORT)
                                .withIpv4(
                                        InterfaceIpv4.DEFAULT.withAddress(
                                                new Ipv4Source.Static(
                                                        new InterfaceAddress(OURS, 24),
                                                        List.of())))));
        router.carrier(now, 0, true);
        now = now.plusSeconds(1);
        router.onTime(now);
    }

    private void transmit(int port, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            sent.add(IpPacket.parse(packets.take(slots[i])).toOptional().orElseThrow());
        }
    }

    /// A first message without a payload: nobody answers it, and it is counted when it is heard.
    private static IpPacket stranger(int port, int number) {
        return message(port, number + 1, 0, IkeHeader.FLAG_INITIATOR);
    }

    private static IpPacket message(int port, long initiatorSpi, long responderSpi, int flags) {
        Bytes marker = port == IkePorts.NAT_TRAVERSAL ? IkePorts.NON_ESP_MARKER : Bytes.EMPTY;
        Bytes message =
                new ByteWriter(IkeHeader.SIZE)
                        .i64(initiatorSpi)
                        .i64(responderSpi)
                        .u8(0)
                        .u8(IkeHeader.VERSION_2)
                        .u8(ExchangeType.IKE_SA_INIT.code())
                        .u8(flags)
                        .i32(0)
                        .i32(IkeHeader.SIZE)
                        .toBytes();
        return IpPacket.of(
                THEIRS,
                OURS,
                IpPacket.UDP,
                IpHeaderFields.DEFAULT,
                new UdpDatagram(port, port, marker.plus(message)).toBytes(THEIRS, OURS));
    }

    /// A datagram for a port that nobody owns, which the router answers.
    private static IpPacket other() {
        return IpPacket.of(
                THEIRS,
                OURS,
                IpPacket.UDP,
                IpHeaderFields.DEFAULT,
                new UdpDatagram(9, 9, Bytes.EMPTY).toBytes(THEIRS, OURS));
    }

    private void receive(List<IpPacket> batch) {
        int[] slots = batch.stream().mapToInt(each -> packets.put(each.toBytes())).toArray();
        router.receive(now, 0, slots, slots.length);
    }

    private static List<IpPacket> strangers(int port, int count) {
        var all = new ArrayList<IpPacket>();
        for (int i = 0; i < count; i++) {
            all.add(stranger(port, i));
        }
        return all;
    }

    private long heard() {
        return router.view().ike().snapshot().drops().getOrDefault(IkeDrop.MESSAGE_SHAPE, 0L);
    }

    private long dropped() {
        return router.view().drops().stream()
                .filter(each -> each.reason() == Drop.STRANGERS_WAIT)
                .mapToLong(each -> each.packets())
                .sum();
    }

    @Test
    void whoUsesAnSpiOfOursOnOurSideIsNoStranger() {
        var strangers = new Strangers(slab, spi -> spi == 7);
        for (int port : new int[] {IkePorts.IKE, IkePorts.NAT_TRAVERSAL}) {
            for (var each :
                    List.of(
                            message(port, 1, 7, IkeHeader.FLAG_INITIATOR),
                            message(port, 7, 1, 0),
                            other())) {
                assertThat(strangers.isOne(packets.put(each.toBytes()))).isFalse();
            }
            for (var each :
                    List.of(
                            message(port, 7, 0, IkeHeader.FLAG_INITIATOR),
                            message(port, 1, 7, IkeHeader.FLAG_RESPONSE))) {
                assertThat(strangers.isOne(packets.put(each.toBytes()))).isTrue();
            }
        }
    }

    @Test
    void aStrangerAloneIsHeardAtOnce() {
        receive(strangers(IkePorts.IKE, 1));
        assertThat(heard()).isEqualTo(1);
        receive(strangers(IkePorts.NAT_TRAVERSAL, 1));
        assertThat(heard()).isEqualTo(2);
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void whatIsNoIkeGoesBeforeStrangersWhoCameEarlier() {
        List<IpPacket> batch = strangers(IkePorts.IKE, Strangers.WAITING_MAX);
        batch.add(other());
        receive(batch);
        assertThat(sent).hasSize(1);
        assertThat(heard()).isEqualTo(Strangers.EACH_BATCH);
    }

    @Test
    void whoFindsTheQueueFullIsDroppedAndCounted() {
        receive(strangers(IkePorts.IKE, Strangers.WAITING_MAX + 7));
        assertThat(dropped()).isEqualTo(7);
        assertThat(slab.inUse()).isEqualTo(Strangers.WAITING_MAX - Strangers.EACH_BATCH);
        router.powerOff();
        assertThat(slab.inUse()).isZero();
    }

    /// What comes in as a large packet, in a buffer of its kind.
    private int large(int number) {
        int slot = slab.allocate(PacketSlab.SMALL_OCTETS + 1);
        Bytes packet = stranger(IkePorts.IKE, number).toBytes();
        packet.copyTo(slab.memory(), slab.start[slot]);
        slab.end[slot] = slab.start[slot] + packet.size();
        return slot;
    }

    @Test
    void largeBuffersAreNotAllTaken() {
        var strangers = new Strangers(slab, _ -> false);
        int taken = 0;
        for (int i = 0; i < Strangers.LARGE_WAITING_MAX + 3; i++) {
            taken += strangers.add(large(i), 0, 1) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(Strangers.LARGE_WAITING_MAX);
        assertThat(strangers.hear(0, (slot, _, _) -> slab.free(slot))).isTrue();
        assertThat(strangers.add(large(taken), 0, 1)).isTrue();
        assertThat(strangers.add(large(taken + 1), 0, 1)).isFalse();
    }

    @Test
    void whoIsKnownIsHeardBeforeAFullQueueOfStrangers() {
        receive(strangers(IkePorts.IKE, Strangers.WAITING_MAX));
        receive(List.of(other()));
        assertThat(sent).hasSize(1);
        for (int i = 0; i < Strangers.WAITING_MAX; i++) {
            now = now.plusNanos(200_000);
            router.onTime(now);
        }
        assertThat(heard()).isEqualTo(Strangers.WAITING_MAX);
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void thoseWhoWaitAreHeardSoManyEachMillisecond() {
        receive(strangers(IkePorts.IKE, 11));
        assertThat(router.wakeAt().orElseThrow()).isBeforeOrEqualTo(now);
        router.onTime(now);
        assertThat(heard()).isEqualTo(Strangers.EACH_MILLISECOND);
        Instant next = now.plus(Duration.ofMillis(1));
        assertThat(router.wakeAt()).contains(next);
        router.onTime(now);
        assertThat(heard()).isEqualTo(Strangers.EACH_MILLISECOND);
        router.onTime(next);
        router.onTime(next.plus(Duration.ofMillis(1)));
        assertThat(heard()).isEqualTo(11);
        assertThat(slab.inUse()).isZero();
    }
}
