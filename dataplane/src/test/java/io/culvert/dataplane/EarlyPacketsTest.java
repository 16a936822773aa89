package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Packets that are here before the association that was offered for them.
class EarlyPacketsTest {
    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    @Test
    void aPacketThatIsHereBeforeTheAssociationThatWasOfferedWaitsForIt() {
        bench.boot();
        bench.plane.offerInbound(Workbench.GLOBAL, Workbench.SPI_IN);
        bench.fromWan(bench.sealedByHub(labelled(), 1));
        bench.fromWan(bench.sealedByHub(labelled(), 2));
        assertThat(bench.sent).isEmpty();
        bench.associate();
        assertThat(bench.sent).as("the tunnel may need another image first").isEmpty();
        assertThat(bench.plane.wakeAtNanos()).isEqualTo(bench.now);
        bench.plane.onTime(bench.now);
        assertThat(bench.sent).hasSize(2);
        assertThat(bench.plane.wakeAtNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(bench.dropped()).isEmpty();
    }

    @Test
    void aPacketWhoseAssociationDoesNotComeIsGivenUpAfterASecond() {
        bench.boot();
        bench.plane.offerInbound(Workbench.GLOBAL, Workbench.SPI_IN);
        bench.fromWan(bench.sealedByHub(labelled(), 1));
        assertThat(bench.plane.wakeAtNanos()).isEqualTo(bench.now + EarlyPackets.TIMEOUT_NANOS);
        bench.now += EarlyPackets.TIMEOUT_NANOS;
        bench.plane.onTime(bench.now);
        bench.assertDropped(Drop.ESP_SPI_UNKNOWN);
    }

    @Test
    void noMoreEarlyPacketsWaitThanTheLimitSays() {
        bench.boot();
        bench.plane.offerInbound(Workbench.GLOBAL, Workbench.SPI_IN);
        for (int i = 1; i <= EarlyPackets.PACKETS_MAX; i++) {
            bench.fromWan(bench.sealedByHub(labelled(), i));
        }
        assertThat(bench.dropped()).isEmpty();
        bench.fromWan(bench.sealedByHub(labelled(), 1000));
        bench.assertDropped(Drop.ESP_SPI_UNKNOWN);
        bench.plane.close();
    }

    @Test
    void anOfferIsForgottenWhenTooManyFollow() {
        bench.boot();
        bench.plane.offerInbound(Workbench.GLOBAL, Workbench.SPI_IN);
        for (int i = 1; i <= EarlyPackets.OFFERS_MAX; i++) {
            bench.plane.offerInbound(Workbench.GLOBAL, Workbench.SPI_IN + i);
        }
        bench.fromWan(bench.sealedByHub(labelled(), 1));
        bench.assertDropped(Drop.ESP_SPI_UNKNOWN);
    }

    @Test
    void whatWaitsForItsAssociationIsGivenBackWhenTheRouterGoesOff() {
        bench.boot();
        bench.plane.offerInbound(Workbench.GLOBAL, Workbench.SPI_IN);
        bench.fromWan(bench.sealedByHub(labelled(), 1));
        bench.plane.close();
        bench.assertNoLeak();
    }

    private static Bytes labelled() {
        return Packets.gre(
                0x8847,
                Packets.label(16, 0, true, 64).plus(Packets.echo(Packets.FAR, Packets.PC, 84)));
    }
}
