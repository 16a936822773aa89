package io.culvert.rib.vpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelManagerTest {
    private static final Instant BOOT = Instant.EPOCH;
    private static final Duration REST = LabelManager.QUARANTINE;
    private final LabelManager labels = new LabelManager(16, 19);

    private static Fec fec(int n) {
        return new Fec.VrfPrefix(new Vrf("cust1"), Prefix.of("192.168." + n + ".0/24"));
    }

    private Optional<Label> allocate(Instant now, int n) {
        return labels.allocate(now, LabelOwner.BGP, fec(n));
    }

    @Test
    void aClassKeepsItsLabelAndASecondOwnerSharesIt() {
        assertThat(allocate(BOOT, 1)).contains(new Label(16));
        assertThat(labels.allocate(BOOT, LabelOwner.NHRP, fec(1))).contains(new Label(16));
        assertThat(labels.release(BOOT, LabelOwner.BGP, fec(1), REST)).isFalse();
        assertThat(labels.labelOf(fec(1))).contains(new Label(16));
        assertThat(labels.release(BOOT, LabelOwner.NHRP, fec(1), REST)).isTrue();
        assertThat(labels.labelOf(fec(1))).isEmpty();
    }

    @Test
    void aFreedLabelRestsBeforeItMeansSomethingElse() {
        for (int n = 0; n < 4; n++) {
            allocate(BOOT, n);
        }
        labels.release(BOOT, LabelOwner.BGP, fec(2), REST);
        assertThat(allocate(BOOT.plus(REST).minusSeconds(1), 9)).isEmpty();
        assertThat(allocate(BOOT.plus(REST), 9)).contains(new Label(18));
        assertThat(labels.counters().refusals()).isEqualTo(1);
    }

    @Test
    void aReleaseByWhoNeverOwnedTheLabelChangesNothing() {
        allocate(BOOT, 1);
        assertThat(labels.release(BOOT, LabelOwner.NHRP, fec(1), REST)).isFalse();
        assertThat(labels.labelOf(fec(1))).contains(new Label(16));
    }

    @Test
    void aRangeThatLeavesOutALabelInUseIsRefusedByName() {
        allocate(BOOT, 1);
        assertThat(labels.conflictWith(100, 200).orElseThrow().fec()).isEqualTo(fec(1));
        assertThatThrownBy(() -> labels.setRange(100, 200))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(labels.conflictWith(16, 200)).isEmpty();
        labels.setRange(16, 200);
        assertThat(allocate(BOOT, 2)).contains(new Label(17));
    }
}
