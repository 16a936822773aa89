package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.dataplane.fib.TunnelEnds.Encapsulation;
import io.culvert.engine.Entropy;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a tunnel carries beside GRE: IP right in ESP, MPLS right in IP, IP right in IP. The customer's table leads to the
/// tunnel without a label here.
class TunnelModeTest {
    private static final int SECOND_SPI = 0x0BAD_CAFE;
    private static final Ipv4Address NEAR_LOOPBACK = Ipv4Address.of("10.255.0.1");
    private static final Ipv4Address FAR_LOOPBACK = Ipv4Address.of("10.255.0.2");
    private static final int INNER = 9;

    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.plane.close();
        bench.assertNoLeak();
    }

    /// The tunnel in the customer's table, which leads there without a label.
    private void boot(Encapsulation encapsulation, boolean isProtected) {
        bench.isProtected = isProtected;
        bench.ends = ends -> ends.withEncapsulation(encapsulation);
        bench.tunnel =
                tunnel ->
                        PlaneInterface.tunnel(
                                        Workbench.TUNNEL,
                                        Workbench.CUST1,
                                        tunnel.tunnel().orElseThrow())
                                .withMpls(true)
                                .withMssClamp(PlaneInterface.MSS_OFF)
                                .withIpv6(
                                        PlaneIpv6.of(
                                                Ipv6Address.of("fe80::1"),
                                                Ipv6Address.of("2001:db8:1::1")));
        bench.more =
                image -> {
                    int tunnel = image.entry(new Entry.Tunnel(Workbench.TUNNEL, List.of()));
                    bench.cust1.put(Prefix.DEFAULT_IPV4, tunnel);
                    bench.cust1.put(Prefix.DEFAULT_IPV6, tunnel);
                    return image.forwardIpv6(true);
                };
        bench.boot();
    }

    private static Selectors.Range range(int protocol, int first, int last, String prefix) {
        Prefix of = Prefix.of(prefix);
        return new Selectors.Range(protocol, first, last, of.first(), of.last());
    }

    private static Selectors subnets(String local, String remote) {
        return new Selectors(
                List.of(range(0, 0, 0xFFFF, local)), List.of(range(0, 0, 0xFFFF, remote)));
    }

    private static final Selectors ANY = subnets("0.0.0.0/0", "0.0.0.0/0");

    private void associate(int spiOut, int spiIn, SaBinding.Mode mode, Selectors selectors) {
        var binding =
                SaBinding.of(
                        spiOut,
                        Workbench.TUNNEL,
                        Workbench.GLOBAL,
                        SaPath.plain(Workbench.SPOKE, Workbench.HUB),
                        mode,
                        selectors,
                        EspSuite.GCM_128);
        bench.plane.installOutbound(
                binding,
                bench.ciphers.sealer(
                        EspSuite.GCM_128, Workbench.gcmKeys(), false, Entropy.seeded("spoke")));
        bench.plane.installInbound(
                SaBinding.of(
                        spiIn,
                        Workbench.TUNNEL,
                        Workbench.GLOBAL,
                        binding.path(),
                        mode,
                        selectors,
                        EspSuite.GCM_128),
                bench.ciphers.opener(EspSuite.GCM_128, Workbench.gcmKeys(), false),
                64);
    }

    private void associate(SaBinding.Mode mode, Selectors selectors) {
        associate(Workbench.SPI_OUT, Workbench.SPI_IN, mode, selectors);
    }

    private void fromHub(Bytes payload, int next, int sequence) {
        bench.fromWan(
                bench.sealed(
                        EspSuite.GCM_128,
                        Workbench.gcmKeys(),
                        payload,
                        next,
                        sequence,
                        Workbench.HUB,
                        Workbench.SPOKE));
    }

    private static Bytes request() {
        return Packets.echo(Packets.PC, Packets.FAR, 84);
    }

    private static Bytes six() {
        return Packets.ipv6(
                Ipv6Address.of("2001:db8:2::1"),
                Ipv6Address.of("2001:db8:ffff::1"),
                59,
                64,
                Bytes.zero(20));
    }

    private static Bytes answer() {
        return Packets.echo(Packets.FAR, Packets.PC, 84);
    }

    private void assertReachesTheLan(Bytes packet) {
        var sent = bench.onlySent();
        assertThat(sent.port()).isEqualTo(1);
        assertThat(sent.ip().slice(12)).isEqualTo(packet.slice(12));
    }

    /// The only ESP packet sent, opened.
    private Bytes opened() {
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.u8(9)).isEqualTo(50);
        byte[] octets = ip.slice(20).toArray();
        var memory = MemorySegment.ofArray(octets);
        assertThat(
                        bench.ciphers
                                .opener(EspSuite.GCM_128, Workbench.gcmKeys(), false)
                                .open(memory, 0, octets.length, ip.i32(24)))
                .isTrue();
        return Bytes.of(octets).slice(16, octets.length - 16);
    }

    private static int nextHeader(Bytes clear) {
        return clear.u8(clear.size() - 1);
    }

    @Test
    void ipGoesRightIntoEspOfTunnelMode() {
        boot(Encapsulation.IPSEC, true);
        associate(SaBinding.Mode.TUNNEL, ANY);
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 0)).isEqualTo(1446);
        bench.fromLan(request());
        Bytes clear = opened();
        assertThat(nextHeader(clear)).isEqualTo(4);
        assertThat(clear.slice(12, 84)).isEqualTo(request().slice(12));
        fromHub(answer(), 4, 1);
        assertReachesTheLan(answer());
    }

    @Test
    void whatSelectorsDoNotHoldGoesNeitherOutNorIn() {
        boot(Encapsulation.IPSEC, true);
        associate(SaBinding.Mode.TUNNEL, subnets("192.168.113.0/24", "192.168.114.0/24"));
        bench.fromLan(Packets.echo(Packets.PC, Ipv4Address.of("192.168.115.1"), 84));
        bench.assertDropped(Drop.SA_SELECTOR);
        assertThat(bench.onlySent().ip().slice(20, 22)).isEqualTo(Bytes.hex("030d"));
        fromHub(Packets.echo(Ipv4Address.of("192.168.115.1"), Packets.PC, 84), 4, 1);
        fromHub(Packets.echo(Packets.FAR, Ipv4Address.of("192.168.112.1"), 84), 4, 2);
        fromHub(answer(), 41, 3);
        fromHub(answer(), 47, 4);
        fromHub(answer().slice(0, 60), 4, 5);
        assertThat(bench.plane.drops(Drop.ESP_SELECTOR)).isEqualTo(5);
        assertThat(bench.sent).isEmpty();
        fromHub(answer(), 4, 6);
        assertReachesTheLan(answer());
    }

    @Test
    void eachPacketTakesTheNewestAssociationThatHoldsIt() {
        boot(Encapsulation.IPSEC, true);
        associate(SaBinding.Mode.TUNNEL, subnets("0.0.0.0/0", "192.168.114.0/24"));
        associate(
                SECOND_SPI,
                SECOND_SPI,
                SaBinding.Mode.TUNNEL,
                subnets("0.0.0.0/0", "192.168.115.0/24"));
        bench.fromLan(request());
        assertThat(bench.onlySent().ip().i32(20)).isEqualTo(Workbench.SPI_OUT);
        Bytes other = Packets.echo(Packets.PC, Ipv4Address.of("192.168.115.1"), 84);
        bench.fromLan(other);
        assertThat(bench.onlySent().ip().i32(20)).isEqualTo(SECOND_SPI);
        associate(77_000, 77_000, SaBinding.Mode.TUNNEL, subnets("0.0.0.0/0", "192.168.114.0/24"));
        bench.fromLan(request());
        assertThat(bench.onlySent().ip().i32(20)).isEqualTo(77_000);
        bench.plane.removeOutbound(Workbench.TUNNEL, 77_000);
        bench.fromLan(request());
        assertThat(bench.onlySent().ip().i32(20)).isEqualTo(Workbench.SPI_OUT);
    }

    @Test
    void portsChooseTooAndAllFragmentsGoTheWayOfTheFirst() {
        boot(Encapsulation.IPSEC, true);
        associate(SaBinding.Mode.TUNNEL, ANY);
        associate(
                SECOND_SPI,
                SECOND_SPI,
                SaBinding.Mode.TUNNEL,
                new Selectors(
                        List.of(range(17, 0, 0xFFFF, "0.0.0.0/0")),
                        List.of(range(17, 5000, 5001, "0.0.0.0/0"))));
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR)
                        .payload(Bytes.hex("03e8 1388 05b8 0000").plus(Bytes.zero(1460))));
        assertThat(bench.sent).hasSize(2).allMatch(sent -> sent.ip().i32(20) == SECOND_SPI);
        bench.sent.clear();
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR)
                        .payload(Bytes.hex("03e8 138a 0010 0000").plus(Bytes.zero(8))));
        assertThat(bench.onlySent().ip().i32(20)).isEqualTo(Workbench.SPI_OUT);
        bench.fromLan(Packets.ipv4(Packets.PC, Packets.FAR).fragment(100).payload(Bytes.zero(80)));
        assertThat(bench.onlySent().ip().i32(20)).isEqualTo(Workbench.SPI_OUT);
    }

    @Test
    void bothFamiliesShareATunnelWhoseSelectorsHoldBoth() {
        boot(Encapsulation.IPSEC, true);
        associate(
                SaBinding.Mode.TUNNEL,
                new Selectors(
                        List.of(range(0, 0, 0xFFFF, "0.0.0.0/0"), range(0, 0, 0xFFFF, "::/0")),
                        List.of(range(0, 0, 0xFFFF, "0.0.0.0/0"), range(0, 0, 0xFFFF, "::/0"))));
        Bytes six = six();
        bench.originate(Workbench.CUST1, six, Bound.ANYWHERE);
        Bytes clear = opened();
        assertThat(nextHeader(clear)).isEqualTo(41);
        assertThat(clear.slice(8, six.size())).isEqualTo(six.slice(8));
        fromHub(answer(), 4, 1);
        assertReachesTheLan(answer());
    }

    @Test
    void labelsDoNotFitIntoATunnelOfIpAlone() {
        boot(Encapsulation.IPSEC, true);
        associate(SaBinding.Mode.TUNNEL, ANY);
        bench.more =
                image -> {
                    bench.cust1.put(
                            Prefix.DEFAULT_IPV4,
                            image.entry(
                                    new Entry.Tunnel(Workbench.TUNNEL, List.of(new Label(18)))));
                    return image;
                };
        bench.boot().fromLan(request());
        bench.assertDropped(Drop.TUNNEL_PAYLOAD);
    }

    @Test
    void mplsInIpCarriesIpUnderExplicitNull() {
        boot(Encapsulation.MPLS_IN_IP, true);
        associate(SaBinding.Mode.TRANSPORT, Selectors.hosts(137, Workbench.SPOKE, Workbench.HUB));
        assertThat(bench.plane.ipMtu(Workbench.TUNNEL, 0))
                .isEqualTo(bench.plane.ipMtu(Workbench.TUNNEL, 1));
        bench.fromLan(request());
        Bytes clear = opened();
        assertThat(nextHeader(clear)).isEqualTo(137);
        assertThat(clear.slice(0, 4)).isEqualTo(Packets.label(0, 0, true, 63));
        fromHub(Packets.label(0, 0, true, 64).plus(answer()), 137, 1);
        assertReachesTheLan(answer());
        fromHub(answer(), 4, 2);
        bench.assertDropped(Drop.ESP_SELECTOR);
    }

    @Test
    void ipInIpCarriesEitherFamilyAndLabelsInTheClear() {
        boot(Encapsulation.IP_IN_IP, false);
        bench.fromLan(request());
        Bytes four = bench.onlySent().ip();
        assertThat(four.u8(9)).isEqualTo(4);
        assertThat(four.slice(32)).isEqualTo(request().slice(12));
        Bytes six = six();
        bench.originate(Workbench.CUST1, six, Bound.ANYWHERE);
        assertThat(bench.onlySent().ip().u8(9)).isEqualTo(41);
        bench.fromWan(Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(4).payload(answer()));
        assertReachesTheLan(answer());
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(137)
                        .payload(Packets.label(16, 0, true, 64).plus(answer())));
        assertReachesTheLan(answer());
        bench.fromWan(
                Packets.ipv4(Ipv4Address.of("172.16.0.77"), Workbench.SPOKE)
                        .protocol(4)
                        .payload(answer()));
        bench.assertDropped(Drop.TUNNEL_UNKNOWN);
    }

    @Test
    void protectedIpInIpIsTheSameWhetherTheHeaderIsInsideOrOutside() {
        boot(Encapsulation.IP_IN_IP, true);
        associate(SaBinding.Mode.TRANSPORT, Selectors.hosts(4, Workbench.SPOKE, Workbench.HUB));
        bench.fromLan(request());
        assertThat(nextHeader(opened())).isEqualTo(4);
        fromHub(answer(), 4, 1);
        assertReachesTheLan(answer());
        bench.fromWan(Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(4).payload(answer()));
        bench.assertDropped(Drop.PROTECTION_MISSING);
        bench.plane.removeInbound(Workbench.GLOBAL, Workbench.SPI_IN);
        associate(SaBinding.Mode.TUNNEL, Selectors.hosts(4, Workbench.SPOKE, Workbench.HUB));
        bench.fromLan(request());
        Bytes clear = opened();
        assertThat(clear.slice(12, 20)).isEqualTo(Bytes.hex("ac100167ac100001"));
        assertThat(clear.slice(32, 104)).isEqualTo(request().slice(12));
        fromHub(Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(4).payload(answer()), 4, 2);
        assertReachesTheLan(answer());
    }

    @Test
    void theDeliveryHeaderInsideHasTheAddressesOfTheSelectors() {
        Ipv4Address behindNat = Ipv4Address.of("192.168.77.5");
        boot(Encapsulation.GRE, true);
        associate(SaBinding.Mode.TUNNEL, Selectors.hosts(47, Workbench.SPOKE, behindNat));
        bench.fromLan(request());
        assertThat(opened().slice(12, 20)).isEqualTo(Bytes.hex("ac100167c0a84d05"));
        Bytes gre = Packets.gre(0x0800, answer());
        Bytes delivery = Packets.ipv4(behindNat, Workbench.SPOKE).protocol(47).payload(gre);
        fromHub(delivery, 4, 1);
        assertReachesTheLan(answer());
        fromHub(Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(47).payload(gre), 4, 2);
        bench.assertDropped(Drop.ESP_SELECTOR);
    }

    @Test
    void aDeliveryPacketCutBeforeEncryptionIsPutTogether() {
        boot(Encapsulation.GRE, true);
        associate(SaBinding.Mode.TUNNEL, Selectors.hosts(47, Workbench.SPOKE, Workbench.HUB));
        Bytes gre = Packets.gre(0x0800, answer());
        var delivery = Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(47);
        fromHub(delivery.fragment(0x2000).payload(gre.slice(0, 48)), 4, 1);
        fromHub(delivery.fragment(6).payload(gre.slice(48)), 4, 2);
        assertReachesTheLan(answer());
    }

    /// GRE between loopbacks, its way to the far one through a tunnel of IP in ESP.
    private void bootGreInside() {
        bench.ends = ends -> ends.withEncapsulation(Encapsulation.IPSEC);
        bench.more =
                image -> {
                    image.add(
                            PlaneInterface.tunnel(
                                            INNER,
                                            Workbench.GLOBAL,
                                            TunnelEnds.gre(NEAR_LOOPBACK, FAR_LOOPBACK, false))
                                    .withMpls(true));
                    bench.global.put(Prefix.host(NEAR_LOOPBACK), image.entry(new Entry.Receive()));
                    bench.global.put(
                            Prefix.host(FAR_LOOPBACK),
                            image.entry(new Entry.Tunnel(Workbench.TUNNEL, List.of())));
                    bench.cust1.put(
                            Prefix.DEFAULT_IPV4,
                            image.entry(new Entry.Tunnel(INNER, List.of(new Label(18)))));
                    return image;
                };
        bench.boot();
        associate(SaBinding.Mode.TUNNEL, ANY);
    }

    private static Bytes greOfFarLoopback() {
        return Packets.ipv4(FAR_LOOPBACK, NEAR_LOOPBACK)
                .protocol(47)
                .payload(Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(answer())));
    }

    @Test
    void greWithLabelsRunsBetweenLoopbacksInsideATunnelOfIp() {
        bootGreInside();
        assertThat(bench.plane.ipMtu(INNER, 1)).isEqualTo(1446 - 20 - 4 - 4);
        bench.fromLan(request());
        Bytes clear = opened();
        assertThat(nextHeader(clear)).isEqualTo(4);
        assertThat(clear.slice(12, 28))
                .isEqualTo(
                        Bytes.hex("0aff0001 0aff0002 00008847")
                                .plus(Packets.label(18, 0, true, 63)));
        fromHub(greOfFarLoopback(), 4, 1);
        assertReachesTheLan(answer());
    }

    @Test
    void whatThatTunnelGetsPastTheProtectionIsDropped() {
        bootGreInside();
        bench.fromWan(greOfFarLoopback());
        bench.assertDropped(Drop.PROTECTION_MISSING);
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void transportModeHasNoPlaceInATunnelOfIpAlone() {
        boot(Encapsulation.IPSEC, true);
        associate(SaBinding.Mode.TRANSPORT, ANY);
        bench.fromLan(request());
        bench.assertDropped(Drop.TUNNEL_PAYLOAD);
        fromHub(answer(), 4, 1);
        bench.assertDropped(Drop.ESP_INTERFACE);
        bench.sent.clear();
    }

    @Test
    void selectorsOfEveryAddressAreOfTheirFamilyAlone() {
        boot(Encapsulation.IPSEC, true);
        associate(SaBinding.Mode.TUNNEL, subnets("::/0", "::/0"));
        bench.fromLan(request());
        bench.assertDropped(Drop.SA_SELECTOR);
        fromHub(answer(), 4, 1);
        bench.assertDropped(Drop.ESP_SELECTOR);
        bench.sent.clear();
        assertThat(IpAddress.of("::ffff:1.2.3.4").isIpv4()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Encapsulation.class)
    void noPayloadOfAnAssociationMakesItThrowOrLeak(Encapsulation encapsulation) {
        for (SaBinding.Mode mode : SaBinding.Mode.values()) {
            var random = new SplittableRandom(mode.name().length());
            boot(encapsulation, true);
            associate(
                    mode,
                    new Selectors(
                            List.of(range(0, 0, 0xFFFF, "0.0.0.0/0"), range(0, 0, 0xFFFF, "::/0")),
                            List.of(
                                    range(0, 0, 0xFFFF, "0.0.0.0/0"),
                                    range(0, 0, 0xFFFF, "::/0"))));
            int[] next = {4, 41, 47, 137, 59, 17};
            for (int i = 1; i <= 400; i++) {
                var octets = new byte[random.nextInt(1, 120)];
                random.nextBytes(octets);
                Bytes payload = Bytes.of(octets);
                int kind = random.nextInt(4);
                if (kind == 0) {
                    payload =
                            Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                    .protocol(47)
                                    .payload(payload);
                } else if (kind == 1) {
                    payload =
                            Packets.ipv6(
                                    Ipv6Address.of("2001:db8::1"),
                                    Ipv6Address.of("2001:db8::2"),
                                    random.nextBoolean() ? 44 : 47,
                                    9,
                                    payload);
                }
                fromHub(payload, next[random.nextInt(next.length)], i);
            }
            bench.plane.removeInbound(Workbench.GLOBAL, Workbench.SPI_IN);
            bench.plane.removeOutbound(Workbench.TUNNEL, Workbench.SPI_OUT);
            bench.cust1.clear();
            bench.cust2.clear();
            bench.global.clear();
        }
        assertThat(bench.plane.drops(Drop.ESP_AUTHENTICATION)).isZero();
        bench.sent.clear();
        bench.delivered.clear();
    }
}
