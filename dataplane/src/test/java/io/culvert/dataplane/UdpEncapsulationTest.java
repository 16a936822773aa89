package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 3948 at the spoke of the workbench, which is behind a NAT, or whose hub is.
class UdpEncapsulationTest {
    private static final int HUB_PORT = 4500;
    private static final int OTHER_PORT = 61_000;
    private static final Ipv4Address ELSEWHERE = Ipv4Address.of("172.16.0.77");

    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.plane.close();
        bench.assertNoLeak();
    }

    private static SaPath path(Ipv4Address hub, int port) {
        return new SaPath(Workbench.SPOKE, hub, Optional.of(new UdpEncapsulation(4500, port)));
    }

    private Workbench associate() {
        return associate(EspSuite.GCM_128, Workbench.gcmKeys(), SaBinding.Mode.TRANSPORT);
    }

    private Workbench associate(EspSuite suite, EspKeys keys, SaBinding.Mode mode) {
        SaPath path = path(Workbench.HUB, HUB_PORT);
        bench.plane.installOutbound(
                Workbench.binding(Workbench.SPI_OUT, suite, mode, false).withPath(path),
                bench.ciphers.sealer(suite, keys, false, Entropy.seeded("spoke")));
        bench.plane.installInbound(
                Workbench.binding(Workbench.SPI_IN, suite, mode, false).withPath(path),
                bench.ciphers.opener(suite, keys, false),
                64);
        return bench;
    }

    private static Bytes customerAnswer() {
        return Packets.echo(Packets.FAR, Packets.PC, 84);
    }

    private Bytes esp(int sequence) {
        return bench.sealedByHub(
                        Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(customerAnswer())),
                        sequence)
                .slice(20);
    }

    private static Bytes udp(int source, int destination, Bytes payload) {
        return Bytes.hex("%04x%04x%04x0000".formatted(source, destination, 8 + payload.size()))
                .plus(payload);
    }

    private static Bytes fromHub(int port, Bytes payload) {
        return Packets.ipv4(Workbench.HUB, Workbench.SPOKE).payload(udp(port, 4500, payload));
    }

    private static Bytes summed(Ipv4Address from, Bytes datagram) {
        byte[] octets = datagram.toArray();
        Udp.seal(
                MemorySegment.ofArray(octets),
                0,
                octets.length,
                Checksum.pseudoHeader(from.bits(), Workbench.SPOKE.bits(), 17, octets.length));
        return Packets.ipv4(from, Workbench.SPOKE).payload(Bytes.of(octets));
    }

    @Test
    void aPacketLeavesInUdpWithoutAChecksum() {
        bench.boot();
        associate().fromLan(Packets.echo(Packets.PC, Packets.FAR, 84));
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.size()).isEqualTo(0x94 + 8);
        assertThat(ip.u8(9)).isEqualTo(17);
        assertThat(ip.slice(20, 28)).isEqualTo(Bytes.hex("1194 1194 0088 0000"));
        assertThat(ip.i32(28)).isEqualTo(Workbench.SPI_OUT);
        assertThat(Packets.checksumHolds(ip)).isTrue();
    }

    @Test
    void aPacketInUdpReachesTheCustomerWhateverPadIsBehindIt() {
        bench.boot();
        associate().fromWan(fromHub(HUB_PORT, esp(1)));
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(customerAnswer().slice(20));
        Bytes padded =
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .payload(udp(HUB_PORT, 4500, esp(2)).plus(Bytes.zero(5)));
        bench.fromWan(padded);
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(customerAnswer().slice(20));
        assertThat(bench.events).containsExactly("first inbound 3 55667788");
    }

    @Test
    void espRightInIpIsTakenTooAndSoIsUdpThatWasNotAgreedOn() {
        bench.boot();
        associate()
                .fromWan(Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(50).payload(esp(1)));
        bench.onlySent();
        bench.plane.moveInbound(0, Workbench.SPI_IN, SaPath.plain(Workbench.SPOKE, Workbench.HUB));
        bench.fromWan(fromHub(OTHER_PORT, esp(2)));
        bench.onlySent();
        assertThat(bench.events).noneMatch(event -> event.startsWith("peer moved"));
    }

    @Test
    void ikeBehindItsFourZerosIsDelivered() {
        bench.boot();
        Bytes ike = fromHub(HUB_PORT, Bytes.zero(4).plus(Bytes.hex("0102030405060708")));
        associate().fromWan(ike);
        assertThat(bench.delivered).extracting(Workbench.Delivered::packet).containsExactly(ike);
    }

    @Test
    void aKeepaliveIsCountedAndDropped() {
        bench.boot().fromWan(fromHub(HUB_PORT, Bytes.hex("ff")));
        assertThat(bench.dropped()).containsExactly(new DropCount(Drop.NAT_KEEPALIVE, 1));
    }

    @ParameterizedTest
    @CsvSource({"'', 8", "fe, 9", "ffff, 10", "ffffff, 11", "5566778800000001, 7", "55667788, 13"})
    void whatIsNeitherIkeNorEspNorAKeepaliveIsDropped(String payload, int length) {
        bench.boot()
                .fromWan(
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .payload(
                                        Bytes.hex("11941194%04x0000".formatted(length))
                                                .plus(Bytes.hex(payload))));
        assertThat(bench.dropped()).containsExactly(new DropCount(Drop.ESP_UDP, 1));
    }

    @Test
    void anSpiWithoutSequenceNumberIsTooShort() {
        bench.boot().fromWan(fromHub(HUB_PORT, Bytes.hex("55667788")));
        assertThat(bench.dropped()).containsExactly(new DropCount(Drop.ESP_SHORT, 1));
    }

    @Test
    void aFragmentedDatagramIsPutTogetherFirst() {
        bench.boot();
        associate();
        Bytes whole = udp(HUB_PORT, 4500, esp(1));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .fragment(0x2000)
                        .payload(whole.slice(0, 64)));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE).fragment(8).payload(whole.slice(64)));
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(customerAnswer().slice(20));
    }

    @ParameterizedTest
    @CsvSource({
        "AES_GCM_16_256, NONE, 1430, 1410",
        "AES_CBC_256, HMAC_SHA2_256_128, 1414, 1394",
        "AES_CBC_256, HMAC_SHA1_96, 1414, 1394",
        "AES_CBC_256, HMAC_SHA2_512_256, 1398, 1378",
    })
    void theHeaderCostsRoomBeforeItIsRounded(
            Encryption encryption, Integrity integrity, int transport, int tunnel) {
        var suite = new EspSuite(encryption, integrity);
        bench.boot();
        EspKeys keys =
                suite.keys(io.culvert.base.Secret.of(Bytes.zero(suite.keyMaterialOctets())), 0);
        associate(suite, keys, SaBinding.Mode.TRANSPORT);
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(transport);
        bench.plane.removeOutbound(Workbench.TUNNEL, Workbench.SPI_OUT);
        associate(suite, keys, SaBinding.Mode.TUNNEL);
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(tunnel);
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, tunnel));
        assertThat(bench.onlySent().ip().size()).isLessThanOrEqualTo(1500);
    }

    @Test
    void aPeerThatMovedIsReportedOnceAndTheSendingHalfFollowsTheAnswer() {
        bench.boot();
        associate().fromWan(summed(ELSEWHERE, udp(OTHER_PORT, 4500, esp(1))));
        bench.fromWan(summed(ELSEWHERE, udp(OTHER_PORT, 4500, esp(2))));
        assertThat(bench.sent).hasSize(2);
        bench.sent.clear();
        assertThat(bench.events)
                .containsExactly(
                        "first inbound 3 55667788", "peer moved 3 55667788 172.16.0.77 61000");
        bench.plane.moveInbound(0, Workbench.SPI_IN, path(ELSEWHERE, OTHER_PORT));
        bench.plane.moveOutbound(Workbench.TUNNEL, Workbench.SPI_OUT, path(ELSEWHERE, OTHER_PORT));
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, 84));
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.slice(16, 24)).isEqualTo(Bytes.hex("ac10004d 1194 ee48"));
        bench.fromWan(fromHub(HUB_PORT, esp(3)));
        assertThat(bench.events.getLast()).isEqualTo("peer moved 3 55667788 172.16.0.1 4500");
    }

    @Test
    void neitherAnOldPacketNorAForgedOneNorOneWithABrokenPortMovesAPeer() {
        bench.boot();
        associate().fromWan(fromHub(HUB_PORT, esp(10)));
        bench.fromWan(fromHub(OTHER_PORT, esp(9)));
        byte[] forged = esp(11).toArray();
        forged[forged.length - 1] ^= 1;
        bench.fromWan(fromHub(OTHER_PORT, Bytes.of(forged)));
        byte[] broken = summed(Workbench.HUB, udp(HUB_PORT, 4500, esp(12))).toArray();
        broken[21] ^= 1;
        bench.fromWan(Bytes.of(broken));
        bench.fromWan(fromHub(OTHER_PORT, esp(10)));
        assertThat(bench.events).containsExactly("first inbound 3 55667788");
        assertThat(bench.dropped())
                .containsExactlyInAnyOrder(
                        new DropCount(Drop.ESP_AUTHENTICATION, 1),
                        new DropCount(Drop.ESP_UDP, 1),
                        new DropCount(Drop.ESP_REPLAY, 1));
        bench.sent.clear();
    }

    @Test
    void peersBehindOneAddressKeepTheirTunnelsApart() {
        int second = 7;
        bench.more =
                image ->
                        image.add(
                                PlaneInterface.tunnel(
                                                second,
                                                Workbench.CUST2,
                                                TunnelEnds.gre(
                                                        Workbench.SPOKE, Workbench.HUB, true))
                                        .withAddress(Ipv4Address.of("10.1.1.9"))
                                        .withMpls(true));
        bench.boot();
        associate();
        bench.plane.installInbound(
                SaBinding.of(
                        0x0BAD_CAFE,
                        second,
                        0,
                        path(Workbench.HUB, OTHER_PORT),
                        SaBinding.Mode.TRANSPORT,
                        Selectors.hosts(47, Workbench.SPOKE, Workbench.HUB),
                        EspSuite.GCM_128),
                bench.ciphers.opener(EspSuite.GCM_128, Workbench.gcmKeys(), false),
                64);
        bench.fromWan(fromHub(HUB_PORT, esp(1))).onlySent();
        assertThat(bench.plane.interfaceCounters(Workbench.TUNNEL).packetsIn()).isEqualTo(1);
        assertThat(bench.plane.interfaceCounters(second).packetsIn()).isZero();
        Bytes ofSecond =
                bench.sealedWith(
                        0x0BAD_CAFE,
                        Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(customerAnswer())),
                        1);
        bench.fromWan(fromHub(OTHER_PORT, ofSecond));
        assertThat(bench.plane.interfaceCounters(second).packetsIn()).isEqualTo(1);
        bench.sent.clear();
    }

    @ParameterizedTest
    @CsvSource({"4500, 4500, 1400", "4500, 4501, 0", "4501, 4500, 0"})
    void aRouterOnTheWayThatQuotesThePortsAloneIsHeard(int local, int remote, int learned) {
        bench.boot();
        associate();
        Bytes quoted =
                Packets.ipv4(Workbench.SPOKE, Workbench.HUB).payload(Bytes.zero(1480)).slice(0, 20);
        Bytes datagram = Bytes.hex("%04x%04x05c80000".formatted(local, remote));
        bench.fromWan(Packets.fragmentationNeeded(quoted.plus(datagram), 1400));
        assertThat(bench.plane.learnedPathMtu(Workbench.TUNNEL)).isEqualTo(learned);
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(learned == 0 ? 1430 : 1330);
        bench.delivered.clear();
    }
}
