package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Label;
import io.culvert.dataplane.Workbench.Nhrp;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.testkit.Golden;
import io.culvert.wire.gre.Gre;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// NHRP right in GRE, and in the associated channel of a label (nhrp.md sections 1 and 6.2).
class NhrpInputTest {
    /// Vector N2, which is inside N5, and N5 from its label stack on, without GRE.
    private static final Bytes N2 = Golden.of("gre").getLast().octets().slice(16);

    private static final Bytes N5 = Golden.of("gre").getLast().octets().slice(4);
    private static final Bytes CHANNEL = N5.slice(4);
    private static final int NETWORK = 7;
    private static final PlaneNhrp SPOKEN = PlaneNhrp.of(NETWORK).withMpls(true);

    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    private Workbench speaking(PlaneNhrp nhrp) {
        bench.tunnel = tunnel -> tunnel.withNhrp(nhrp);
        bench.more =
                image ->
                        image.label(new Label(18), new LabelAction.PopLookup(Workbench.CUST1))
                                .label(
                                        new Label(25),
                                        new LabelAction.Swap(
                                                List.of(new Label(77)),
                                                image.entry(
                                                        new Entry.Tunnel(
                                                                Workbench.TUNNEL, List.of())),
                                                Workbench.CUST2))
                                .label(
                                        new Label(26),
                                        new LabelAction.Swap(
                                                List.of(new Label(77)),
                                                image.entry(
                                                        new Entry.Tunnel(
                                                                Workbench.TUNNEL, List.of())),
                                                LabelAction.TABLE_UNKNOWN))
                                .label(
                                        new Label(30),
                                        new LabelAction.PopForward(
                                                Workbench.CUST1,
                                                image.entry(new Entry.Attached(Workbench.LAN))));
        return bench.boot();
    }

    private void inClear(int protocol, Bytes payload) {
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(47)
                        .payload(Packets.gre(protocol, payload)));
    }

    @Test
    void nhrpInTheClearIsDelivered() {
        bench.isProtected = false;
        speaking(SPOKEN);
        inClear(Gre.NHRP, N2);
        assertThat(bench.nhrp)
                .containsExactly(
                        new Nhrp(
                                Workbench.TUNNEL,
                                Workbench.GLOBAL,
                                false,
                                false,
                                Workbench.HUB,
                                N2));
        assertThat(bench.dropped()).isEmpty();
    }

    @Test
    void nhrpOutOfAnAssociationIsDeliveredAsProtected() {
        speaking(SPOKEN).associate();
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.NHRP, N2), 1));
        assertThat(bench.nhrp)
                .containsExactly(
                        new Nhrp(
                                Workbench.TUNNEL,
                                Workbench.GLOBAL,
                                false,
                                true,
                                Workbench.HUB,
                                N2));
    }

    @Test
    void nhrpInTheClearForAProtectedTunnelIsDropped() {
        speaking(SPOKEN).associate();
        inClear(Gre.NHRP, N2);
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(Drop.PROTECTION_MISSING);
    }

    @Test
    void aTunnelThatDoesNotSpeakNhrpDropsIt() {
        bench.isProtected = false;
        speaking(PlaneNhrp.OFF);
        inClear(Gre.NHRP, N2);
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(Drop.NHRP_DISABLED);
    }

    @Test
    void theChannelOfALabelIsOfTheLabelsTable() {
        speaking(SPOKEN).associate();
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.MPLS, N5), 1));
        assertThat(bench.nhrp)
                .containsExactly(
                        new Nhrp(Workbench.TUNNEL, Workbench.CUST1, true, true, Workbench.HUB, N2));
        assertThat(bench.plane.labelOctets(18)).isEqualTo(N5.size());
        assertThat(bench.dropped()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"16, 1", "25, 2", "30, 1"})
    void everyKindOfLabelThatStandsForATableHasAChannel(int label, int table) {
        speaking(SPOKEN).associate();
        Bytes stack = Packets.label(label, 6, false, 255).plus(CHANNEL);
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.MPLS, stack), 1));
        assertThat(bench.nhrp).hasSize(1);
        assertThat(bench.nhrp.getFirst().table()).isEqualTo(table);
        assertThat(bench.nhrp.getFirst().packet()).isEqualTo(N2);
    }

    /// Explicit null may stand anywhere (RFC 4182 section 2).
    @Test
    void reservedLabelsAboveAreTakenOff() {
        speaking(SPOKEN).associate();
        Bytes stack = Packets.label(0, 0, false, 255).plus(N5);
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.MPLS, stack), 1));
        assertThat(bench.nhrp).extracting(Nhrp::table).containsExactly(Workbench.CUST1);
    }

    /// RFC 5586 section 4.2.1.1: who only switches a path does not see the channel of it.
    @Test
    void aTransitLabelCarriesItsChannelOn() {
        bench.isProtected = false;
        speaking(SPOKEN);
        inClear(Gre.MPLS, Packets.label(26, 6, false, 255).plus(CHANNEL));
        assertThat(bench.nhrp).isEmpty();
        assertThat(bench.onlySent().ip().slice(24))
                .isEqualTo(Packets.label(77, 6, false, 254).plus(CHANNEL));
    }

    @ParameterizedTest
    @CsvSource({
        // the label of channels, time to live, header, reason
        "0000d100, 10007ff8, CHANNEL_HEADER",
        "0000d001, 10007ff8, CHANNEL_HEADER",
        "0000d101, 45007ff8, CHANNEL_HEADER",
        "0000d101, 11007ff8, CHANNEL_HEADER",
        "0000d101, 10007ff9, CHANNEL_TYPE",
        "0000d101, 10000021, CHANNEL_TYPE",
    })
    void anyOtherChannelGoesNoFurther(String label, String header, Drop reason) {
        speaking(SPOKEN).associate();
        Bytes stack = Bytes.concat(N5.slice(0, 4), Bytes.hex(label), Bytes.hex(header), N2);
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.MPLS, stack), 1));
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(reason);
    }

    @Test
    void aChannelWithoutItsHeaderIsDropped() {
        speaking(SPOKEN).associate();
        for (int size = 8; size < 12; size++) {
            bench.fromWan(bench.sealedByHub(Packets.gre(Gre.MPLS, N5.slice(0, size)), size));
        }
        assertThat(bench.nhrp).isEmpty();
        assertThat(bench.plane.drops(Drop.CHANNEL_HEADER)).isEqualTo(4);
    }

    @Test
    void aLabelWhoseTimeIsOverHasNoChannel() {
        speaking(SPOKEN).associate();
        Bytes stack = Packets.label(18, 6, false, 0).plus(CHANNEL);
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.MPLS, stack), 1));
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(Drop.TTL_EXPIRED);
    }

    @Test
    void withoutALabelOfOursThereIsNoChannel() {
        speaking(SPOKEN).associate();
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.MPLS, CHANNEL), 1));
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(Drop.GAL_UNSUPPORTED);
    }

    @Test
    void withoutMplsNhrpTheChannelIsDropped() {
        speaking(PlaneNhrp.of(NETWORK)).associate();
        bench.fromWan(bench.sealedByHub(Packets.gre(Gre.MPLS, N5), 1));
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(Drop.CHANNEL_DISABLED);
    }

    @Test
    void theChannelFromOutsideATunnelIsDropped() {
        bench.wan = wan -> wan.withMpls(true);
        speaking(SPOKEN);
        bench.frame(0, "020000000001", 0, 0x8847, N5);
        assertThat(bench.nhrp).isEmpty();
        bench.assertDropped(Drop.CHANNEL_DISABLED);
    }
}
