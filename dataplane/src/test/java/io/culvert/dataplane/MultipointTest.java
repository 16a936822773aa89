package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.Workbench.Nhrp;
import io.culvert.dataplane.Workbench.Transit;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.testkit.Golden;
import io.culvert.wire.gre.Gre;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `tunnel mode gre multipoint`: a base, and beside it a tunnel for each peer that is known. Peer is the hub here, on [Workbench#TUNNEL].
class MultipointTest {
    private static final int BASE = 8;
    private static final Bytes N2 = Golden.of("gre").getLast().octets().slice(16);
    private static final Ipv4Address STRANGER = Ipv4Address.of("172.16.1.200");
    private static final Ipv4Address OVERLAY = Ipv4Address.of("10.1.1.77");

    private final Workbench bench = new Workbench();
    private TunnelEnds base = TunnelEnds.multipoint(Workbench.SPOKE, false);
    private PlaneNhrp nhrp = PlaneNhrp.of(1).withRedirect(8);

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    private Workbench boot() {
        bench.isProtected = false;
        bench.tunnel = tunnel -> tunnel.withNhrp(PlaneNhrp.of(1));
        bench.more =
                image -> {
                    image.add(
                            PlaneInterface.tunnel(BASE, Workbench.GLOBAL, base)
                                    .withMpls(true)
                                    .withAddress(Ipv4Address.of("10.1.1.3"))
                                    .withIpv6(
                                            PlaneIpv6.of(
                                                    Ipv6Address.of("fe80::3"), Ipv6Address.ANY))
                                    .withNhrp(nhrp));
                    var toBase = new Entry.Tunnel(BASE, List.of());
                    bench.global.put(Prefix.of("10.1.1.0/24"), image.entry(toBase));
                    bench.global.put(
                            Prefix.of("192.168.200.0/24"),
                            image.entry(toBase.withNextHop(Ipv4Address.of("10.1.1.88"))));
                    bench.global.put(
                            Prefix.of("2001:db8:77::/48"),
                            image.entry(toBase.withNextHop(Ipv6Address.of("2001:db8::88"))));
                    var labelled =
                            new Entry.Tunnel(BASE, List.of(new Label(40)))
                                    .withNextHop(Ipv4Address.of("10.1.1.99"));
                    bench.cust2.put(Prefix.of("192.168.99.0/24"), image.entry(labelled));
                    return image.label(
                            new Label(25),
                            new LabelAction.Swap(
                                    List.of(new Label(40)),
                                    image.entry(toBase.withNextHop(Ipv4Address.of("10.1.1.99"))),
                                    Workbench.CUST2));
                };
        bench.boot();
        bench.plane.setNeighbor(bench.now, Workbench.WAN, STRANGER, Workbench.ISP_MAC);
        return bench;
    }

    private void from(Ipv4Address source, Bytes gre) {
        bench.fromWan(Packets.ipv4(source, Workbench.SPOKE).protocol(47).payload(gre));
    }

    @Test
    void theBaseTakesInTheClearWhatHasNoTunnelOfItsOwn() {
        boot();
        from(STRANGER, Packets.gre(Gre.NHRP, N2));
        from(Workbench.HUB, Packets.gre(Gre.NHRP, N2));
        assertThat(bench.nhrp)
                .containsExactly(
                        new Nhrp(BASE, Workbench.GLOBAL, false, false, STRANGER, N2),
                        new Nhrp(
                                Workbench.TUNNEL,
                                Workbench.GLOBAL,
                                false,
                                false,
                                Workbench.HUB,
                                N2));
        from(
                STRANGER,
                Packets.gre(Gre.IPV4, Packets.echo(OVERLAY, Ipv4Address.of("10.1.1.3"), 84)));
        assertThat(bench.delivered).hasSize(1);
        assertThat(bench.delivered.getFirst().ifIndex()).isEqualTo(BASE);
    }

    @Test
    void anotherKeyIsNotTheBases() {
        base = base.withKey(5);
        boot();
        from(STRANGER, Packets.gre(Gre.NHRP, N2));
        bench.assertDropped(Drop.TUNNEL_UNKNOWN);
        from(STRANGER, Bytes.hex("20002001 00000005").plus(N2));
        assertThat(bench.nhrp).hasSize(1);
    }

    @Test
    void anotherFrontDoorIsNotTheBases() {
        base = base.withFrontDoor(Workbench.CUST2);
        boot();
        from(STRANGER, Packets.gre(Gre.NHRP, N2));
        bench.assertDropped(Drop.TUNNEL_UNKNOWN);
    }

    @Test
    void aBaseThatRequiresProtectionTakesNothingInTheClear() {
        base = TunnelEnds.multipoint(Workbench.SPOKE, true);
        boot();
        from(STRANGER, Packets.gre(Gre.NHRP, N2));
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(Drop.PROTECTION_MISSING);
    }

    /// Such as one from a template, whose peer is not known yet.
    @Test
    void aTunnelWithoutFarEndIsNoBase() {
        base = TunnelEnds.gre(Workbench.SPOKE, Ipv4Address.ANY, false);
        boot();
        from(STRANGER, Packets.gre(Gre.NHRP, N2));
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(Drop.TUNNEL_UNKNOWN);
    }

    @Test
    void aRedirectGoesToWhoSentThePacket() {
        boot();
        bench.global.clear();
        from(
                STRANGER,
                Packets.gre(Gre.IPV4, Packets.echo(OVERLAY, Ipv4Address.of("10.0.0.1"), 84)));
        assertThat(bench.onlySent().ip().slice(16, 20)).isEqualTo(Workbench.HUB.bytes());
        assertThat(bench.transits).hasSize(1);
        Transit told = bench.transits.getFirst();
        assertThat(told.in()).isEqualTo(BASE);
        assertThat(told.outerSource()).isEqualTo(STRANGER);
        assertThat(told.out()).isEqualTo(Workbench.TUNNEL);
    }

    private void originate(String destination) {
        bench.originate(
                Workbench.GLOBAL,
                Packets.echo(Ipv4Address.of("10.1.1.3"), Ipv4Address.of(destination), 84),
                Bound.ANYWHERE);
    }

    @Test
    void aNextHopThatNobodyKnowsIsWantedOnceASecond() {
        boot();
        originate("10.1.1.77");
        originate("10.1.1.77");
        originate("192.168.200.1");
        assertThat(bench.events).containsExactly("endpoint 8 10.1.1.77", "endpoint 8 10.1.1.88");
        assertThat(bench.plane.drops(Drop.ENDPOINT_UNKNOWN)).isEqualTo(3);
        bench.now += Redirects.ENDPOINT_NANOS;
        originate("10.1.1.77");
        assertThat(bench.events).hasSize(3);
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void ipv6NextHopsAreWantedToo() {
        boot();
        bench.originate(
                Workbench.GLOBAL,
                Packets.echo6(
                        Ipv6Address.of("2001:db8::1"), Ipv6Address.of("2001:db8:77::1"), 64, 84),
                Bound.ANYWHERE);
        assertThat(bench.events).containsExactly("endpoint 8 2001:db8::88");
        bench.assertDropped(Drop.ENDPOINT_UNKNOWN);
    }

    @Test
    void noMoreNextHopsAreWantedThanTheLimit() {
        boot();
        for (int i = 0; i < Redirects.ENDPOINTS_PER_SECOND + 50; i++) {
            originate("10.1.1." + (4 + i));
        }
        assertThat(bench.events.size())
                .isBetween(Redirects.ENDPOINTS_PER_SECOND / 2, Redirects.ENDPOINTS_PER_SECOND);
    }

    @Test
    void theDefaultPeerTakesItMeanwhile() {
        nhrp = nhrp.withDefaultPeer(Workbench.TUNNEL);
        boot();
        originate("192.168.200.1");
        assertThat(bench.events).containsExactly("endpoint 8 10.1.1.88");
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.slice(16, 20)).isEqualTo(Workbench.HUB.bytes());
        assertThat(ip.slice(40, 44)).isEqualTo(Ipv4Address.of("192.168.200.1").bytes());
    }

    /// A packet for the link is bound to it.
    @Test
    void whatIsBoundToTheBaseMayGoToItsPeers() {
        nhrp = nhrp.withDefaultPeer(Workbench.TUNNEL);
        boot();
        Ipv6Address ours = Ipv6Address.of("fe80::3");
        bench.originate(
                Workbench.GLOBAL,
                Packets.echo6(ours, Ipv6Address.of("fe80::4"), 64, 84),
                Bound.only(BASE));
        assertThat(bench.events).containsExactly("endpoint 8 fe80::4");
        assertThat(bench.onlySent().ip().slice(16, 20)).isEqualTo(Workbench.HUB.bytes());
    }

    /// A label means something to the next hop alone.
    @Test
    void theDefaultPeerTakesNoLabels() {
        nhrp = nhrp.withDefaultPeer(Workbench.TUNNEL);
        boot();
        bench.originate(
                Workbench.CUST2,
                Packets.echo(Ipv4Address.of("192.168.123.1"), Ipv4Address.of("192.168.99.1"), 84),
                Bound.ANYWHERE);
        from(
                Workbench.HUB,
                Packets.gre(
                        Gre.MPLS,
                        Packets.label(25, 0, true, 64)
                                .plus(Packets.echo(Packets.FAR, Packets.PC, 84))));
        assertThat(bench.plane.drops(Drop.ENDPOINT_UNKNOWN)).isEqualTo(2);
        assertThat(bench.events).containsExactly("endpoint 8 10.1.1.99");
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void theRouterAnswersAPeerWithoutATunnelOfItsOwn() {
        boot();
        bench.plane.originateTunnel(
                bench.now, BASE, STRANGER, bench.slab.of(N2.toArray()), Gre.NHRP);
        var sent = bench.onlySent();
        assertThat(sent.ip().slice(12, 20))
                .isEqualTo(Workbench.SPOKE.bytes().plus(STRANGER.bytes()));
        assertThat(sent.ip().slice(20)).isEqualTo(Packets.gre(Gre.NHRP, N2));
        bench.plane.originateTunnel(bench.now, BASE, bench.slab.of(N2.toArray()), Gre.NHRP);
        bench.assertDropped(Drop.TUNNEL_NO_DESTINATION);
        bench.plane.originateTunnel(
                bench.now, BASE, IpAddress.of("::1"), bench.slab.of(N2.toArray()), Gre.NHRP);
        bench.plane.originateTunnel(
                bench.now, Workbench.TUNNEL, STRANGER, bench.slab.of(N2.toArray()), Gre.NHRP);
        assertThat(bench.plane.drops(Drop.TUNNEL_NO_DESTINATION)).isEqualTo(3);
    }

    @Test
    void aProtectedBaseSendsNothingInTheClear() {
        base = TunnelEnds.multipoint(Workbench.SPOKE, true);
        boot();
        bench.plane.originateTunnel(
                bench.now, BASE, STRANGER, bench.slab.of(N2.toArray()), Gre.NHRP);
        bench.assertDropped(Drop.SA_MISSING);
        assertThat(bench.sent).isEmpty();
    }
}
