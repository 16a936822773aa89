package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Icmpv6;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The tunnel of the workbench over a provider that has IPv6 alone.
class Ipv6TunnelTest {
    private static final Ipv6Address SPOKE = Ipv6Address.of("2001:db8:1::2");
    private static final Ipv6Address HUB = Ipv6Address.of("2001:db8:2::2");
    private static final Ipv6Address GATEWAY = Ipv6Address.of("2001:db8:1::1");
    private static final int UDP = 17;
    private static final int ESP = 50;
    private static final int GRE = 47;
    private static final int FRAGMENT = 44;

    private final Workbench bench = new Workbench();
    private List<Label> labels = List.of(new Label(18));

    @AfterEach
    void noSlotLeaks() {
        bench.plane.close();
        bench.assertNoLeak();
    }

    private void boot(boolean isProtected) {
        bench.wan = wan -> wan.withIpv6(PlaneIpv6.of(Ipv6Address.of("fe80::1"), SPOKE));
        bench.tunnel =
                _ ->
                        PlaneInterface.tunnel(
                                        Workbench.TUNNEL,
                                        Workbench.GLOBAL,
                                        TunnelEnds.gre(SPOKE, HUB, isProtected))
                                .withMpls(true)
                                .withMssClamp(PlaneInterface.MSS_OFF);
        bench.more =
                image -> {
                    bench.global.put(Prefix.host(SPOKE), image.entry(new Entry.Receive()));
                    bench.global.put(
                            Prefix.DEFAULT_IPV6,
                            image.entry(new Entry.Adjacency(Workbench.WAN, GATEWAY)));
                    bench.cust1.put(
                            Prefix.DEFAULT_IPV4,
                            image.entry(new Entry.Tunnel(Workbench.TUNNEL, labels)));
                    bench.global.put(
                            Prefix.of("192.168.113.0/24"),
                            image.entry(new Entry.Attached(Workbench.LAN)));
                    return image.forwardIpv6(true);
                };
        bench.boot();
        bench.plane.setNeighbor(bench.now, Workbench.WAN, GATEWAY, Workbench.ISP_MAC);
    }

    private void associate(boolean udp) {
        var path =
                new SaPath(
                        SPOKE,
                        HUB,
                        udp ? Optional.of(new UdpEncapsulation(4500, 4500)) : Optional.empty());
        bench.plane.installOutbound(
                binding(Workbench.SPI_OUT, path),
                bench.ciphers.sealer(
                        EspSuite.GCM_128, Workbench.gcmKeys(), false, Entropy.seeded("spoke")));
        bench.plane.installInbound(
                binding(Workbench.SPI_IN, path),
                bench.ciphers.opener(EspSuite.GCM_128, Workbench.gcmKeys(), false),
                64);
    }

    private static SaBinding binding(int spi, SaPath path) {
        return SaBinding.of(
                spi,
                Workbench.TUNNEL,
                Workbench.GLOBAL,
                path,
                SaBinding.Mode.TRANSPORT,
                Selectors.hosts(GRE, SPOKE, HUB),
                EspSuite.GCM_128);
    }

    private static Bytes answer() {
        return Packets.echo(Packets.FAR, Packets.PC, 84);
    }

    private static Bytes labelled() {
        return Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(answer()));
    }

    private void from6(Bytes ip) {
        bench.frame(0, "020000000001", 0, 0x86DD, ip);
    }

    private static Bytes fromHub(int next, Bytes payload) {
        return Packets.ipv6(HUB, SPOKE, next, 60, payload);
    }

    private void assertReachesTheLan() {
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(answer().slice(20));
    }

    private Bytes sent() {
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, 84));
        var sent = bench.onlySent();
        assertThat(sent.type()).isEqualTo(0x86DD);
        assertThat(sent.ip().slice(8, 24)).isEqualTo(SPOKE.bytes());
        assertThat(sent.ip().slice(24, 40)).isEqualTo(HUB.bytes());
        return sent.ip();
    }

    @Test
    void greRunsOverIpv6InTheClear() {
        boot(false);
        Bytes ip = sent();
        assertThat(ip.u8(6)).isEqualTo(GRE);
        assertThat(ip.u8(7)).isEqualTo(255);
        assertThat(ip.slice(40, 44)).isEqualTo(Bytes.hex("00008847"));
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(1500 - 40 - 4 - 4);
        from6(fromHub(GRE, labelled()));
        assertReachesTheLan();
    }

    @Test
    void espRunsOverIpv6() {
        boot(true);
        associate(false);
        Bytes ip = sent();
        assertThat(ip.u8(6)).isEqualTo(ESP);
        assertThat(ip.i32(40)).isEqualTo(Workbench.SPI_OUT);
        assertThat(ip.i32(0) & 0xF_FFFF).as("flow label").isNotZero();
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(1418);
        from6(fromHub(ESP, bench.sealedWith(Workbench.SPI_IN, labelled(), 1)));
        assertReachesTheLan();
        from6(fromHub(GRE, labelled()));
        bench.assertDropped(Drop.PROTECTION_MISSING);
    }

    @Test
    void optionsBeforeEspAreLookedPast() {
        boot(true);
        associate(false);
        Bytes options = Bytes.hex("32 00 0104 00000000");
        from6(fromHub(60, options.plus(bench.sealedWith(Workbench.SPI_IN, labelled(), 1))));
        assertReachesTheLan();
    }

    @Test
    void udpOverIpv6HasAChecksumAndIsNotTakenWithout() {
        boot(true);
        associate(true);
        Bytes ip = sent();
        assertThat(ip.u8(6)).isEqualTo(UDP);
        assertThat(ip.slice(40, 44)).isEqualTo(Bytes.hex("11941194"));
        var memory = MemorySegment.ofArray(ip.toArray());
        long pseudo =
                Checksum.pseudoHeader6(
                        SPOKE.high(), SPOKE.low(), HUB.high(), HUB.low(), UDP, ip.size() - 40);
        assertThat(Checksum.finish(pseudo + Checksum.sum(memory, 40, ip.size()))).isZero();
        Bytes esp = bench.sealedWith(Workbench.SPI_IN, labelled(), 1);
        byte[] datagram =
                Bytes.hex("11941194%04x0000".formatted(8 + esp.size())).plus(esp).toArray();
        from6(fromHub(UDP, Bytes.of(datagram)));
        assertThat(bench.dropped()).containsExactly(new DropCount(Drop.ESP_UDP, 1));
        Udp.seal(
                MemorySegment.ofArray(datagram),
                0,
                datagram.length,
                Checksum.pseudoHeader6(
                        HUB.high(), HUB.low(), SPOKE.high(), SPOKE.low(), UDP, datagram.length));
        from6(fromHub(UDP, Bytes.of(datagram)));
        assertReachesTheLan();
    }

    @Test
    void fragmentsOfEspArePutTogetherAndOverlapsThrowThePacketAway() {
        boot(true);
        associate(false);
        Bytes esp = bench.sealedWith(Workbench.SPI_IN, labelled(), 1);
        from6(fromHub(FRAGMENT, Bytes.hex("32000001 00000007").plus(esp.slice(0, 64))));
        from6(fromHub(FRAGMENT, Bytes.hex("32000040 00000007").plus(esp.slice(64))));
        assertReachesTheLan();
        from6(fromHub(FRAGMENT, Bytes.hex("32000001 00000008").plus(esp.slice(0, 64))));
        from6(fromHub(FRAGMENT, Bytes.hex("32000038 00000008").plus(Bytes.zero(40))));
        assertThat(bench.plane.drops(Drop.FRAGMENT_OVERLAP)).isEqualTo(2);
    }

    private Bytes tooBig(Bytes quoted, int mtu) {
        byte[] octets =
                Packets.ipv6(
                                GATEWAY,
                                SPOKE,
                                58,
                                64,
                                Bytes.hex("02000000 %08x".formatted(mtu)).plus(quoted))
                        .toArray();
        Icmpv6.seal(MemorySegment.ofArray(octets), 0, 40, octets.length);
        return Bytes.of(octets);
    }

    @Test
    void packetTooBigLowersThePathMtuButNotBelow1280() {
        boot(true);
        associate(false);
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, 1400));
        Bytes quoted = bench.onlySent().ip().slice(0, 48);
        from6(tooBig(quoted, 1279));
        assertThat(bench.plane.learnedPathMtu(Workbench.TUNNEL)).isZero();
        from6(tooBig(quoted, 1280));
        assertThat(bench.plane.learnedPathMtu(Workbench.TUNNEL)).isEqualTo(1280);
        byte[] forged = tooBig(quoted, 1300).toArray();
        forged[42] ^= 1;
        from6(Bytes.of(forged));
        assertThat(bench.plane.learnedPathMtu(Workbench.TUNNEL)).isEqualTo(1280);
        bench.delivered.clear();
    }

    @Test
    void packetTooBigCountsForATunnelInTheClearToo() {
        boot(false);
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, 1400));
        from6(tooBig(bench.onlySent().ip().slice(0, 48), 1300));
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 1)).isEqualTo(1300 - 40 - 4 - 4);
        bench.delivered.clear();
    }

    @Test
    void theTrafficClassIsCopiedOutwardsAndCongestionInwards() {
        labels = List.of();
        boot(true);
        associate(false);
        bench.fromLan(Packets.ipv4(Packets.PC, Packets.FAR).tos(0xBA).payload(Bytes.zero(20)));
        assertThat(bench.onlySent().ip().i32(0) >>> 20 & 0xFF).isEqualTo(0xBA);
        Bytes inner = Packets.ipv4(Packets.FAR, Packets.PC).tos(0x02).payload(Bytes.zero(20));
        byte[] marked =
                fromHub(ESP, bench.sealedWith(Workbench.SPI_IN, Packets.gre(0x0800, inner), 1))
                        .toArray();
        marked[1] |= 0x30;
        from6(Bytes.of(marked));
        assertThat(bench.onlySent().ip().u8(1)).isEqualTo(0x03);
    }
}
