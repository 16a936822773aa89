package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.testkit.Golden;
import io.culvert.wire.gre.Gre;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The router's own NHRP on its way into tunnels.
class ControlOutputTest {
    private static final Bytes N2 = Golden.of("gre").getLast().octets().slice(16);
    private static final Bytes N5 = Golden.of("gre").getLast().octets();

    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    private int n2() {
        return bench.slab.of(N2.toArray());
    }

    private Workbench inClear() {
        bench.isProtected = false;
        return bench.boot();
    }

    @Test
    void nhrpGoesRightInGreAsNetworkControl() {
        inClear();
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.NHRP);
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.slice(20)).isEqualTo(Packets.gre(Gre.NHRP, N2));
        assertThat(ip.u8(1)).isEqualTo(0xC0);
        assertThat(ip.u8(9)).isEqualTo(47);
        assertThat(IpAddress.of(ip.slice(12, 16))).isEqualTo(Workbench.SPOKE);
        assertThat(IpAddress.of(ip.slice(16, 20))).isEqualTo(Workbench.HUB);
        assertThat(Packets.checksumHolds(ip)).isTrue();
        assertThat(bench.plane.interfaceCounters(Workbench.TUNNEL).packetsOut()).isEqualTo(1);
    }

    @Test
    void theKeyOfTheTunnelIsPutOn() {
        bench.ends = ends -> ends.withKey(5);
        inClear();
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.NHRP);
        assertThat(bench.onlySent().ip().slice(20))
                .isEqualTo(Bytes.hex("20002001 00000005").plus(N2));
    }

    @Test
    void aProtectedTunnelSealsIt() {
        bench.boot().associate();
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.NHRP);
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.u8(9)).isEqualTo(50);
        assertThat(ip.size()).isEqualTo(20 + 8 + 8 + 96 + 16);
    }

    @Test
    void withoutAnAssociationItIsDroppedAndOneIsWanted() {
        bench.boot();
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.NHRP);
        bench.assertDropped(Drop.SA_MISSING);
        assertThat(bench.events).containsExactly("association " + Workbench.TUNNEL);
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void vectorN5IsWhatLeavesInTheChannelOfALabel() {
        inClear();
        int slot = n2();
        DataPlane.putChannel(bench.slab, slot, List.of(new Label(18)));
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, slot, Gre.MPLS);
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.slice(20)).isEqualTo(N5);
        assertThat(ip.u8(1)).isEqualTo(0xC0);
    }

    @Test
    void severalLabelsStandInTheirOrder() {
        int slot = n2();
        DataPlane.putChannel(bench.slab, slot, List.of(new Label(99), new Label(18)));
        assertThat(Bytes.of(bench.slab.memory(), bench.slab.start[slot], 16))
                .isEqualTo(
                        Bytes.concat(
                                Packets.label(99, 6, false, 255),
                                Packets.label(18, 6, false, 255),
                                Packets.label(13, 0, true, 1),
                                Bytes.hex("10007ff8")));
        bench.slab.free(slot);
    }

    /// The default route of cust1 has label 18.
    @Test
    void onALabelItTakesTheWayOfTheData() {
        inClear();
        bench.plane.originateOnLabel(bench.now, Workbench.CUST1, Packets.FAR, n2());
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(N5);
        bench.plane.originateOnLabel(
                bench.now, Workbench.CUST1, IpAddress.of("2001:db8:114::9"), n2());
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(N5);
    }

    @Test
    void onALabelOfSeveralWaysItTakesOne() {
        bench.more =
                image -> {
                    int one =
                            image.entry(new Entry.Tunnel(Workbench.TUNNEL, List.of(new Label(18))));
                    int members = image.entry(new Entry.Multipath(List.of(one)));
                    bench.cust1.put(Prefix.of("192.168.114.0/24"), members);
                    return image;
                };
        inClear();
        bench.plane.originateOnLabel(bench.now, Workbench.CUST1, Packets.FAR, n2());
        assertThat(bench.onlySent().ip().slice(20)).isEqualTo(N5);
    }

    @Test
    void whereTheRouteHasNoLabelThereIsNoChannel() {
        inClear();
        bench.plane.originateOnLabel(bench.now, Workbench.GLOBAL, IpAddress.of("10.0.0.1"), n2());
        bench.plane.originateOnLabel(bench.now, Workbench.CUST1, Packets.PC, n2());
        assertThat(bench.plane.drops(Drop.CHANNEL_UNLABELLED)).isEqualTo(2);
        bench.plane.originateOnLabel(bench.now, Workbench.CUST2, Packets.FAR, n2());
        bench.assertDropped(Drop.NO_ROUTE);
        bench.plane.originateOnLabel(bench.now, 99, Packets.FAR, n2());
        bench.assertDropped(Drop.TABLE_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(
            value = TunnelEnds.Encapsulation.class,
            names = "GRE",
            mode = EnumSource.Mode.EXCLUDE)
    void nhrpNeedsGre(TunnelEnds.Encapsulation encapsulation) {
        bench.ends = ends -> ends.withEncapsulation(encapsulation);
        bench.boot().associate();
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.NHRP);
        bench.assertDropped(Drop.TUNNEL_PAYLOAD);
    }

    @Test
    void whatTheTunnelCannotTakeIsDropped() {
        bench.tunnel = tunnel -> tunnel.withMpls(false);
        inClear();
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.IPV4);
        bench.assertDropped(Drop.TUNNEL_PAYLOAD);
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.MPLS);
        bench.assertDropped(Drop.MPLS_DISABLED);
        bench.plane.originateTunnel(bench.now, Workbench.WAN, n2(), Gre.NHRP);
        bench.assertDropped(Drop.INTERFACE_UNKNOWN);
        int large = bench.slab.of(new byte[1477]);
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, large, Gre.NHRP);
        bench.assertDropped(Drop.TOO_BIG);
        int largest = bench.slab.of(new byte[1476]);
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, largest, Gre.NHRP);
        assertThat(bench.onlySent().ip().size()).isEqualTo(1500);
    }

    @Test
    void aTunnelThatIsDownTakesNothing() {
        bench.tunnel = tunnel -> tunnel.withUp(false).withNhrp(PlaneNhrp.of(1));
        inClear();
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.NHRP);
        bench.assertDropped(Drop.INTERFACE_DOWN);
    }

    @Test
    void aTunnelWithoutItsFarEndTakesNothing() {
        bench.ends = _ -> TunnelEnds.gre(Workbench.SPOKE, IpAddress.of("0.0.0.0"), false);
        inClear();
        bench.plane.originateTunnel(bench.now, Workbench.TUNNEL, n2(), Gre.NHRP);
        bench.assertDropped(Drop.TUNNEL_NO_DESTINATION);
    }
}
