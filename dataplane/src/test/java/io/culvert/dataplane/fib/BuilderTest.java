package io.culvert.dataplane.fib;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Images of one builder, one after the other.
class BuilderTest {
    private static final int TABLE = 3;
    private static final Prefix LAN = Prefix.of("10.1.0.0/16");
    private static final int HOST = Ipv4Address.of("10.1.2.3").bits();
    private static final Label OWN = new Label(77);

    private final Builder builder =
            new Builder()
                    .add(
                            PlaneInterface.tunnel(
                                    1,
                                    0,
                                    TunnelEnds.gre(
                                            Ipv4Address.of("172.16.3.1"),
                                            Ipv4Address.of("172.16.0.1"),
                                            false)));

    private int tunnel(int label) {
        return builder.entry(new Entry.Tunnel(1, List.of(new Label(label))));
    }

    private static int labelOf(ForwardingImage image) {
        return image.hop(image.table(TABLE).lookup4(HOST)).label(0);
    }

    private static int outerEntry(ForwardingImage image) {
        return Objects.requireNonNull(image.face(1)).outerEntry;
    }

    @Test
    void anImageStaysAsItWasWhenRoutesAndLabelsChange() {
        builder.route(TABLE, LAN, tunnel(20));
        builder.label(OWN, new LabelAction.PopForward(TABLE, tunnel(21)));
        ForwardingImage first = builder.build();
        builder.route(TABLE, LAN, tunnel(30)).unlabel(OWN);
        ForwardingImage second = builder.build();
        builder.unroute(TABLE, LAN);
        ForwardingImage third = builder.build();
        assertThat(labelOf(first)).isEqualTo(20);
        assertThat(labelOf(second)).isEqualTo(30);
        assertThat(third.table(TABLE).lookup4(HOST)).isEqualTo(RouteTable.NO_ENTRY);
        assertThat(first.label(77)).isNotNull();
        assertThat(second.label(77)).isNull();
    }

    @Test
    void aNumberThatNobodyUsesIsGivenAgainAndOldImagesKeepWhatItWas() {
        int before = tunnel(20);
        ForwardingImage first = builder.route(TABLE, LAN, before).build();
        builder.unroute(TABLE, LAN).build();
        int again = tunnel(30);
        assertThat(again).isEqualTo(before);
        ForwardingImage third = builder.route(TABLE, LAN, again).build();
        assertThat(labelOf(first)).isEqualTo(20);
        assertThat(labelOf(third)).isEqualTo(30);
    }

    @Test
    void anEntryStaysForAsLongAsOneOfManyUsesIt() {
        int shared = tunnel(20);
        builder.route(TABLE, LAN, shared)
                .label(OWN, new LabelAction.PopForward(TABLE, shared))
                .build();
        builder.unroute(TABLE, LAN).build();
        assertThat(builder.leadsOut(1)).isTrue();
        assertThat(tunnel(20)).isEqualTo(shared);
        builder.unlabel(OWN).build();
        assertThat(builder.leadsOut(1)).isFalse();
    }

    @Test
    void imagesShareWhatDidNotChange() {
        ForwardingImage first =
                builder.route(TABLE, LAN, tunnel(20))
                        .label(OWN, new LabelAction.PopLookup(TABLE))
                        .build();
        ForwardingImage second = builder.route(TABLE, LAN, tunnel(30)).build();
        assertThat(second.hasFacesOf(first)).isTrue();
        assertThat(second.hasLabelsOf(first)).isTrue();
        assertThat(second.hasMarksOf(first)).isTrue();
        assertThat(second.table(0)).isSameAs(first.table(0));
    }

    @Test
    void aTunnelTakesTheNewWayOfItsOuterPackets() {
        ForwardingImage first = builder.build();
        builder.add(PlaneInterface.loopback(2, 0));
        builder.route(0, Prefix.of("172.16.0.0/24"), builder.entry(new Entry.Receive()));
        ForwardingImage second = builder.build();
        builder.route(0, Prefix.of("172.16.0.0/16"), builder.entry(new Entry.Attached(2)));
        ForwardingImage third = builder.build();
        builder.route(0, Prefix.of("172.16.0.1/32"), builder.entry(new Entry.Attached(2)));
        ForwardingImage fourth = builder.build();
        assertThat(outerEntry(first)).isEqualTo(RouteTable.NO_ENTRY);
        assertThat(second.hop(outerEntry(second)).kind).isEqualTo(Hop.RECEIVE);
        assertThat(third.hasFacesOf(second)).isTrue();
        assertThat(fourth.hop(outerEntry(fourth)).kind).isEqualTo(Hop.ATTACHED);
    }
}
