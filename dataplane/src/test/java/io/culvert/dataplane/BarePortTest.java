package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.PlaneInterface;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A second port of the workbench that carries bare IP packets.
class BarePortTest {
    private static final int BARE = 6;
    private static final int PORT = 2;
    private static final Ipv4Address OURS = Ipv4Address.of("10.9.0.1");
    private static final Ipv4Address PEER = Ipv4Address.of("10.9.0.2");
    private static final Ipv4Address BEYOND = Ipv4Address.of("10.8.0.1");
    private static final Ipv4Address NEIGHBOR = Ipv4Address.of("172.16.1.1");

    private final Workbench bench = new Workbench();

    @BeforeEach
    void boot() {
        bench.more =
                image -> {
                    image.add(PlaneInterface.bare(BARE, Workbench.GLOBAL, PORT).withAddress(OURS));
                    int attached = image.entry(new Entry.Attached(BARE));
                    bench.global.put(Prefix.of("10.9.0.0/24"), attached);
                    bench.global.put(Prefix.host(OURS), image.entry(new Entry.Receive()));
                    bench.global.put(
                            Prefix.host(BEYOND), image.entry(new Entry.Adjacency(BARE, PEER)));
                    bench.global.put(
                            Prefix.of("10.7.0.0/16"),
                            image.entry(new Entry.Adjacency(BARE, PEER, List.of(new Label(100)))));
                    return image;
                };
        bench.boot();
    }

    @AfterEach
    void noSlotLeaks() {
        bench.plane.close();
        bench.assertNoLeak();
    }

    private static Bytes datagram(Ipv4Address source, Ipv4Address destination) {
        return Packets.ipv4(source, destination).payload(Bytes.zero(16));
    }

    private void assertCrossed(Workbench.Sent sent, int port, Bytes packet) {
        assertThat(sent.port()).isEqualTo(port);
        Bytes ip = port == PORT ? sent.frame() : sent.ip();
        assertThat(ip.slice(12)).isEqualTo(packet.slice(12));
        assertThat(ip.u8(8)).isEqualTo(packet.u8(8) - 1);
    }

    @Test
    void aBarePacketIsForwardedIntoAFrameAndAFrameIntoABarePacket() {
        Bytes out = datagram(PEER, NEIGHBOR);
        bench.raw(PORT, out);
        assertCrossed(bench.onlySent(), 0, out);
        Bytes back = datagram(NEIGHBOR, PEER);
        bench.fromWan(back);
        assertCrossed(bench.onlySent(), PORT, back);
        assertThat(bench.plane.interfaceCounters(BARE).packetsIn()).isEqualTo(1);
        assertThat(bench.plane.interfaceCounters(BARE).octetsOut()).isEqualTo(back.size());
    }

    @Test
    void nobodyIsAskedForTheLinkLayerAddressOfANextHop() {
        Bytes packet = datagram(NEIGHBOR, BEYOND);
        bench.fromWan(packet);
        assertCrossed(bench.onlySent(), PORT, packet);
        assertThat(bench.events).isEmpty();
    }

    @Test
    void aPacketForTheRouterIsDelivered() {
        Bytes packet = datagram(PEER, OURS);
        bench.raw(PORT, packet);
        assertThat(bench.delivered)
                .containsExactly(new Workbench.Delivered(Workbench.GLOBAL, BARE, false, packet));
    }

    @Test
    void whatIsNeitherVersionOfIpIsDropped() {
        bench.raw(PORT, Bytes.hex("0000"));
        bench.raw(PORT, Bytes.EMPTY);
        bench.raw(PORT, Bytes.hex("f5").plus(Bytes.zero(30)));
        assertThat(bench.dropped()).containsExactly(new DropCount(Drop.BARE_VERSION, 3));
    }

    @Test
    void shortPacketsOfEitherVersionAreDropped() {
        bench.raw(PORT, Bytes.hex("45"));
        bench.raw(PORT, Bytes.hex("60"));
        assertThat(bench.dropped()).containsExactly(new DropCount(Drop.IP_SHORT, 2));
    }

    @Test
    void neitherLabelsNorFramesLeaveByAPortOfBarePackets() {
        bench.fromWan(datagram(NEIGHBOR, Ipv4Address.of("10.7.0.1")));
        bench.plane.transmitRaw(bench.now, BARE, bench.slab.of(new byte[60]));
        assertThat(bench.dropped()).containsExactly(new DropCount(Drop.BARE_PAYLOAD, 2));
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void aPacketTooBigForItIsCut() {
        bench.fromWan(Packets.ipv4(NEIGHBOR, PEER).payload(Bytes.zero(1600)));
        assertThat(bench.sent).hasSize(2).allMatch(sent -> sent.port() == PORT);
        assertThat(bench.sent).allMatch(sent -> sent.frame().size() <= 1500);
    }
}
