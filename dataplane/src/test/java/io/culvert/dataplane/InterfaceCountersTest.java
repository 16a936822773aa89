package io.culvert.dataplane;

import static io.culvert.dataplane.Workbench.LAN;
import static io.culvert.dataplane.Workbench.TRUNK;
import static io.culvert.dataplane.Workbench.TUNNEL;
import static io.culvert.dataplane.Workbench.WAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an interface has carried and lost, and what an observer sees of tunnels.
class InterfaceCountersTest {
    private static final int TAGGED_HEAD = 18;
    private static final int LABEL = 4;

    private final Workbench bench = new Workbench();
    private final Bytes echo = Packets.echo(Packets.PC, Packets.FAR, 100);

    @AfterEach
    void noSlotLeaks() {
        bench.plane.close();
        bench.assertNoLeak();
    }

    private InterfaceCounters of(int ifIndex) {
        return bench.plane.interfaceCounters(ifIndex);
    }

    @Test
    void aTaggedFrameCountsAtItsSubInterfaceAndAtThePortWithItsTag() {
        bench.boot().associate();
        bench.fromLan(echo);
        for (int each : List.of(LAN, TRUNK)) {
            assertThat(of(each).packetsIn()).isEqualTo(1);
            assertThat(of(each).octetsIn()).isEqualTo(TAGGED_HEAD + echo.size());
            assertThat(of(each).lastInNanos()).isEqualTo(bench.now);
            assertThat(of(each).lastOutNanos()).isEqualTo(InterfaceCounters.NEVER);
        }
        assertThat(of(Workbench.LAN2)).isEqualTo(InterfaceCounters.ZERO);
    }

    @Test
    void aTunnelCountsWhatIsInsideLabelsAmongIt() {
        bench.boot().associate();
        bench.fromLan(echo);
        assertThat(of(TUNNEL).packetsOut()).isEqualTo(1);
        assertThat(of(TUNNEL).octetsOut()).isEqualTo(LABEL + echo.size());
        assertThat(of(WAN).octetsOut()).isEqualTo(bench.onlySent().frame().size());
    }

    @Test
    void broadcastsAndMulticastsAreToldApart() {
        bench.boot();
        bench.frame(0, "ffffffffffff", 0, 0x0806, Bytes.zero(46));
        bench.frame(0, "01005e000001", 0, 0x0800, echo);
        bench.frame(1, "ffffffffffff", 10, 0x0806, Bytes.zero(46));
        assertThat(of(WAN).broadcastsIn()).isEqualTo(1);
        assertThat(of(WAN).multicastsIn()).isEqualTo(1);
        assertThat(of(LAN).broadcastsIn()).isEqualTo(1);
        assertThat(of(TRUNK).broadcastsIn()).isEqualTo(1);
        bench.plane.transmitRaw(
                bench.now,
                WAN,
                bench.slab.of(Bytes.hex("ffffffffffff").plus(Bytes.zero(54)).toArray()));
        assertThat(of(WAN).broadcastsOut()).isEqualTo(1);
    }

    @Test
    void whatIsLostOnTheWayOutCountsAtBothInterfaces() {
        bench.boot();
        bench.fromLan(echo);
        var missing = new DropCount(Drop.SA_MISSING, 1);
        assertThat(of(LAN).dropsIn()).containsExactly(missing);
        assertThat(of(TUNNEL).dropsOut()).containsExactly(missing);
        assertThat(of(TUNNEL).dropsIn()).isEmpty();
    }

    @Test
    void whatWaitsForANeighbourInVainIsLostWhereItShouldHaveLeft() {
        bench.boot();
        Ipv4Address silent = Ipv4Address.of("172.16.1.200");
        bench.fromWan(Packets.echo(Ipv4Address.of("172.16.1.1"), silent, 60));
        bench.plane.neighborUnreachable(bench.now, WAN, silent);
        assertThat(of(WAN).dropsOut()).containsExactly(new DropCount(Drop.NEIGHBOR_UNREACHABLE, 1));
        bench.sent.clear();
    }

    @Test
    void countersSinceAReadingLeaveOutWhatWasBefore() {
        bench.boot();
        bench.fromLan(echo);
        InterfaceCounters base = of(LAN);
        assertThat(of(LAN).since(base).packetsIn()).isZero();
        assertThat(of(LAN).since(base).dropsIn()).isEmpty();
        bench.fromLan(echo);
        assertThat(of(LAN).since(base).packetsIn()).isEqualTo(1);
        assertThat(of(LAN).since(base).dropsIn(Drop.SA_MISSING)).isEqualTo(1);
    }

    @Test
    void anObserverSeesWhatIsInsideATunnelLabelsAndAll() {
        var seen = new ArrayList<String>();
        bench.plane.setTap(
                new Tap() {
                    @Override
                    public void tunnelIn(int slot, int ifIndex, int type) {
                        note("in", slot, ifIndex, type);
                    }

                    @Override
                    public void tunnelOut(int slot, int ifIndex, int type) {
                        note("out", slot, ifIndex, type);
                    }

                    private void note(String way, int slot, int ifIndex, int type) {
                        seen.add(
                                "%s %d %04x %d"
                                        .formatted(way, ifIndex, type, bench.slab.length(slot)));
                    }
                });
        bench.boot().associate();
        bench.fromLan(echo);
        Bytes back = Packets.echo(Packets.FAR, Packets.PC, 100);
        Bytes labelled = Packets.label(Workbench.VPN_LABEL_IN, 0, true, 64).plus(back);
        bench.fromWan(bench.sealedByHub(Packets.gre(0x8847, labelled), 1));
        int length = LABEL + echo.size();
        assertThat(seen).containsExactly("out 3 8847 " + length, "in 3 8847 " + length);
        bench.sent.clear();
    }
}
