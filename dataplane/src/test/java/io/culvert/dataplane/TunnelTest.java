package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.fib.TunnelEnds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TunnelTest {
    private static final Bytes E1 =
            Bytes.hex(
                    """
                    11223344 00000001 00000000 00000001 467194b5 6c85566f c26c4643 db059466
                    2ef30ecf 565df1a8 ad59f911 14a6b1a5 f9cfceaa 253092d4 340fe2bf c725b51f
                    be5fe3d9 1151ebd4 cc37d704 ba41862b 3fd051cf 06fbe345 e4bb529f 31312253
                    f3be29d4 a40a71bc b3c59200 9ae35d67 b393d7cc 0959658a 9dd6f5b9 7f19a9ef
                    """);
    private static final Bytes ECHO = Packets.D1.slice(8);

    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    /// The customer's packet of vector D1 as it was before this hop: time to live 64.
    private static Bytes customerEcho() {
        return Packets.ipv4(Packets.PC, Packets.FAR).protocol(1).payload(ECHO.slice(20));
    }

    @Test
    void aCustomerPacketLeavesAsVectorE1() {
        bench.boot().associate().fromLan(customerEcho());
        var sent = bench.onlySent();
        assertThat(sent.port()).isZero();
        assertThat(sent.frame().slice(0, 14)).isEqualTo(Bytes.hex("0200000000f10200000000010800"));
        Bytes ip = sent.ip();
        assertThat(ip.slice(20)).isEqualTo(E1);
        assertThat(ip.slice(0, 4)).isEqualTo(Bytes.hex("45000094"));
        assertThat(ip.slice(8, 10)).isEqualTo(Bytes.hex("ff32"));
        assertThat(ip.slice(12, 20)).isEqualTo(Bytes.hex("ac100167ac100001"));
        assertThat(Packets.checksumHolds(ip)).isTrue();
    }

    @Test
    void aPacketOfTheHubReachesTheCustomersLan() {
        var inner = Packets.echo(Packets.FAR, Packets.PC, 84);
        bench.boot().associate();
        bench.fromWan(
                bench.sealedByHub(
                        Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(inner)), 1));
        var sent = bench.onlySent();
        assertThat(sent.port()).isEqualTo(1);
        assertThat(sent.frame().slice(0, 18))
                .isEqualTo(Bytes.hex("0200000000c1 020000000002 8100000a 0800"));
        assertThat(sent.ip().u8(8)).isEqualTo(63);
        assertThat(sent.ip().slice(20)).isEqualTo(inner.slice(20));
        assertThat(bench.plane.labelOctets(16)).isEqualTo(88);
    }

    @Test
    void tunnelModeAndCbcCarryThePacketThere() {
        var there =
                new Workbench()
                        .boot()
                        .associate(Workbench.CBC_512, Workbench.cbcKeys(), SaBinding.Mode.TUNNEL);
        there.fromLan(customerEcho());
        Bytes esp = there.onlySent().ip();
        assertThat(esp.size()).isEqualTo(20 + 8 + 16 + 128 + 32);
        there.assertNoLeak();
        var inner = Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(customerAnswer()));
        bench.boot().associate(Workbench.CBC_512, Workbench.cbcKeys(), SaBinding.Mode.TUNNEL);
        var delivery = Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(47).payload(inner);
        bench.fromWan(
                bench.sealed(
                        Workbench.CBC_512,
                        Workbench.cbcKeys(),
                        delivery,
                        4,
                        1,
                        Workbench.HUB,
                        Workbench.SPOKE));
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(customerAnswer().slice(20));
    }

    private static Bytes customerAnswer() {
        return Packets.echo(Packets.FAR, Packets.PC, 84);
    }

    @Test
    void aTunnelWithoutAssociationDropsAndAsksForOne() {
        bench.boot().fromLan(customerEcho());
        bench.assertDropped(Drop.SA_MISSING);
        assertThat(bench.events).contains("association " + Workbench.TUNNEL);
        assertThat(bench.sent).allSatisfy(sent -> assertThat(sent.port()).isEqualTo(1));
        bench.sent.clear();
    }

    @Test
    void aRemovedAssociationClosesTheTunnel() {
        bench.boot().associate();
        assertThat(bench.plane.removeOutbound(Workbench.TUNNEL, Workbench.SPI_OUT)).isPresent();
        bench.fromLan(customerEcho());
        bench.assertDropped(Drop.SA_MISSING);
        bench.sent.clear();
    }

    @Test
    void greInTheClearForAProtectedTunnelIsDropped() {
        bench.boot().associate();
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(47)
                        .payload(
                                Packets.gre(
                                        0x8847,
                                        Packets.label(16, 0, true, 64).plus(customerAnswer()))));
        bench.assertDropped(Drop.PROTECTION_MISSING);
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void mplsRightOnTheWanIsDropped() {
        bench.boot().associate();
        bench.frame(
                0,
                "020000000001",
                0,
                0x8847,
                Packets.label(16, 0, true, 64).plus(customerAnswer()));
        bench.assertDropped(Drop.MPLS_DISABLED);
    }

    @Test
    void mplsInIpAndInUdpFromTheWanAreDropped() {
        bench.boot().associate();
        var labelled = Packets.label(16, 0, true, 64).plus(customerAnswer());
        bench.fromWan(Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(137).payload(labelled));
        bench.assertDropped(Drop.TUNNEL_UNKNOWN);
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(17)
                        .payload(
                                Bytes.hex("c00019eb%04x0000".formatted(8 + labelled.size()))
                                        .plus(labelled)));
        bench.assertDropped(Drop.MPLS_OUTSIDE_TUNNEL);
    }

    @Test
    void aReplayedPacketIsDroppedAndCounted() {
        bench.boot().associate();
        var packet =
                bench.sealedByHub(
                        Packets.gre(0x8847, Packets.label(16, 0, true, 64).plus(customerAnswer())),
                        7);
        bench.fromWan(packet).onlySent();
        bench.fromWan(packet);
        bench.assertDropped(Drop.ESP_REPLAY);
        assertThat(bench.plane.saCounters().getFirst())
                .satisfies(
                        counters -> {
                            assertThat(counters.packets()).isEqualTo(1);
                            assertThat(counters.replayDrops()).isEqualTo(1);
                            assertThat(counters.sequence()).isEqualTo(7);
                            assertThat(counters.lastNanos()).isEqualTo(bench.now);
                        });
    }

    @Test
    void aForgedPacketIsDroppedAndDoesNotMoveTheWindow() {
        bench.boot().associate();
        byte[] forged = bench.sealedByHub(Packets.D1, 1000).toArray();
        forged[forged.length - 1] ^= 1;
        bench.fromWan(Bytes.of(forged));
        bench.assertDropped(Drop.ESP_AUTHENTICATION);
        assertThat(bench.plane.saCounters().getFirst().sequence()).isZero();
    }

    @Test
    void anUnknownSpiIsReported() {
        bench.boot();
        bench.fromWan(bench.sealedByHub(Packets.D1, 1));
        bench.assertDropped(Drop.ESP_SPI_UNKNOWN);
        assertThat(bench.events).contains("invalid spi 55667788");
    }

    @Test
    void whatTheAssociationWasNotNegotiatedForIsDropped() {
        bench.boot().associate();
        bench.fromWan(
                bench.sealed(
                        EspSuite.GCM_128,
                        Workbench.gcmKeys(),
                        customerAnswer(),
                        4,
                        1,
                        Workbench.HUB,
                        Workbench.SPOKE));
        bench.assertDropped(Drop.ESP_SELECTOR);
    }

    @Test
    void anotherSourceThanTheTunnelsPeerIsDropped() {
        bench.boot().associate();
        bench.fromWan(
                bench.sealed(
                        EspSuite.GCM_128,
                        Workbench.gcmKeys(),
                        Packets.D1,
                        47,
                        1,
                        Ipv4Address.of("172.16.0.77"),
                        Workbench.SPOKE));
        bench.assertDropped(Drop.ESP_SELECTOR);
    }

    @Test
    void aGreKeyOfAnotherTunnelInsideTheAssociationIsDropped() {
        bench.boot().associate();
        bench.fromWan(
                bench.sealedByHub(Bytes.hex("20008847 00000005").plus(Packets.D1.slice(4)), 1));
        bench.assertDropped(Drop.GRE_KEY);
    }

    @Test
    void aDummyPacketIsDiscardedInSilence() {
        bench.boot().associate();
        bench.fromWan(
                bench.sealed(
                        EspSuite.GCM_128,
                        Workbench.gcmKeys(),
                        Bytes.zero(40),
                        59,
                        1,
                        Workbench.HUB,
                        Workbench.SPOKE));
        bench.assertDropped(Drop.ESP_DUMMY);
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void aPacketForTheRouterOutOfTheTunnelSaysThatItWasProtected() {
        bench.boot().associate();
        var bgp = Packets.syn(Ipv4Address.of("10.0.0.1"), Ipv4Address.of("10.1.1.3"), Bytes.EMPTY);
        bench.fromWan(bench.sealedByHub(Packets.gre(0x0800, bgp), 1));
        assertThat(bench.delivered)
                .containsExactly(new Workbench.Delivered(0, Workbench.TUNNEL, true, bgp));
    }

    @Test
    void theSameFromTheWanSaysThatItWasNot() {
        bench.boot().associate();
        var bgp = Packets.syn(Ipv4Address.of("10.0.0.1"), Ipv4Address.of("10.1.1.3"), Bytes.EMPTY);
        bench.fromWan(bgp);
        assertThat(bench.delivered)
                .containsExactly(new Workbench.Delivered(0, Workbench.WAN, false, bgp));
    }

    @Test
    void aBoundPacketLeavesByTheTunnelAndByNothingElse() {
        bench.boot().associate();
        var toHub =
                Packets.syn(Ipv4Address.of("10.1.1.3"), Ipv4Address.of("10.0.0.1"), Bytes.EMPTY);
        bench.originate(0, toHub, Bound.PROTECTED_TUNNELS);
        assertThat(bench.onlySent().ip().u8(9)).isEqualTo(50);
        var elsewhere =
                Packets.syn(Ipv4Address.of("10.1.1.3"), Ipv4Address.of("172.16.0.1"), Bytes.EMPTY);
        bench.originate(0, elsewhere, Bound.PROTECTED_TUNNELS);
        bench.assertDropped(Drop.BOUND_ELSEWHERE);
        bench.originate(0, elsewhere, Bound.only(Workbench.TUNNEL));
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void aRekeyTakesOverWithTheNextPacket() {
        bench.boot().associate().fromLan(customerEcho());
        bench.onlySent();
        bench.plane.installOutbound(
                Workbench.binding(0x0BADCAFE, EspSuite.GCM_128, SaBinding.Mode.TRANSPORT, false),
                bench.ciphers.sealer(
                        EspSuite.GCM_128,
                        Workbench.gcmKeys(),
                        false,
                        io.culvert.engine.Entropy.seeded("x")));
        bench.fromLan(customerEcho());
        assertThat(bench.onlySent().ip().i32(20)).isEqualTo(0x0BADCAFE);
        assertThat(bench.plane.removeOutbound(Workbench.TUNNEL, Workbench.SPI_OUT)).isPresent();
        bench.fromLan(customerEcho());
        assertThat(bench.onlySent().ip().i32(24)).isEqualTo(2);
    }

    @Test
    void theOlderOfTwoAssociationsGoesOnWhenTheNewerGoes() {
        bench.boot().associate();
        bench.plane.installOutbound(
                Workbench.binding(0x0BADCAFE, EspSuite.GCM_128, SaBinding.Mode.TRANSPORT, false),
                bench.ciphers.sealer(
                        EspSuite.GCM_128,
                        Workbench.gcmKeys(),
                        false,
                        io.culvert.engine.Entropy.seeded("x")));
        assertThat(bench.plane.removeOutbound(Workbench.TUNNEL, 0x0BADCAFE)).isPresent();
        bench.fromLan(customerEcho());
        assertThat(bench.onlySent().ip().i32(20)).isEqualTo(Workbench.SPI_OUT);
        assertThat(bench.plane.removeOutbound(Workbench.TUNNEL, Workbench.SPI_OUT)).isPresent();
        bench.fromLan(customerEcho());
        bench.assertDropped(Drop.SA_MISSING);
    }

    @Test
    void limitsOfOctetsAreToldOnceAndThenKept() {
        bench.boot();
        bench.plane.installOutbound(
                Workbench.binding(
                                Workbench.SPI_OUT,
                                EspSuite.GCM_128,
                                SaBinding.Mode.TRANSPORT,
                                false)
                        .withLimits(2, 4L * customerEcho().size()),
                bench.ciphers.sealer(
                        EspSuite.GCM_128,
                        Workbench.gcmKeys(),
                        false,
                        io.culvert.engine.Entropy.seeded("x")));
        // Label and GRE header count, so the fourth packet goes beyond the limit, and the fifth is
        // one too many.
        for (int i = 0; i < 5; i++) {
            bench.fromLan(customerEcho());
        }
        assertThat(bench.sent).hasSize(4);
        bench.assertDropped(Drop.SA_LIFETIME);
        assertThat(bench.events).containsExactly("soft limit 3 11223344 false");
    }

    @Test
    void theFirstAuthenticPacketOfAnAssociationIsToldOnce() {
        bench.boot().associate();
        Bytes good = bench.sealedByHub(Packets.gre(0x0800, ECHO), 1);
        byte[] forged = good.toArray();
        forged[forged.length - 1] ^= 1;
        bench.fromWan(Bytes.of(forged));
        assertThat(bench.events).isEmpty();
        bench.fromWan(good);
        bench.fromWan(bench.sealedByHub(Packets.gre(0x0800, ECHO), 2));
        assertThat(bench.events)
                .filteredOn(event -> event.startsWith("first"))
                .containsExactly("first inbound 3 " + Integer.toHexString(Workbench.SPI_IN));
    }

    @Test
    void sequenceNumbersNeverWrap() {
        bench.boot().associate();
        var sa =
                new OutboundSa(
                        Workbench.binding(1000, EspSuite.GCM_128, SaBinding.Mode.TRANSPORT, false),
                        bench.ciphers.sealer(
                                EspSuite.GCM_128,
                                Workbench.gcmKeys(),
                                false,
                                io.culvert.engine.Entropy.seeded("x")));
        sa.sequence = 0xFFFF_FFFEL;
        assertThat(sa.isExhausted()).isFalse();
        sa.sequence++;
        assertThat(sa.isExhausted()).isTrue();
    }

    @Test
    void mplsInIpUsesProtocol137AsVectorE5() {
        bench.ends = ends -> ends.withEncapsulation(TunnelEnds.Encapsulation.MPLS_IN_IP);
        bench.boot();
        bench.plane.installOutbound(
                SaBinding.of(
                        Workbench.SPI_OUT,
                        Workbench.TUNNEL,
                        0,
                        SaPath.plain(Workbench.SPOKE, Workbench.HUB),
                        SaBinding.Mode.TRANSPORT,
                        Selectors.hosts(137, Workbench.SPOKE, Workbench.HUB),
                        EspSuite.GCM_128),
                bench.ciphers.sealer(
                        EspSuite.GCM_128,
                        Workbench.gcmKeys(),
                        false,
                        io.culvert.engine.Entropy.seeded("x")));
        bench.fromLan(customerEcho()).onlySent();
        bench.fromLan(customerEcho());
        assertThat(bench.onlySent().ip().slice(20, 68))
                .isEqualTo(
                        Bytes.hex(
                                """
                                11223344 00000002 00000000 00000002 a1274742 f446ab93 0da1bb36 a2039b45
                                852b2027 fb3fc866 6b7fa31b fa92b23d
                                """));
    }
}
