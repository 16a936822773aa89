package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEffect.LabelUse;
import io.culvert.bgp.LabelKey;
import io.culvert.rib.vpn.Fec;
import io.culvert.rib.vpn.LabelManager;
import io.culvert.rib.vpn.LabelOwner;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// A label does what it does as long as it has an owner, and not a moment longer.
class LabelBindingsTest {
    private static final Vrf RED = new Vrf("red");
    private static final Prefix LAN = Prefix.of("192.168.1.0/24");
    private static final LabelKey KEY = new LabelKey.VrfPrefix(RED, LAN);
    private static final Fec FEC = new Fec.VrfPrefix(RED, LAN);

    private final LabelManager manager = new LabelManager(16, 1000);
    private final LabelBindings bindings = new LabelBindings(new Pump(), manager);

    private Label ofBgp() {
        Label label = bindings.allocate(KEY).orElseThrow();
        bindings.bind(label, new LabelUse.Attached(RED, LAN));
        return label;
    }

    private void bgpLetsGo(Label label) {
        bindings.release(KEY);
        bindings.unbind(label);
    }

    @Test
    void theLabelOfARouteThatIsGoneDoesNothing() {
        bgpLetsGo(ofBgp());
        assertThat(bindings.uses()).isEmpty();
    }

    @Test
    void theLabelThatAnotherOwnerHoldsGoesOn() {
        Label label = ofBgp();
        assertThat(manager.allocate(Instant.EPOCH, LabelOwner.NHRP, FEC)).contains(label);
        bindings.bindShortcut(label, FEC);
        bgpLetsGo(label);
        assertThat(bindings.uses()).containsOnlyKeys(label);

        manager.release(Instant.EPOCH, LabelOwner.NHRP, FEC, Duration.ZERO);
        bindings.unbind(label);
        assertThat(bindings.uses()).isEmpty();
    }
}
