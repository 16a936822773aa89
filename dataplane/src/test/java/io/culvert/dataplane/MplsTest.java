package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MplsTest {
    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    /// A labelled packet from the provider's side of an unprotected WAN that speaks MPLS.
    private Workbench labelled(Bytes stackAndPacket) {
        return bench.frame(0, "020000000001", 0, 0x8847, stackAndPacket);
    }

    private Workbench core() {
        bench.wan = wan -> wan.withMpls(true);
        return bench.boot();
    }

    private static Bytes toPc(int timeToLive) {
        return Packets.ipv4(Packets.FAR, Packets.PC).ttl(timeToLive).payload(Bytes.zero(64));
    }

    @ParameterizedTest
    @CsvSource({
        // uniform: what the label counted down to, less this hop, never more than the packet has
        "true, 64, 64, 63",
        "true, 64, 10, 9",
        "true, 10, 255, 9",
        "true, 64, 2, 1",
        // pipe: the packet alone counts
        "false, 64, 10, 63",
        "false, 64, 255, 63",
        "false, 2, 1, 1",
    })
    void popCountsTheHopByTheModel(boolean uniform, int inner, int outer, int expected) {
        bench.more = image -> image.propagateTtl(uniform, uniform);
        core();
        labelled(Packets.label(16, 0, true, outer).plus(toPc(inner)));
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.u8(8)).isEqualTo(expected);
        assertThat(Packets.checksumHolds(ip)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, 64, 63", "true, 2, 1", "false, 64, 255"})
    void pushShowsTheTimeToLiveByTheModel(boolean uniform, int inner, int expected) {
        bench.isProtected = false;
        bench.more = image -> image.propagateTtl(uniform, uniform);
        bench.boot();
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR).tos(0xA0).ttl(inner).payload(Bytes.zero(64)));
        Bytes ip = bench.onlySent().ip();
        assertThat(ip.slice(24, 28)).isEqualTo(Packets.label(18, 5, true, expected));
        assertThat(ip.u8(1)).as("class selector outside").isEqualTo(0xA0);
    }

    @ParameterizedTest
    @CsvSource({"true, 64, 63", "true, 255, 254", "false, 64, 63"})
    void swapCountsTheLabel(boolean uniform, int outer, int expected) {
        bench.more =
                image ->
                        image.propagateTtl(uniform, uniform)
                                .label(
                                        new Label(25),
                                        new LabelAction.Swap(
                                                List.of(new Label(77)),
                                                image.entry(
                                                        new Entry.Adjacency(
                                                                Workbench.WAN,
                                                                Ipv4Address.of("172.16.1.1"))),
                                                Workbench.CUST1));
        core();
        labelled(Packets.label(25, 3, true, outer).plus(toPc(40)));
        var sent = bench.onlySent();
        assertThat(sent.type()).isEqualTo(0x8847);
        assertThat(sent.frame().slice(14, 18)).isEqualTo(Packets.label(77, 3, true, expected));
        assertThat(sent.frame().slice(18)).isEqualTo(toPc(40));
    }

    @Test
    void swapOfALabelThatIsNotTheLastKeepsWhatIsUnder() {
        bench.more =
                image ->
                        image.label(
                                new Label(25),
                                new LabelAction.Swap(
                                        List.of(new Label(77)),
                                        image.entry(
                                                new Entry.Adjacency(
                                                        Workbench.WAN,
                                                        Ipv4Address.of("172.16.1.1"),
                                                        List.of(new Label(99)))),
                                        LabelAction.TABLE_UNKNOWN));
        core();
        labelled(
                Bytes.concat(
                        Packets.label(25, 0, false, 9), Packets.label(500, 0, true, 7), toPc(40)));
        assertThat(bench.onlySent().frame().slice(14, 26))
                .isEqualTo(
                        Bytes.concat(
                                Packets.label(99, 0, false, 8),
                                Packets.label(77, 0, false, 8),
                                Packets.label(500, 0, true, 7)));
    }

    @Test
    void popForwardGoesOnWithoutALookup() {
        bench.more =
                image ->
                        image.label(
                                new Label(30),
                                new LabelAction.PopForward(
                                        Workbench.CUST1,
                                        image.entry(
                                                new Entry.Adjacency(
                                                        Workbench.LAN,
                                                        Ipv4Address.of("192.168.113.10")))));
        core();
        labelled(
                Packets.label(30, 0, true, 20)
                        .plus(Packets.ipv4(Packets.PC, Packets.FAR).payload(Bytes.zero(8))));
        assertThat(bench.onlySent().port()).isEqualTo(1);
    }

    @Test
    void popOfATransportLabelGoesOnWithTheNext() {
        bench.more =
                image ->
                        image.label(
                                new Label(31),
                                new LabelAction.PopForward(
                                        0,
                                        image.entry(
                                                new Entry.Adjacency(
                                                        Workbench.WAN,
                                                        Ipv4Address.of("172.16.1.1")))));
        core();
        labelled(
                Bytes.concat(
                        Packets.label(31, 0, false, 9), Packets.label(500, 0, true, 60), toPc(40)));
        assertThat(bench.onlySent().frame().slice(14, 18))
                .isEqualTo(Packets.label(500, 0, true, 8));
    }

    @ParameterizedTest
    @CsvSource({
        "17, LABEL_UNKNOWN",
        "3, LABEL_IMPLICIT_NULL",
        "1, LABEL_RESERVED",
        "13, GAL_UNSUPPORTED",
        "15, LABEL_RESERVED",
        "7, LABEL_RESERVED"
    })
    void labelsThatMeanNothingAreDropped(int label, Drop reason) {
        core();
        labelled(Packets.label(label, 0, true, 64).plus(toPc(40)));
        bench.assertDropped(reason);
    }

    @Test
    void underTheLastLabelMustBeAnIpPacket() {
        core();
        labelled(Packets.label(16, 0, true, 64).plus(Bytes.hex("50").plus(Bytes.zero(39))));
        bench.assertDropped(Drop.LABEL_PAYLOAD);
    }

    @Test
    void anAccessListOnTheWayOutHoldsForWhatALabelBrought() {
        bench.lan =
                lan ->
                        lan.withAccess(
                                Optional.empty(), Optional.of(new AccessList("0", List.of())));
        core();
        labelled(Packets.label(16, 0, true, 64).plus(toPc(40)));
        bench.assertDropped(Drop.ACL_OUT);
    }

    @Test
    void explicitNullIsPoppedWhereverItStands() {
        bench.wan = wan -> wan.withMpls(true);
        bench.boot();
        labelled(
                Bytes.concat(
                        Packets.label(0, 0, false, 64), Packets.label(16, 0, true, 64), toPc(40)));
        assertThat(bench.onlySent().ip().u8(8)).isEqualTo(39);
        var own = Packets.ipv4(Packets.FAR, Workbench.SPOKE).payload(Bytes.zero(8));
        labelled(Packets.label(0, 0, true, 64).plus(own));
        assertThat(bench.delivered).hasSize(1);
    }

    @Test
    void whatWasCountedOnExplicitNullGoesOnWithTheLabelUnderIt() {
        core();
        labelled(
                Bytes.concat(
                        Packets.label(0, 0, false, 9), Packets.label(16, 0, true, 64), toPc(40)));
        assertThat(bench.onlySent().ip().u8(8)).isEqualTo(8);
    }

    @Test
    void anEntropyLabelGoesWithItsIndicator() {
        core();
        labelled(
                Bytes.concat(
                        Packets.label(7, 0, false, 64),
                        Packets.label(12345, 0, false, 0),
                        Packets.label(16, 0, true, 64),
                        toPc(40)));
        assertThat(bench.onlySent().port()).isEqualTo(1);
    }

    @Test
    void aLookupLabelMustBeTheLast() {
        core();
        labelled(
                Bytes.concat(
                        Packets.label(16, 0, false, 64), Packets.label(16, 0, true, 64), toPc(40)));
        bench.assertDropped(Drop.LABEL_NOT_BOTTOM);
    }

    @Test
    void aStackWithoutEndIsDropped() {
        core();
        Bytes stack = Bytes.EMPTY;
        for (int i = 0; i < 20; i++) {
            stack = stack.plus(Packets.label(0, 0, false, 64));
        }
        labelled(stack.plus(toPc(40)));
        bench.assertDropped(Drop.LABEL_DEPTH);
        labelled(Packets.label(0, 0, false, 64));
        bench.assertDropped(Drop.MPLS_SHORT);
    }

    @Test
    void aLabelledPacketStaysInItsVrf() {
        core();
        labelled(
                Packets.label(16, 0, true, 64)
                        .plus(
                                Packets.ipv4(Packets.FAR, Ipv4Address.of("192.168.123.10"))
                                        .payload(Bytes.zero(8))));
        assertThat(bench.sent).noneMatch(sent -> sent.frame().u16(14) == 20);
        bench.sent.clear();
    }

    @Test
    void timeExceededUnderALabelComesFromTheVrfAndShowsTheLabels() {
        bench.isProtected = false;
        bench.boot();
        var dying = Packets.ipv4(Packets.FAR, Packets.PC).ttl(1).payload(Bytes.zero(40));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(47)
                        .payload(Packets.gre(0x8847, Packets.label(16, 0, true, 1).plus(dying))));
        bench.assertDropped(Drop.TTL_EXPIRED);
        Bytes outer = bench.onlySent().ip();
        assertThat(outer.slice(24, 28)).isEqualTo(Packets.label(18, 6, true, 255));
        Bytes error = outer.slice(28);
        assertThat(error.slice(12, 20)).isEqualTo(Bytes.hex("c0a87101c0a87201"));
        assertThat(error.slice(20, 22)).isEqualTo(Bytes.hex("0b00"));
        assertThat(error.u8(25)).as("quoted words").isEqualTo(32);
        Bytes extension = error.slice(28 + 128);
        assertThat(extension.slice(0, 2)).isEqualTo(Bytes.hex("2000"));
        assertThat(extension.slice(4))
                .isEqualTo(Bytes.hex("00080101").plus(Packets.label(16, 0, true, 1)));
        assertThat(
                        io.culvert.wire.ip.Checksum.of(
                                java.lang.foreign.MemorySegment.ofArray(error.toArray()),
                                20,
                                error.size()))
                .isZero();
    }

    @Test
    void onATransitRouterTheErrorFollowsTheLabelsToTheirEnd() {
        bench.more =
                image ->
                        image.label(
                                new Label(25),
                                new LabelAction.Swap(
                                        List.of(new Label(77)),
                                        image.entry(
                                                new Entry.Adjacency(
                                                        Workbench.WAN,
                                                        Ipv4Address.of("172.16.1.1"))),
                                        LabelAction.TABLE_UNKNOWN));
        core();
        labelled(
                Bytes.concat(
                        Packets.label(25, 0, false, 1), Packets.label(500, 0, true, 60), toPc(40)));
        var sent = bench.onlySent();
        assertThat(sent.type()).isEqualTo(0x8847);
        assertThat(sent.frame().slice(14, 22))
                .isEqualTo(
                        Bytes.concat(
                                Packets.label(77, 0, false, 254),
                                Packets.label(500, 0, true, 255)));
        assertThat(sent.frame().slice(22 + 12, 22 + 20)).isEqualTo(Bytes.hex("ac100167c0a87201"));
    }
}
