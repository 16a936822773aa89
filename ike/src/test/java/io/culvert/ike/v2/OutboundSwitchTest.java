package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.ike.v2.config.IkeConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When each end of a rekeying begins to send on the new Child SA, RFC 7296 section 2.8.
class OutboundSwitchTest {
    private final Net net = new Net(1);
    private final Net.Node a = node("10.0.0.1", false);
    private final Net.Node b = node("10.0.0.2", true);

    private Net.Node node(String address, boolean isResponderOnly) {
        IkeConfig config = Configs.psk("s", "s");
        return net.node(
                address,
                Configs.withIpsec(config, Configs.ipsec(config).withResponderOnly(isResponderOnly)),
                new FakeCredentials("", "CA", "", 0));
    }

    // a: SK {N(REKEY_SA), SA, Ni, TSi, TSr} --> :b, whose answer is still on its way
    private long rekeyingChildOfB() {
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofSeconds(2));
        long old = b.child().id();
        a.tell(new IkeEvent.SoftLimit(a.child().id()));
        net.pass(net.delay.plusMillis(5));
        assertThat(b.installed.keySet()).hasSize(2);
        assertThat(b.child().id()).as("b goes on with the old one").isEqualTo(old);
        return b.installed.keySet().stream().filter(id -> id != old).findFirst().orElseThrow();
    }

    private long switches() {
        return b.effects.stream().filter(IkeEffect.OutboundReady.class::isInstance).count();
    }

    @Test
    void theResponderSendsOnTheNewOneFromTheFirstPacketThatComesInOnIt() {
        long fresh = rekeyingChildOfB();
        b.tell(new IkeEvent.FirstInbound(fresh));
        assertThat(b.child().id()).isEqualTo(fresh);
        net.pass(Duration.ofSeconds(20));
        assertThat(switches()).as("the Delete of the old one changes nothing more").isEqualTo(1);
        assertThat(a.child().outboundSpi()).isEqualTo(b.child().inboundSpi());
    }

    @Test
    void withoutAPacketTheResponderSendsOnTheNewOneWhenTheOldOneIsDeleted() {
        long fresh = rekeyingChildOfB();
        net.pass(Duration.ofSeconds(20));
        assertThat(b.child().id()).isEqualTo(fresh);
        assertThat(switches()).isEqualTo(1);
    }

    @Test
    void aPacketOnTheOldOneChangesNothing() {
        long fresh = rekeyingChildOfB();
        long old = b.child().id();
        b.tell(new IkeEvent.FirstInbound(old));
        assertThat(b.child().id()).isEqualTo(old).isNotEqualTo(fresh);
    }
}
