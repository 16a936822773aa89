package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The named maxima that no attack in [SecurityTest] reaches.
class LimitsTest {
    private static final Instant NOW = Instant.EPOCH;

    @Test
    void aRateIsKeptForEachKeyByItselfAndBeginsAnewWithEachWindow() {
        var rate = new RateLimit<Integer>(3, Duration.ofSeconds(1), 10);
        for (int i = 0; i < 5; i++) {
            assertThat(rate.passes(NOW, 1)).isEqualTo(i < 3);
        }
        assertThat(rate.passes(NOW, 2)).isTrue();
        assertThat(rate.passes(NOW.plusSeconds(1), 1)).isTrue();
    }

    @Test
    void aStrangerHasNoRateWhileTheTableIsFull() {
        var rate = new RateLimit<Integer>(3, Duration.ofSeconds(1), 10);
        for (int i = 0; i < 10; i++) {
            assertThat(rate.passes(NOW, i)).isTrue();
        }
        assertThat(rate.passes(NOW, 10)).isFalse();
        assertThat(rate.passes(NOW, 9)).isTrue();
        assertThat(rate.passes(NOW.plusSeconds(1), 10)).isTrue();
    }

    @Test
    void aNeighbourIsHeardOnlySoOften() {
        Playground net = Playground.flexVpn(1);
        PlayNode spoke = net.get("spoke3");
        NhrpPacket error =
                Messages.error(
                        spoke.tunnel(Playground.TUNNEL0, false, spoke.outside, spoke.template),
                        IpAddress.of("10.0.0.1"),
                        spoke.overlay,
                        7,
                        0,
                        Bytes.EMPTY);
        for (int i = 0; i < NhrpEngine.ARRIVALS_MAX + 50; i++) {
            spoke.receive("Tunnel0", "172.16.0.1", Optional.empty(), error);
        }
        assertThat(spoke.engine.drops())
                .containsEntry(NhrpDrop.NOT_OURS, (long) NhrpEngine.ARRIVALS_MAX)
                .containsEntry(NhrpDrop.FLOOD, 50L);
    }

    @Test
    void failuresAreRememberedUpToAMaximumAndTheOldestGivesWay() {
        var core = new Core(Playground.flexVpn(1).get("spoke3"), new Random(1));
        var failures = new Failures(core);
        var turn = new Turn(NOW, _ -> {});
        for (int i = 0; i <= Failures.FAILURES_MAX; i++) {
            failures.add(turn, question(i), "why not");
        }
        assertThat(failures.all()).hasSize(Failures.FAILURES_MAX);
        assertThat(failures.has(question(0))).isFalse();
        assertThat(failures.has(question(1))).isTrue();
    }

    private static Question question(int i) {
        return new Question(CUST1, IpAddress.of("20.0." + i / 256 + "." + i % 256), true);
    }

    @Test
    void theShortcutsByOnePeerAreCapped() {
        Playground net = Playground.flexVpn(2);
        PlayNode spoke3 = net.get("spoke3");
        PlayNode spoke4 = net.get("spoke4");
        int asked = Promises.PROMISES_PER_PEER_MAX + 3;
        for (int i = 0; i < asked; i++) {
            String address = "20.1." + i / 256 + "." + i % 256;
            Prefix lan = Prefix.of(address + "/32");
            spoke4.lan(CUST1, lan);
            net.get("hub")
                    .route(
                            CUST1,
                            lan,
                            InterfaceName.of("Virtual-Access2"),
                            Optional.of(spoke4.overlay));
            net.ping(spoke3, "192.168.113.10", address);
            net.pass(Duration.ofMillis(200));
        }
        assertThat(spoke3.shortcuts).hasSize(Promises.PROMISES_PER_PEER_MAX);
        assertThat(spoke3.engine.failures()).hasSize(3);
        assertThat(Shortcuts.SHORTCUTS_PER_PEER_MAX).isGreaterThan(Promises.PROMISES_PER_PEER_MAX);
    }

    @Test
    void onlySoManyWaitForOneTunnel() {
        Playground net = Playground.flexVpn(2);
        PlayNode spoke3 = net.get("spoke3");
        PlayNode spoke4 = net.get("spoke4");
        spoke4.tunnelsWork = false;
        for (int i = 1; i <= Tunnels.WAITING_MAX + 6; i++) {
            net.ping(spoke3, "192.168.113.10", "192.168.114." + i);
            net.pass(Duration.ofMillis(60));
        }
        net.passSeconds(1);
        assertThat(spoke4.wishes).hasSize(1);
        assertThat(spoke4.sent().stream().map(NhrpPacket::destination).distinct()).hasSize(6);
        assertThat(spoke3.engine.failures()).hasSize(6);
    }

    @Test
    void theServerHasRoomForSoManyClients() {
        var vpn = new Dmvpn(1);
        vpn.net.passSeconds(1);
        NhrpPacket template = vpn.spoke(3).sent().getFirst();
        PlayNode hub = vpn.hub;
        int refused = 0;
        for (int i = 0; i < Registrar.REGISTRATIONS_MAX + 2; i++) {
            var nbma = "20." + i / 65536 + "." + i / 256 % 256 + "." + i % 256;
            var packet =
                    new NhrpPacket(
                            NhrpType.REGISTRATION_REQUEST,
                            255,
                            IpAddress.of(nbma),
                            IpAddress.of("30" + nbma.substring(2)),
                            hub.overlay,
                            template.body(),
                            template.extensions());
            hub.receive("Tunnel0", nbma, Optional.empty(), packet);
            hub.effects.subList(0, hub.effects.size() - 1).clear();
            vpn.net.now = vpn.net.now.plusMillis(2);
            int code = ((NhrpBody.Exchange) hub.lastSent().body()).cies().getFirst().code();
            refused += code == 5 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(3); // spoke3 is the first
    }
}
