package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// IPv6 through the plane: plain, in GRE, under labels, and what is refused.
class Ipv6Test {
    private static final Ipv6Address BEYOND = Ipv6Address.of("2001:db8:99::1");
    private static final Ipv6Address OUTSIDE = Ipv6Address.of("2001:db8:ffff::1");

    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.plane.close();
        bench.assertNoLeak();
    }

    private Bytes toFar(int hopLimit, int total) {
        return Packets.echo6(Packets.PC6, Packets.FAR6, hopLimit, total);
    }

    private Bytes toPc(int hopLimit, int total) {
        return Packets.echo6(Packets.FAR6, Packets.PC6, hopLimit, total);
    }

    private void inTheClear() {
        bench.isProtected = false;
        bench.boot();
    }

    private void core() {
        bench.wan = wan -> wan.withMpls(true);
        bench.boot();
    }

    private void labelled(int label, int timeToLive, Bytes ip) {
        Bytes packet = Packets.label(label, 0, true, timeToLive).plus(ip);
        bench.frame(0, "020000000001", 0, 0x8847, packet);
    }

    /// The one ICMPv6 error sent to the LAN, from its IPv6 header on; type and code are as expected.
    private Bytes error(int type, int code) {
        var sent = bench.onlySent();
        assertThat(sent.type()).isEqualTo(0x86DD);
        Bytes ip = sent.ip();
        assertThat(ip.u8(6)).isEqualTo(Ipv6.ICMPV6);
        assertThat(List.of(ip.u8(40), ip.u8(41))).containsExactly(type, code);
        assertThat(Packets.checksum6Holds(ip)).isTrue();
        assertThat(ip.slice(8, 24)).isEqualTo(Workbench.LAN_ADDRESS6.bytes());
        assertThat(ip.slice(24, 40)).isEqualTo(Packets.PC6.bytes());
        return ip;
    }

    @Test
    void aCustomersPacketLeavesUnderItsLabelInGre() {
        inTheClear();
        bench.fromLan6(toFar(64, 100));
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.slice(20, 24)).isEqualTo(Bytes.hex("00008847"));
        assertThat(ip.slice(24, 28)).isEqualTo(Packets.label(18, 0, true, 63));
        assertThat(ip.slice(28)).isEqualTo(toFar(63, 100));
    }

    @Test
    void anUnlabelledPacketGoesInGreWithItsOwnProtocolType() {
        inTheClear();
        var to = Ipv6Address.of("2001:db8:1::5");
        bench.originate(0, Packets.echo6(OUTSIDE, to, 64, 100), Bound.ANYWHERE);
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.slice(20, 24)).isEqualTo(Bytes.hex("000086dd"));
        assertThat(ip.slice(24)).isEqualTo(Packets.echo6(OUTSIDE, to, 64, 100));
    }

    @Test
    void whatComesOutOfGreIsForwardedInTheTableOfTheTunnel() {
        bench.tunnel = tunnel -> tunnel.withIpv6(PlaneIpv6.of(Ipv6Address.ANY, Ipv6Address.ANY));
        inTheClear();
        Bytes inner = Packets.echo6(OUTSIDE, Ipv6Address.of("2001:db8::1"), 64, 100);
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(Ipv4.GRE)
                        .payload(Packets.gre(0x86DD, inner)));
        assertThat(bench.delivered).hasSize(1);
        assertThat(bench.delivered.getFirst().packet()).isEqualTo(inner);
    }

    @Test
    void congestionOutsideIsCongestionInside() {
        bench.tunnel = tunnel -> tunnel.withIpv6(PlaneIpv6.of(Ipv6Address.ANY, Ipv6Address.ANY));
        inTheClear();
        byte[] inner = Packets.echo6(OUTSIDE, Ipv6Address.of("2001:db8::1"), 64, 100).toArray();
        Ipv6.putTrafficClass(MemorySegment.ofArray(inner), 0, 2);
        var outer = Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(Ipv4.GRE).tos(3);
        bench.fromWan(outer.payload(Packets.gre(0x86DD, Bytes.of(inner))));
        assertThat(bench.delivered.getFirst().packet().u16(0)).isEqualTo(0x6030);
        Ipv6.putTrafficClass(MemorySegment.ofArray(inner), 0, 0);
        bench.fromWan(outer.payload(Packets.gre(0x86DD, Bytes.of(inner))));
        bench.assertDropped(Drop.ECN_INVALID);
    }

    @Test
    void anInterfaceWithoutIpv6TakesNone() {
        inTheClear();
        bench.frame(1, "020000000002", 20, 0x86DD, toFar(64, 100));
        bench.assertDropped(Drop.IPV6_DISABLED);
    }

    @Test
    void aNeighborIsAskedForAndWhatWaitedIsSent() {
        bench.boot();
        bench.fromLan6(Packets.echo6(Packets.PC6, BEYOND, 64, 100));
        assertThat(bench.events).containsExactly("neighbor 2 fe80::99");
        bench.plane.setNeighbor(
                bench.now, Workbench.LAN, Ipv6Address.of("fe80::99"), Workbench.ISP_MAC);
        var sent = bench.onlySent();
        assertThat(sent.frame().slice(0, 6)).isEqualTo(Bytes.hex("0200000000f1"));
        assertThat(sent.ip()).isEqualTo(Packets.echo6(Packets.PC6, BEYOND, 63, 100));
    }

    @Test
    void aNeighborThatDoesNotAnswerIsUnreachable() {
        bench.boot();
        bench.fromLan6(Packets.echo6(Packets.PC6, BEYOND, 64, 100));
        bench.plane.neighborUnreachable(bench.now, Workbench.LAN, Ipv6Address.of("fe80::99"));
        error(1, 3);
        bench.assertDropped(Drop.NEIGHBOR_UNREACHABLE);
    }

    @Test
    void onlyOneOfTwoFamiliesWithTheSameBitsIsMeant() {
        bench.boot();
        bench.plane.setNeighbor(
                bench.now, Workbench.LAN, Ipv6Address.of("2001:db8:113::20"), Workbench.PC_MAC);
        bench.fromLan6(Packets.echo6(Packets.PC6, Ipv6Address.of("2001:db8:113::21"), 64, 100));
        assertThat(bench.events).containsExactly("neighbor 2 2001:db8:113::21");
    }

    @ParameterizedTest
    @CsvSource({"true, 64, 64, 63", "true, 64, 10, 9", "false, 64, 10, 63"})
    void popCountsTheHopByTheModel(boolean uniform, int inner, int outer, int expected) {
        bench.more = image -> image.propagateTtl(uniform, uniform);
        core();
        labelled(Workbench.VPN_LABEL_IN, outer, toPc(inner, 100));
        var sent = bench.onlySent();
        assertThat(sent.port()).isEqualTo(1);
        assertThat(sent.ip()).isEqualTo(toPc(expected, 100));
    }

    @Test
    void explicitNullOfIpv6IsLookedUpInTheTableOfTheInterface() {
        core();
        Bytes inner = Packets.echo6(OUTSIDE, Ipv6Address.of("2001:db8::1"), 64, 100);
        labelled(2, 64, inner);
        assertThat(bench.delivered).hasSize(1);
        assertThat(bench.delivered.getFirst().table()).isZero();
    }

    @Test
    void aLabelOfOneRouteGoesOnWithoutALookup() {
        bench.more =
                image ->
                        image.label(
                                new Label(20),
                                new LabelAction.PopForward(
                                        Workbench.CUST1,
                                        image.entry(
                                                new Entry.Adjacency(Workbench.LAN, Packets.PC6))));
        core();
        labelled(20, 64, Packets.echo6(Packets.FAR6, OUTSIDE, 64, 100));
        assertThat(bench.onlySent().ip()).isEqualTo(Packets.echo6(Packets.FAR6, OUTSIDE, 63, 100));
    }

    @Test
    void theLastHopOfACustomersPacketIsToldInItsVrf() {
        core();
        labelled(Workbench.VPN_LABEL_IN, 1, Packets.echo6(Packets.PC6, Packets.FAR6, 9, 100));
        Bytes ip = error(3, 0);
        // The label stack comes behind 128 octets of quotation (RFC 4884, RFC 4950).
        assertThat(ip.u8(44)).isEqualTo(16);
        assertThat(ip.slice(48 + 128).slice(8)).isEqualTo(Packets.label(16, 0, true, 1));
    }

    @Test
    void aHopLimitThatRunsOutIsTold() {
        bench.boot();
        bench.fromLan6(toFar(1, 100));
        Bytes ip = error(3, 0);
        assertThat(ip.slice(48)).isEqualTo(toFar(1, 100));
        bench.assertDropped(Drop.TTL_EXPIRED);
    }

    @Test
    void whatDoesNotFitIsToldAndNeverCut() {
        inTheClear();
        // 1500 less outer header, GRE and one label
        bench.fromLan6(toFar(64, 1473));
        Bytes ip = error(2, 0);
        assertThat(ip.i32(44)).isEqualTo(1472);
        assertThat(ip.size()).isEqualTo(1280);
        bench.fromLan6(toFar(64, 1472));
        assertThat(bench.onlySent().ip().size()).isEqualTo(1500);
    }

    @Test
    void whatEveryLinkCarriesATunnelCarriesInPieces() {
        bench.wan = wan -> wan.withIpMtu(1000);
        inTheClear();
        bench.fromLan6(toFar(64, 1300));
        assertThat(error(2, 0).i32(44)).as("never less than 1280").isEqualTo(1280);
        bench.fromLan6(toFar(64, 1280));
        assertThat(bench.sent).hasSize(2);
        assertThat(bench.sent)
                .allMatch(sent -> Ipv4.isFragment(MemorySegment.ofArray(sent.ip().toArray()), 0));
        bench.sent.clear();
    }

    @Test
    void ourOwnPacketsAreCutAtTheSource() {
        inTheClear();
        Bytes whole = Packets.echo6(Workbench.LAN_ADDRESS6, Packets.PC6, 64, 3000);
        bench.originate(Workbench.CUST1, whole, Bound.ANYWHERE);
        assertThat(bench.sent).hasSize(3);
        Bytes payload = Bytes.EMPTY;
        int identification = bench.sent.getFirst().ip().i32(44);
        for (Workbench.Sent sent : bench.sent) {
            Bytes ip = sent.ip();
            assertThat(ip.size()).isLessThanOrEqualTo(1500);
            assertThat(ip.u8(6)).isEqualTo(Ipv6.FRAGMENT);
            assertThat(ip.u8(40)).isEqualTo(Ipv6.ICMPV6);
            assertThat(ip.u16(42) & 0xFFF8).isEqualTo(payload.size());
            assertThat(ip.i32(44)).isEqualTo(identification);
            payload = payload.plus(ip.slice(48));
        }
        assertThat(payload).isEqualTo(whole.slice(40));
        assertThat(bench.sent.getLast().ip().u16(42) & 1).isZero();
        bench.sent.clear();
    }

    @Test
    void aSegmentOfOurOwnIsNotCut() {
        inTheClear();
        bench.originate(
                Workbench.CUST1,
                Packets.ipv6(Workbench.LAN_ADDRESS6, Packets.PC6, Ipv4.TCP, 64, Bytes.zero(1500)),
                Bound.ANYWHERE);
        assertThat(bench.events).containsExactly("too big 2001:db8:113::10 1500");
        bench.assertDropped(Drop.TOO_BIG);
    }

    private static Bytes fragment(int offset, boolean more, Bytes piece) {
        Bytes header = Bytes.hex("3a00%04x00000007".formatted(offset | (more ? 1 : 0)));
        return Packets.ipv6(
                Packets.PC6, Workbench.LAN_ADDRESS6, Ipv6.FRAGMENT, 64, header.plus(piece));
    }

    @Test
    void fragmentsForTheRouterArePutTogether() {
        bench.boot();
        Bytes whole = Packets.echo6(Packets.PC6, Workbench.LAN_ADDRESS6, 64, 2000);
        Bytes message = whole.slice(40);
        bench.fromLan6(fragment(1000, true, message.slice(1000, 1800)));
        bench.fromLan6(fragment(1800, false, message.slice(1800)));
        assertThat(bench.delivered).isEmpty();
        bench.fromLan6(fragment(0, true, message.slice(0, 1000)));
        assertThat(bench.delivered.getFirst().packet()).isEqualTo(whole);
    }

    @Test
    void aFragmentThatIsWholeStandsForItself() {
        bench.boot();
        Bytes whole = Packets.echo6(Packets.PC6, Workbench.LAN_ADDRESS6, 64, 200);
        bench.fromLan6(fragment(0, true, whole.slice(40, 48)));
        bench.fromLan6(fragment(0, false, whole.slice(40)));
        assertThat(bench.delivered.getFirst().packet()).isEqualTo(whole);
    }

    @Test
    void overlappingFragmentsGoAltogether() {
        bench.boot();
        bench.fromLan6(fragment(0, true, Bytes.zero(800)));
        bench.fromLan6(fragment(792, false, Bytes.zero(100)));
        assertThat(bench.plane.drops(Drop.FRAGMENT_OVERLAP)).isEqualTo(2);
        assertThat(bench.delivered).isEmpty();
    }

    @Test
    void aFragmentOfOddLengthIsAnsweredWithThePlaceOfTheError() {
        bench.boot();
        bench.fromLan6(fragment(0, true, Bytes.hex("80").plus(Bytes.zero(800))));
        assertThat(error(4, 0).i32(44)).isEqualTo(4);
        bench.fromLan6(fragment(65_528, false, Bytes.zero(16)));
        assertThat(error(4, 0).i32(44)).isEqualTo(42);
    }

    @Test
    void sourceRoutingIsRefusedAndOtherHeadersAreRead() {
        bench.boot();
        Bytes routing = Bytes.hex("3a 00 00 01 00000000");
        bench.fromLan6(
                Packets.ipv6(
                        Packets.PC6,
                        Workbench.LAN_ADDRESS6,
                        Ipv6.ROUTING,
                        64,
                        routing.plus(Bytes.hex("8000000000000000"))));
        assertThat(error(4, 0).i32(44)).isEqualTo(42);
        bench.assertDropped(Drop.IPV6_HEADERS);
        Bytes options = Bytes.hex("3a 00 01 04 00000000");
        bench.fromLan6(
                Packets.ipv6(
                        Packets.PC6,
                        Workbench.LAN_ADDRESS6,
                        Ipv6.HOP_BY_HOP,
                        64,
                        options.plus(Bytes.hex("8000000000000000"))));
        assertThat(bench.delivered).hasSize(1);
        bench.fromLan6(
                Packets.ipv6(
                        Packets.PC6,
                        Workbench.LAN_ADDRESS6,
                        Ipv6.DESTINATION_OPTIONS,
                        64,
                        Bytes.hex("3a ff 01 04 00000000")));
        assertThat(bench.plane.drops(Drop.IPV6_HEADERS)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "fe80::5, 2001:db8:114::1, LINK_LOCAL_NOT_FORWARDED",
        "2001:db8:113::10, fe80::77, LINK_LOCAL_NOT_FORWARDED",
        "2001:db8:113::10, ff05::1, MULTICAST_NOT_FORWARDED",
        "2001:db8:113::10, ff01::1, MARTIAN_DESTINATION",
        "2001:db8:113::10, ::1, MARTIAN_DESTINATION",
        "2001:db8:113::10, ::ffff:10.0.0.1, MARTIAN_DESTINATION",
        "2001:db8:113::10, 2001:db8:9999::1, NO_ROUTE",
        "::, 2001:db8:114::1, MARTIAN_SOURCE",
        "::1, 2001:db8:114::1, MARTIAN_SOURCE",
        "ff02::1, 2001:db8:114::1, MARTIAN_SOURCE",
    })
    void someAddressesAreNotForwarded(String source, String destination, Drop reason) {
        inTheClear();
        bench.fromLan6(Packets.echo6(Ipv6Address.of(source), Ipv6Address.of(destination), 64, 100));
        bench.assertDropped(reason);
        bench.sent.clear();
    }

    @Test
    void aSourceOfTheLinkIsToldThatItIsOutOfScope() {
        bench.boot();
        bench.plane.setNeighbor(
                bench.now, Workbench.LAN, Ipv6Address.of("fe80::5"), Workbench.PC_MAC);
        bench.fromLan6(Packets.echo6(Ipv6Address.of("fe80::5"), Packets.FAR6, 64, 100));
        Bytes ip = bench.onlySent().ip();
        assertThat(List.of(ip.u8(40), ip.u8(41))).containsExactly(1, 2);
    }

    @Test
    void ourAddressOfTheLinkIsOursOnItsLinkAlone() {
        bench.boot();
        bench.fromLan6(Packets.echo6(Packets.PC6, Workbench.LAN_LINK_LOCAL, 64, 100));
        assertThat(bench.delivered).hasSize(1);
        bench.fromLan6(Packets.echo6(Packets.PC6, Ipv6Address.of("ff02::2"), 64, 100));
        assertThat(bench.delivered).hasSize(2);
    }

    @Test
    void whatWeSendToALinkNeedsToKnowWhich() {
        bench.boot();
        bench.plane.setNeighbor(
                bench.now, Workbench.LAN, Ipv6Address.of("fe80::5"), Workbench.PC_MAC);
        Bytes ping = Packets.echo6(Workbench.LAN_LINK_LOCAL, Ipv6Address.of("fe80::5"), 64, 100);
        bench.originate(Workbench.CUST1, ping, Bound.only(Workbench.LAN));
        assertThat(bench.onlySent().ip()).isEqualTo(ping);
        bench.originate(Workbench.CUST1, ping, Bound.ANYWHERE);
        bench.assertDropped(Drop.LINK_UNKNOWN);
    }

    @Test
    void errorsAndGroupsAreNotAnswered() {
        bench.boot();
        Bytes aboutError =
                Packets.ipv6(
                        Packets.PC6, Packets.FAR6, Ipv6.ICMPV6, 1, Bytes.hex("0100000000000000"));
        bench.fromLan6(aboutError);
        bench.fromLan6(
                Packets.ipv6(
                        Packets.PC6, Packets.FAR6, Ipv6.ICMPV6, 1, Bytes.hex("8900000000000000")));
        assertThat(bench.sent).isEmpty();
        assertThat(bench.plane.planeCounters().icmpErrorsSuppressed()).isEqualTo(2);
    }

    @Test
    void withoutUnicastRoutingOnlyOurOwnPacketsLeave() {
        bench.forwardsIpv6 = false;
        inTheClear();
        bench.fromLan6(toFar(64, 100));
        bench.assertDropped(Drop.IPV6_NOT_FORWARDED);
        bench.originate(
                Workbench.CUST1,
                Packets.echo6(Workbench.LAN_ADDRESS6, Packets.FAR6, 64, 100),
                Bound.ANYWHERE);
        assertThat(bench.onlySent().port()).isZero();
    }

    @Test
    void unreachablesAreTurnedOffAndTooBigIsNot() {
        bench.lan =
                lan ->
                        lan.withIpv6(
                                PlaneIpv6.of(Workbench.LAN_LINK_LOCAL, Workbench.LAN_ADDRESS6)
                                        .withUnreachables(false));
        inTheClear();
        bench.fromLan6(Packets.echo6(Packets.PC6, OUTSIDE, 64, 100));
        assertThat(bench.sent).isEmpty();
        bench.fromLan6(toFar(64, 1500));
        error(2, 0);
    }

    @Test
    void segmentsAreMadeToFitTheTunnel() {
        inTheClear();
        var octets = new byte[24];
        var memory = MemorySegment.ofArray(octets);
        Tcp.write(memory, 0, 1000, 80, 1, 0, 24, Tcp.SYN, 65_535);
        Bytes.hex("020405a0").copyTo(octets, 20);
        long pseudo =
                Checksum.pseudoHeader6(
                        Packets.PC6.high(),
                        Packets.PC6.low(),
                        Packets.FAR6.high(),
                        Packets.FAR6.low(),
                        Ipv4.TCP,
                        24);
        Tcp.seal(memory, 0, 24, pseudo);
        bench.fromLan6(Packets.ipv6(Packets.PC6, Packets.FAR6, Ipv4.TCP, 64, Bytes.of(octets)));
        Bytes tcp = bench.onlySent().ip().slice(28 + 40);
        // 1472 of the tunnel less 60 octets of headers
        assertThat(tcp.u16(22)).isEqualTo(1412);
        byte[] sealed = tcp.toArray();
        assertThat(Checksum.finish(Checksum.sum(MemorySegment.ofArray(sealed), 0, 24) + pseudo))
                .isZero();
    }

    @Test
    void flowsShareTwoWays() {
        bench.more =
                image -> {
                    int one = image.entry(new Entry.Adjacency(Workbench.LAN, Packets.PC6));
                    int two =
                            image.entry(
                                    new Entry.Adjacency(Workbench.LAN, Ipv6Address.of("fe80::99")));
                    int both = image.entry(new Entry.Multipath(List.of(one, two)));
                    bench.cust1.put(Prefix.of("2001:db8:200::/48"), both);
                    return image;
                };
        bench.boot();
        bench.plane.setNeighbor(
                bench.now, Workbench.LAN, Ipv6Address.of("fe80::99"), Workbench.ISP_MAC);
        int first = 0;
        for (int i = 0; i < 200; i++) {
            var to = new Ipv6Address(0x2001_0db8_0200_0000L, i);
            bench.fromLan6(Packets.echo6(Packets.PC6, to, 64, 60));
            first += bench.onlySent().frame().u8(5) == 0xF1 ? 1 : 0;
        }
        assertThat(first).isBetween(60, 140);
    }
}
