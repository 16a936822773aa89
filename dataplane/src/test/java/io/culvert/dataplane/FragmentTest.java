package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentTest {
    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.plane.close();
        bench.assertNoLeak();
    }

    private static EspKeys keys(EspSuite suite) {
        return suite.keys(Secret.of(Bytes.zero(suite.keyMaterialOctets())), 0);
    }

    @ParameterizedTest
    @CsvSource({
        "AES_GCM_16_256, NONE, 1438, 1418, 1466",
        "CHACHA20_POLY1305, NONE, 1438, 1418, 1466",
        "AES_CBC_128, HMAC_SHA1_96, 1430, 1410, 1458",
        "AES_CBC_256, HMAC_SHA2_256_128, 1430, 1410, 1458",
        "AES_CBC_256, HMAC_SHA2_384_192, 1414, 1394, 1442",
        "AES_CBC_256, HMAC_SHA2_512_256, 1414, 1394, 1442",
    })
    void theArithmeticOfEspHolds(
            Encryption encryption, Integrity integrity, int transport, int tunnel, int plaintext) {
        var suite = new EspSuite(encryption, integrity);
        bench.boot().associate(suite, keys(suite), SaBinding.Mode.TRANSPORT);
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(transport);
        assertThat(bench.plane.plaintextMtu(Workbench.TUNNEL)).isEqualTo(plaintext);
        // The largest packet passes whole, and fills the link to within one alignment; one octet
        // more does not.
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR)
                        .dontFragment()
                        .payload(Bytes.zero(transport - 20)));
        int outer = bench.onlySent().ip().size();
        assertThat(outer).isBetween(1500 - suite.alignment() + 1, 1500);
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR)
                        .dontFragment()
                        .payload(Bytes.zero(transport - 19)));
        assertTooBig(bench.onlySent(), transport);
        var other = new Workbench().boot().associate(suite, keys(suite), SaBinding.Mode.TUNNEL);
        assertThat(other.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(tunnel);
        other.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR)
                        .dontFragment()
                        .payload(Bytes.zero(tunnel - 20)));
        assertThat(other.onlySent().ip().size()).isBetween(1500 - suite.alignment() + 1, 1500);
    }

    private static void assertTooBig(Workbench.Sent sent, int mtu) {
        Bytes error = sent.ip();
        assertThat(error.slice(20, 22)).isEqualTo(Bytes.hex("0304"));
        assertThat(error.u16(26)).isEqualTo(mtu);
        assertThat(error.slice(12, 20)).isEqualTo(Bytes.hex("c0a87101c0a8710a"));
    }

    @Test
    void aLabelledPacketIsCutBeforeEncryptionAndEveryPieceHasTheLabel() {
        bench.isProtected = false;
        bench.boot();
        Bytes packet = Packets.echo(Packets.PC, Packets.FAR, 3000);
        bench.fromLan(packet);
        assertThat(bench.sent).hasSize(3);
        var whole = new ArrayList<Bytes>();
        for (Workbench.Sent sent : bench.sent) {
            Bytes outer = sent.ip();
            assertThat(outer.size()).isLessThanOrEqualTo(1500);
            assertThat(outer.slice(24, 28)).isEqualTo(Packets.label(18, 0, true, 63));
            Bytes inner = outer.slice(28);
            assertThat(Packets.checksumHolds(inner)).isTrue();
            assertThat(inner.u16(6) & 0x1FFF)
                    .isEqualTo(whole.stream().mapToInt(Bytes::size).sum() / 8);
            whole.add(inner.slice(20));
        }
        assertThat(bench.sent.getLast().ip().u16(28 + 6) & 0x2000).isZero();
        assertThat(Bytes.concat(whole.toArray(new Bytes[0]))).isEqualTo(packet.slice(20));
        bench.sent.clear();
    }

    @Test
    void noUnreachablesMeansNoTooBigEither() {
        bench.lan = lan -> lan.withUnreachables(false);
        bench.boot().associate();
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR).dontFragment().payload(Bytes.zero(1460)));
        bench.assertDropped(Drop.TOO_BIG);
        assertThat(bench.sent).isEmpty();
    }

    private static List<Bytes> cut(Bytes packet, int piece, int identification) {
        var pieces = new ArrayList<Bytes>();
        Bytes payload = packet.slice(20);
        for (int at = 0; at < payload.size(); at += piece) {
            int end = Math.min(at + piece, payload.size());
            int more = end < payload.size() ? 0x2000 : 0;
            pieces.add(
                    Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                            .protocol(packet.u8(9))
                            .id(identification)
                            .fragment(more | at / 8)
                            .payload(payload.slice(at, end)));
        }
        return pieces;
    }

    @Test
    void fragmentsInAnyOrderAndWithDuplicatesBecomeThePacket() {
        bench.boot();
        for (int seed = 0; seed < 20; seed++) {
            Bytes packet =
                    Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                            .payload(Workbench.sequence(seed, 4001));
            var pieces = new ArrayList<>(cut(packet, 1000 - seed * 8, seed));
            var firstTwo = List.copyOf(pieces.subList(0, 2));
            Collections.shuffle(pieces, new Random(seed));
            pieces.addAll(pieces.size() - 1, firstTwo);
            pieces.forEach(bench::fromWan);
            assertThat(bench.delivered).as("seed %d: %s", seed, bench.dropped()).hasSize(1);
            Bytes whole = bench.delivered.removeFirst().packet();
            assertThat(whole.slice(20)).isEqualTo(packet.slice(20));
            assertThat(Packets.checksumHolds(whole)).isTrue();
            bench.now += 31_000_000_000L;
            bench.plane.onTime(bench.now);
            bench.sent.clear();
        }
    }

    @Test
    void aFragmentedEspPacketIsOpened() {
        bench.boot().associate();
        var inner = Packets.echo(Packets.FAR, Packets.PC, 1400);
        var esp =
                bench.sealedByHub(
                        Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(inner)), 1);
        cut(esp, 800, 9).forEach(bench::fromWan);
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(inner.slice(20));
    }

    @Test
    void anOverlapThrowsThePacketAway() {
        bench.boot();
        var pieces =
                cut(Packets.ipv4(Workbench.HUB, Workbench.SPOKE).payload(Bytes.zero(100)), 48, 5);
        bench.fromWan(pieces.get(0));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .id(5)
                        .fragment(0x2000 | 5)
                        .payload(Bytes.zero(16)));
        assertThat(bench.plane.drops(Drop.FRAGMENT_OVERLAP)).isEqualTo(2);
        assertThat(bench.slab.inUse()).isZero();
    }

    @Test
    void packetsThatContradictThemselvesAreThrownAway() {
        bench.boot();
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .id(5)
                        .fragment(10)
                        .payload(Bytes.zero(16)));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .id(5)
                        .fragment(20)
                        .payload(Bytes.zero(16)));
        assertThat(bench.plane.drops(Drop.FRAGMENT_OVERLAP)).isEqualTo(2);
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .id(6)
                        .fragment(0x2000)
                        .payload(Bytes.zero(15)));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .id(7)
                        .fragment(0x1FFF)
                        .payload(Bytes.zero(100)));
        assertThat(bench.plane.drops(Drop.FRAGMENT_MALFORMED)).isEqualTo(2);
    }

    @Test
    void aPacketThatStaysIncompleteTimesOutAndItsSourceIsTold() {
        bench.boot();
        bench.plane.setNeighbor(
                bench.now, Workbench.WAN, Ipv4Address.of("172.16.1.104"), Workbench.ISP_MAC);
        bench.fromWan(
                Packets.ipv4(Ipv4Address.of("172.16.1.104"), Workbench.SPOKE)
                        .fragment(0x2000)
                        .payload(Bytes.zero(64)));
        assertThat(bench.plane.wakeAtNanos()).isEqualTo(bench.now + Reassembly.TIMEOUT_NANOS);
        bench.plane.onTime(bench.now + Reassembly.TIMEOUT_NANOS);
        bench.assertDropped(Drop.FRAGMENT_TIMEOUT);
        assertThat(bench.onlySent().ip().slice(20, 22)).isEqualTo(Bytes.hex("0b01"));
        assertThat(bench.plane.wakeAtNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void reassemblyHasItsLimits() {
        bench.boot();
        for (int i = 0; i <= Reassembly.PACKETS_OF_SOURCE_MAX; i++) {
            bench.fromWan(
                    Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                            .id(i)
                            .fragment(0x2000)
                            .payload(Bytes.zero(8)));
        }
        bench.assertDropped(Drop.REASSEMBLY_SOURCE_FULL);
        for (int i = 0; i <= Reassembly.PACKETS_MAX - Reassembly.PACKETS_OF_SOURCE_MAX; i++) {
            bench.fromWan(
                    Packets.ipv4(new Ipv4Address(0x0B00_0000 + i), Workbench.SPOKE)
                            .fragment(0x2000)
                            .payload(Bytes.zero(8)));
        }
        bench.assertDropped(Drop.REASSEMBLY_FULL);
    }

    @Test
    void aTunnelInTheClearLearnsThePathMtuForTenMinutesToo() {
        bench.isProtected = false;
        bench.boot();
        Bytes big = Packets.ipv4(Packets.PC, Packets.FAR).dontFragment().payload(Bytes.zero(1430));
        bench.fromLan(big);
        Bytes outer = bench.onlySent().ip();
        bench.fromWan(Packets.fragmentationNeeded(outer.slice(0, 28), 1400));
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(1400 - 20 - 4 - 4);
        bench.fromWan(Packets.fragmentationNeeded(outer.slice(0, 28), 1420));
        bench.fromWan(Packets.fragmentationNeeded(outer.slice(0, 28), 500));
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(1372);
        bench.plane.onTime(bench.now + 601_000_000_000L);
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(1472);
        bench.delivered.clear();
    }

    @Test
    void theTunnelLearnsThePathMtuForTenMinutes() {
        bench.boot().associate();
        Bytes big = Packets.ipv4(Packets.PC, Packets.FAR).dontFragment().payload(Bytes.zero(1418));
        bench.fromLan(big);
        Bytes esp = bench.onlySent().ip();
        bench.fromWan(Packets.fragmentationNeeded(esp.slice(0, 28), 1400));
        assertThat(bench.events).containsExactly("path mtu 3 1366");
        bench.fromLan(big);
        assertTooBig(bench.onlySent(), 1338);
        bench.fromWan(Packets.fragmentationNeeded(esp.slice(0, 28), 500));
        bench.fromWan(Packets.fragmentationNeeded(esp.slice(0, 28), 1450));
        assertThat(bench.plane.learnedPathMtu(Workbench.TUNNEL)).isEqualTo(1400);
        byte[] stranger = esp.toArray();
        stranger[20] ^= 1;
        bench.fromWan(Packets.fragmentationNeeded(Bytes.of(stranger).slice(0, 28), 600));
        assertThat(bench.plane.learnedPathMtu(Workbench.TUNNEL)).isEqualTo(1400);
        bench.now += PathMtu.AGE_NANOS;
        bench.plane.onTime(bench.now);
        assertThat(bench.events).endsWith("path mtu 3 1466");
        bench.fromLan(big);
        assertThat(bench.onlySent().port()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0204ffff, 0204%04x",
        "010402040fff, 010402040fff",
        "020405b401010402, 0204%04x01010402",
        "01020405b40101, 010204%04x0101"
    })
    void theSegmentSizeIsLoweredToWhatTheTunnelCarries(String options, String expected) {
        bench.isProtected = false;
        bench.boot();
        Bytes given =
                Bytes.hex(
                        options.length() % 8 == 0
                                ? options
                                : options + "00".repeat((8 - options.length() % 8) / 2));
        bench.fromLan(Packets.syn(Packets.PC, Packets.FAR, given));
        Bytes inner = bench.onlySent().ip().slice(28);
        String want = expected.formatted(1500 - 20 - 4 - 4 - 40);
        assertThat(inner.slice(40, 40 + want.length() / 2)).isEqualTo(Bytes.hex(want));
        assertTcpChecksum(inner);
    }

    @Test
    void theSegmentSizeIsLoweredOnTheWayInToo() {
        bench.isProtected = false;
        bench.boot();
        Bytes syn = Packets.syn(Packets.FAR, Packets.PC, Bytes.hex("020405b4"));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(47)
                        .payload(Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(syn))));
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.u16(42)).isEqualTo(1432);
        assertTcpChecksum(ip);
        assertThat(bench.plane.planeCounters().mssClamped()).isEqualTo(1);
    }

    private static void assertTcpChecksum(Bytes ip) {
        long pseudo =
                io.culvert.wire.ip.Checksum.pseudoHeader(ip.i32(12), ip.i32(16), 6, ip.size() - 20);
        long sum =
                io.culvert.wire.ip.Checksum.sum(
                        java.lang.foreign.MemorySegment.ofArray(ip.toArray()), 20, ip.size());
        assertThat(io.culvert.wire.ip.Checksum.finish(pseudo + sum)).isZero();
    }

    @Test
    void aBigPacketOfTheRoutersOwnThatMustNotBeCutIsReported() {
        bench.boot().associate();
        bench.originate(
                0,
                Packets.ipv4(Ipv4Address.of("10.1.1.3"), Ipv4Address.of("10.0.0.1"))
                        .dontFragment()
                        .payload(Bytes.zero(1450)),
                Bound.ANYWHERE);
        bench.assertDropped(Drop.TOO_BIG);
        assertThat(bench.events).containsExactly("too big 10.0.0.1 1442");
    }
}
