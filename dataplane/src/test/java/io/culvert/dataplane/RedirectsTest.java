package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.Workbench.Transit;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A hub with two spokes behind tunnels of one NHRP network: what passes between them is a reason to redirect (nhrp.md section 3).
class RedirectsTest {
    private static final int SPOKE2 = 6;
    private static final int ELSEWHERE = 7;
    private static final Ipv4Address SPOKE2_NBMA = Ipv4Address.of("172.16.1.104");
    private static final Ipv4Address TO = Ipv4Address.of("192.168.200.1");
    private static final Ipv4Address FROM = Ipv4Address.of("192.168.114.1");
    private static final Ipv6Address TO6 = Ipv6Address.of("2001:db8:200::1");
    private static final PlaneIpv6 SIX =
            PlaneIpv6.of(Ipv6Address.of("fe80::1"), Ipv6Address.of("2001:db8::1"));
    private static final long INTERVAL = Duration.ofSeconds(8).toNanos();
    private static final PlaneNhrp REDIRECTS = PlaneNhrp.of(1).withRedirect(INTERVAL);

    private final Workbench bench = new Workbench();
    private PlaneNhrp in = REDIRECTS;
    private PlaneNhrp out = PlaneNhrp.of(1);
    private PlaneNhrp elsewhere = PlaneNhrp.of(2);

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    private static PlaneInterface tunnel(int index, Ipv4Address end, PlaneNhrp nhrp) {
        return PlaneInterface.tunnel(
                        index, Workbench.GLOBAL, TunnelEnds.gre(Workbench.SPOKE, end, false))
                .withMpls(true)
                .withNhrp(nhrp)
                .withIpv6(SIX);
    }

    private Workbench hub() {
        bench.isProtected = false;
        bench.tunnel = tunnel -> tunnel.withNhrp(in).withIpv6(SIX);
        bench.more =
                image -> {
                    image.add(tunnel(SPOKE2, SPOKE2_NBMA, out));
                    image.add(tunnel(ELSEWHERE, Ipv4Address.of("172.16.1.1"), elsewhere));
                    int plain = image.entry(new Entry.Tunnel(SPOKE2, List.of()));
                    int labelled = image.entry(new Entry.Tunnel(SPOKE2, List.of(new Label(16))));
                    bench.global.put(Prefix.of("192.168.200.0/24"), plain);
                    bench.global.put(
                            Prefix.of("192.168.114.0/24"),
                            image.entry(new Entry.Tunnel(Workbench.TUNNEL, List.of())));
                    bench.global.put(
                            Prefix.of("192.168.201.0/24"),
                            image.entry(new Entry.Tunnel(ELSEWHERE, List.of())));
                    bench.global.put(Prefix.of("169.254.9.0/24"), plain);
                    bench.global.put(Prefix.of("2001:db8:200::/48"), plain);
                    bench.cust1.put(Prefix.of("192.168.200.0/24"), labelled);
                    bench.cust1.put(Prefix.of("2001:db8:200::/48"), labelled);
                    return image.label(
                                    new Label(25),
                                    new LabelAction.Swap(
                                            List.of(new Label(16)), plain, Workbench.CUST1))
                            .label(
                                    new Label(26),
                                    new LabelAction.Swap(
                                            List.of(new Label(16)),
                                            plain,
                                            LabelAction.TABLE_UNKNOWN))
                            .label(
                                    new Label(27),
                                    new LabelAction.PopForward(Workbench.CUST1, labelled));
                };
        bench.boot();
        bench.plane.setNeighbor(bench.now, Workbench.WAN, SPOKE2_NBMA, Workbench.ISP_MAC);
        return bench;
    }

    private void fromSpoke1(int protocol, Bytes payload) {
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(47)
                        .payload(Packets.gre(protocol, payload)));
        assertThat(bench.sent).as("the packet itself goes on; %s", bench.dropped()).hasSize(1);
        bench.sent.clear();
    }

    private static Bytes head(Bytes packet) {
        var octets = packet.slice(0, Math.min(packet.size(), PlaneEvents.HEAD_MAX)).toArray();
        octets[8]--;
        Ipv4.seal(MemorySegment.ofArray(octets), 0);
        return Bytes.of(octets);
    }

    private static Bytes echo() {
        return Packets.echo(FROM, TO, 84);
    }

    @Test
    void ipv4BetweenTwoSpokesIsTold() {
        hub();
        fromSpoke1(Gre.IPV4, echo());
        assertThat(bench.transits)
                .containsExactly(
                        new Transit(
                                Workbench.TUNNEL,
                                Workbench.HUB,
                                SPOKE2,
                                Workbench.GLOBAL,
                                false,
                                head(echo())));
        assertThat(bench.plane.planeCounters().redirectsTold()).isEqualTo(1);
    }

    @Test
    void aShortPacketIsToldWhole() {
        hub();
        fromSpoke1(Gre.IPV4, Packets.echo(FROM, TO, 28));
        assertThat(bench.transits.getFirst().head().size()).isEqualTo(28);
    }

    @Test
    void ipv6BetweenTwoSpokesIsTold() {
        hub();
        Bytes packet = Packets.echo6(Packets.FAR6, TO6, 64, 100);
        fromSpoke1(Gre.IPV6, packet);
        assertThat(bench.transits).hasSize(1);
        Bytes head = bench.transits.getFirst().head();
        assertThat(head.size()).isEqualTo(PlaneEvents.HEAD_MAX);
        assertThat(head.slice(8)).isEqualTo(packet.slice(8, PlaneEvents.HEAD_MAX));
    }

    @ParameterizedTest
    @CsvSource({"16, true, 1", "27, true, 1", "25, true, 1", "0, false, 0"})
    void underALabelTheTableIsThatOfTheLabel(int label, boolean labelled, int table) {
        hub();
        Bytes stack = Packets.label(label, 0, true, 64);
        fromSpoke1(Gre.MPLS, stack.plus(echo()));
        assertThat(bench.transits).hasSize(1);
        Transit told = bench.transits.getFirst();
        assertThat(told.table()).isEqualTo(table);
        assertThat(told.labelled()).isEqualTo(labelled);
        assertThat(told.head().slice(12, 28)).isEqualTo(echo().slice(12, 28));
    }

    @ParameterizedTest
    @CsvSource({"16", "25"})
    void ipv6UnderALabelIsTold(int label) {
        hub();
        Bytes packet = Packets.echo6(Packets.FAR6, TO6, 64, 100);
        fromSpoke1(Gre.MPLS, Packets.label(label, 0, true, 64).plus(packet));
        assertThat(bench.transits).hasSize(1);
        assertThat(bench.transits.getFirst().labelled()).isTrue();
        assertThat(bench.transits.getFirst().head().slice(8, 60)).isEqualTo(packet.slice(8, 60));
    }

    /// Nobody knows a VRF of it.
    @Test
    void underATransitLabelNothingIsTold() {
        hub();
        fromSpoke1(Gre.MPLS, Packets.label(26, 0, true, 64).plus(echo()));
        assertThat(bench.transits).isEmpty();
    }

    @Test
    void whatIsNoIpUnderALabelIsNotTold() {
        hub();
        fromSpoke1(Gre.MPLS, Packets.label(25, 0, true, 64).plus(Bytes.zero(60)));
        assertThat(bench.transits).isEmpty();
    }

    @Test
    void backIntoTheSameTunnelIsTold() {
        hub();
        fromSpoke1(Gre.IPV4, Packets.echo(TO, FROM, 84));
        assertThat(bench.transits).extracting(Transit::out).containsExactly(Workbench.TUNNEL);
    }

    @Test
    void anotherNetworkIsNotTold() {
        hub();
        fromSpoke1(Gre.IPV4, Packets.echo(FROM, Ipv4Address.of("192.168.201.1"), 84));
        assertThat(bench.transits).isEmpty();
    }

    @Test
    void withoutRedirectNothingIsTold() {
        in = PlaneNhrp.of(1);
        out = REDIRECTS;
        hub();
        fromSpoke1(Gre.IPV4, echo());
        assertThat(bench.transits).isEmpty();
    }

    @Test
    void withoutNhrpOnTheWayOutNothingIsTold() {
        out = PlaneNhrp.OFF;
        hub();
        fromSpoke1(Gre.IPV4, echo());
        assertThat(bench.transits).isEmpty();
    }

    @Test
    void firstFragmentsAloneAreTold() {
        hub();
        Bytes payload = Bytes.zero(64);
        fromSpoke1(
                Gre.IPV4,
                Packets.ipv4(FROM, TO).fragment(Ipv4.MORE_FRAGMENTS | 8).payload(payload));
        fromSpoke1(Gre.IPV4, Packets.ipv4(FROM, TO).fragment(9).payload(payload));
        assertThat(bench.transits).isEmpty();
        fromSpoke1(Gre.IPV4, Packets.ipv4(FROM, TO).fragment(Ipv4.MORE_FRAGMENTS).payload(payload));
        assertThat(bench.transits).hasSize(1);
    }

    @Test
    void laterFragmentsOfIpv6AreNotTold() {
        hub();
        Bytes later = Bytes.hex("3a00 0010 00000001").plus(Bytes.zero(32));
        fromSpoke1(Gre.IPV6, Packets.ipv6(Packets.FAR6, TO6, Ipv6.FRAGMENT, 64, later));
        assertThat(bench.transits).isEmpty();
        Bytes first = Bytes.hex("3a00 0001 00000001").plus(Bytes.zero(32));
        fromSpoke1(Gre.IPV6, Packets.ipv6(Packets.FAR6, TO6, Ipv6.FRAGMENT, 64, first));
        assertThat(bench.transits).hasSize(1);
    }

    @Test
    void addressesOfALinkAreNotTold() {
        hub();
        fromSpoke1(Gre.IPV4, Packets.echo(FROM, Ipv4Address.of("169.254.9.1"), 84));
        fromSpoke1(Gre.IPV4, Packets.echo(Ipv4Address.of("169.254.9.1"), TO, 84));
        assertThat(bench.transits).isEmpty();
    }

    @Test
    void theRoutersOwnPacketsAreNotTold() {
        hub();
        bench.originate(Workbench.GLOBAL, Packets.echo(FROM, TO, 84), Bound.ANYWHERE);
        assertThat(bench.sent).hasSize(1);
        bench.sent.clear();
        assertThat(bench.transits).isEmpty();
    }

    @Test
    void aFlowIsToldOnceInAnInterval() {
        hub();
        fromSpoke1(Gre.IPV4, echo());
        bench.now += INTERVAL - 1;
        fromSpoke1(Gre.IPV4, echo());
        assertThat(bench.transits).hasSize(1);
        assertThat(bench.plane.planeCounters().redirectsHeldBack()).isEqualTo(1);
        fromSpoke1(Gre.IPV4, Packets.echo(FROM, Ipv4Address.of("192.168.200.2"), 84));
        fromSpoke1(Gre.MPLS, Packets.label(16, 0, true, 64).plus(echo()));
        assertThat(bench.transits).as("of another destination, of another table").hasSize(3);
        bench.now++;
        fromSpoke1(Gre.IPV4, echo());
        assertThat(bench.transits).hasSize(4);
    }

    private void flows(int count) {
        for (int i = 0; i < count; i++) {
            fromSpoke1(Gre.IPV4, Packets.echo(new Ipv4Address((10 << 24) + i), TO, 28));
        }
    }

    @Test
    void noMoreAreToldInAWindowThanTheLimit() {
        in = REDIRECTS.withRedirect(1);
        hub();
        for (int i = 0; i < Redirects.TOLD_MAX + 5; i++) {
            bench.now += 2;
            fromSpoke1(Gre.IPV4, Packets.echo(FROM, TO, 28));
        }
        assertThat(bench.transits).hasSize(Redirects.TOLD_MAX);
        assertThat(bench.plane.planeCounters().redirectsLimited()).isEqualTo(5);
        bench.now += Redirects.WINDOW_NANOS;
        fromSpoke1(Gre.IPV4, echo());
        assertThat(bench.transits).hasSize(Redirects.TOLD_MAX + 1);
    }

    /// More flows at once than places: some are not told, none twice.
    @Test
    void aFullTableHoldsBack() {
        hub();
        flows(Redirects.FLOWS_MAX + 1000);
        int told = bench.transits.size();
        assertThat(told).isLessThanOrEqualTo(Redirects.FLOWS_MAX);
        assertThat(told).isGreaterThan(Redirects.FLOWS_MAX / 2);
        flows(Redirects.FLOWS_MAX + 1000);
        assertThat(bench.transits).hasSize(told);
    }

    @Test
    void outOfAnAssociationTheFarEndIsThatOfTheTunnel() {
        hub();
        bench.isProtected = true;
        bench.boot().associate();
        bench.plane.setNeighbor(bench.now, Workbench.WAN, SPOKE2_NBMA, Workbench.ISP_MAC);
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.IPV4, echo()), 1));
        bench.sent.clear();
        assertThat(bench.transits).extracting(Transit::outerSource).containsExactly(Workbench.HUB);
    }
}
