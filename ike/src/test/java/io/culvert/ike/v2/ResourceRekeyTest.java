package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.ike.v2.config.PerResource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Child SAs that belong to one worker each, RFC 9611, when they are renewed or move.
class ResourceRekeyTest extends ResourcePair {
    private void traffic(Duration every, Duration until) {
        if (net.now.isBefore(Net.START.plus(until))) {
            a.sendTraffic(b);
            b.sendTraffic(a);
            net.at(every, () -> traffic(every, until));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void rekeyingKeepsTheWorkerAndLosesNoPacket(int seed) {
        net = new Net(seed);
        UnaryOperator<IpsecProfile> shortLived =
                profile ->
                        profile.withPerResource(PerResource.WANTED)
                                .withLifetimeSeconds(120)
                                .withPfsGroup(
                                        seed % 2 == 0
                                                ? Optional.of(KeyExchangeMethod.ECP_256)
                                                : Optional.empty());
        net.loss = seed % 3 == 0 ? 0.05 : 0;
        net.duplicate = 0.1;
        net.jitterMillis = seed % 4 == 0 ? 40 : 0;
        int workersOfA = 1 + seed % 4;
        int workersOfB = 1 + seed / 4 % 4;
        pair(workersOfA, shortLived, workersOfB, shortLived);
        net.pass(ALL);
        a.tell(
                new IkeEvent.ConfigChanged(
                        Configs.withProfile(
                                a.engine.config(),
                                Configs.profile(a.engine.config()).withLifetimeSeconds(400))));
        Duration end = Duration.ofMinutes(20);
        traffic(Duration.ofMillis(250), end);
        net.pass(end);
        net.loss = 0;
        net.pass(Duration.ofSeconds(30));
        assertThat(a.lost + b.lost).as("seed " + seed + " " + a.why() + b.why()).isZero();
        assertThat(a.delivered).isGreaterThan(4000);
        int most = Math.max(workersOfA, workersOfB);
        assertThat(a.outboundOfWorkers).as("seed " + seed).hasSize(most == 1 ? 0 : workersOfA);
        assertThat(b.outboundOfWorkers).as("seed " + seed).hasSize(most == 1 ? 0 : workersOfB);
        assertThat(ofWorkers(a).size()).as("seed " + seed).isBetween(most - 1, 2 * most + 2);
        assertThat(a.effects).noneMatch(IkeEffect.SessionDown.class::isInstance);
    }

    @Test
    void bothSidesMayRekeyTheSameOnesAtOnce() {
        for (int seed = 1; seed <= 20; seed++) {
            net = new Net(seed);
            net.jitterMillis = 15;
            pair(4, 3);
            net.pass(ALL);
            net.pass(ALL);
            List<ChildSa> before = ofWorkers(a);
            assertThat(before).as("seed " + seed).hasSize(4);
            for (ChildSa child : before) {
                a.tell(new IkeEvent.SoftLimit(child.id()));
            }
            ofWorkers(b).forEach(child -> b.tell(new IkeEvent.SoftLimit(child.id())));
            net.pass(Duration.ofSeconds(40));
            assertThat(ofWorkers(a))
                    .as("seed " + seed)
                    .hasSize(4)
                    .doesNotContainAnyElementsOf(before);
            assertServed(a, 4);
            assertWhole(a, 4, b);
            assertWhole(b, 3, a);
        }
    }

    @Test
    void aRekeyedIkeSaHasThemAndGoesOn() {
        pair(4, 4);
        net.pass(ALL);
        List<ChildSa> before = ofWorkers(a);
        b.engine.rekeyAll(net.now, b::obey);
        net.pass(ALL);
        assertThat(ofWorkers(a)).isEqualTo(before);
        b.engine.deleteChild(net.now, ofWorker(b, 2).id(), b::obey);
        net.pass(Duration.ofSeconds(10));
        assertThat(ofWorkers(a)).hasSize(3);
        net.pass(ALL);
        assertThat(ofWorkers(a)).hasSize(4);
        assertWhole(a, 4, b);
    }

    @Test
    void allFollowToAnotherAddress() {
        IkeConfig config = Configs.inTunnelMode(config(PER_RESOURCE));
        var any = WantedChild.of(range("0.0.0.0/0"), range("0.0.0.0/0"));
        a = node("10.0.0.1", config, 3);
        b = node("10.0.0.2", Configs.responderOnly(config), 2);
        b.connect(a, any);
        a.connect(b, any);
        net.pass(ALL);
        assertThat(a.children()).hasSize(4);
        a.moveTo("10.9.9.9");
        a.connect(b, any);
        net.pass(Duration.ofSeconds(2));
        assertThat(a.children()).allMatch(child -> child.local().equals(a.address));
        assertThat(b.children()).hasSize(4).allMatch(child -> child.remote().equals(a.address));
        assertWhole(a, 3, b);
    }
}
