package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.IkeConfig;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rekeying under traffic: whatever the order of events, no packet is lost.
class RekeyTest {
    private static IkeConfig config(int childSeconds, int ikeSeconds, boolean pfs) {
        IkeConfig config = Configs.psk("s", "s");
        config =
                Configs.withIpsec(
                        config,
                        Configs.ipsec(config)
                                .withLifetimeSeconds(childSeconds)
                                .withPfsGroup(
                                        pfs
                                                ? Optional.of(KeyExchangeMethod.ECP_256)
                                                : Optional.empty()));
        return Configs.withProfile(config, Configs.profile(config).withLifetimeSeconds(ikeSeconds));
    }

    private static void traffic(Net net, Net.Node a, Net.Node b, Duration every, Duration until) {
        if (net.now.isBefore(Net.START.plus(until))) {
            a.sendTraffic(b);
            b.sendTraffic(a);
            net.at(every, () -> traffic(net, a, b, every, until));
        }
    }

    private static Net.Node node(Net net, String address, IkeConfig config) {
        return net.node(address, config, new FakeCredentials("", "CA", "", 0));
    }

    // a: SK {N(REKEY_SA), SA, Ni, TSi, TSr} --> ; <-- SK {SA, Nr, TSi, TSr} :b, which takes the new
    // SA in and goes on with the old
    // a: SK {D} --> ; <-- SK {D} :b, which sends on the new one now
    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                24
            })
    void rekeyingLosesNoPacket(int seed) {
        var net = new Net(seed);
        IkeConfig config = config(120, 400, seed % 2 == 0);
        Net.Node a = node(net, "10.0.0.1", config);
        Net.Node b = node(net, "10.0.0.2", Configs.responderOnly(config));
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofSeconds(2));
        net.loss = seed % 3 == 0 ? 0.05 : 0;
        net.duplicate = 0.1;
        net.jitterMillis = seed % 4 == 0 ? 40 : 0;
        Duration end = Duration.ofMinutes(30);
        traffic(net, a, b, Duration.ofMillis(250), end);
        net.pass(end);
        net.pass(Duration.ofSeconds(90));
        assertThat(a.lost + b.lost).as("seed " + seed + " " + a.why() + b.why()).isZero();
        assertThat(a.delivered).isGreaterThan(7000);
        assertThat(a.effects.stream().filter(IkeEffect.ChildUp.class::isInstance).count())
                .isGreaterThan(15);
        assertThat(a.effects.stream().filter(IkeEffect.SessionDown.class::isInstance)).isEmpty();
        assertThat(a.installed.size()).isLessThanOrEqualTo(2);
    }

    @Test
    void simultaneousRekeyingOfAChildLeavesOne() {
        for (int seed = 1; seed <= 40; seed++) {
            var net = new Net(seed);
            net.jitterMillis = 15;
            Net.Node a = node(net, "10.0.0.1", config(3600, 86_400, seed % 2 == 0));
            Net.Node b = node(net, "10.0.0.2", config(3600, 86_400, seed % 2 == 0));
            pair(net, a, b);
            traffic(net, a, b, Duration.ofMillis(5), Duration.ofMinutes(2));
            a.tell(new IkeEvent.SoftLimit(a.child().id()));
            b.tell(new IkeEvent.SoftLimit(b.child().id()));
            net.pass(Duration.ofSeconds(20));
            assertThat(a.installed).as("seed " + seed).hasSize(1);
            assertThat(b.installed).as("seed " + seed).hasSize(1);
            assertThat(a.child().outboundSpi())
                    .as("seed " + seed)
                    .isEqualTo(b.child().inboundSpi());
            assertThat(a.lost + b.lost).as("seed " + seed).isZero();
        }
    }

    private static void pair(Net net, Net.Node a, Net.Node b) {
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofMillis(1));
        b.tell(new IkeEvent.ConfigChanged(Configs.responderOnly(b.engine.config())));
        b.connect("Tunnel0", a, false);
        net.pass(Duration.ofSeconds(5));
        assertThat(a.sessions).hasSize(1);
    }

    @Test
    void simultaneousRekeyingOfTheIkeSaLeavesOne() {
        for (int seed = 1; seed <= 40; seed++) {
            var net = new Net(seed);
            net.jitterMillis = 15;
            Net.Node a = node(net, "10.0.0.1", config(3600, 86_400, false));
            Net.Node b = node(net, "10.0.0.2", config(3600, 86_400, false));
            pair(net, a, b);
            traffic(net, a, b, Duration.ofMillis(50), Duration.ofSeconds(200));
            a.engine.rekeyAll(net.now, a::obey);
            b.engine.rekeyAll(net.now, b::obey);
            net.pass(Duration.ofMinutes(2));
            assertThat(a.engine.snapshot().sas()).as("seed " + seed).hasSize(1);
            assertThat(b.engine.snapshot().sas()).as("seed " + seed).hasSize(1);
            assertThat(a.engine.snapshot().sas().getFirst().localSpi())
                    .isEqualTo(b.engine.snapshot().sas().getFirst().remoteSpi());
            assertThat(a.lost + b.lost).as("seed " + seed).isZero();
            assertThat(a.installed).hasSize(1);
            // The new IKE SA works: a Child SA is rekeyed over it.
            b.tell(new IkeEvent.SoftLimit(b.child().id()));
            net.pass(Duration.ofSeconds(10));
            assertThat(a.child().outboundSpi())
                    .as("seed " + seed)
                    .isEqualTo(b.child().inboundSpi());
            assertThat(b.effects.stream().filter(IkeEffect.SessionDown.class::isInstance))
                    .isEmpty();
        }
    }

    @Test
    void anIkeSaAndAChildThatAreRekeyedAtOnceDoNotStandInEachOthersWay() {
        for (int seed = 1; seed <= 40; seed++) {
            var net = new Net(seed);
            Net.Node a = node(net, "10.0.0.1", config(3600, 86_400, false));
            Net.Node b = node(net, "10.0.0.2", config(3600, 86_400, false));
            pair(net, a, b);
            net.delay = Duration.ofSeconds(2);
            net.jitterMillis = 500;
            Net.Node first = seed % 2 == 0 ? a : b;
            Net.Node other = seed % 2 == 0 ? b : a;
            long ikeSa = a.engine.snapshot().sas().getFirst().localSpi();
            int esp = a.child().outboundSpi();
            first.engine.rekeyAll(net.now, first::obey);
            other.tell(new IkeEvent.SoftLimit(other.child().id()));
            net.pass(Duration.ofSeconds(45));
            assertThat(a.engine.snapshot().sas()).as("seed " + seed).hasSize(1);
            assertThat(a.engine.snapshot().sas().getFirst().localSpi())
                    .as("seed " + seed)
                    .isNotEqualTo(ikeSa);
            assertThat(a.child().outboundSpi()).as("seed " + seed).isNotEqualTo(esp);
            assertThat(a.child().outboundSpi())
                    .as("seed " + seed)
                    .isEqualTo(b.child().inboundSpi());
        }
    }
}
