package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static io.culvert.nhrp.Playground.CUST2;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.wire.nhrp.NhrpType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How long shortcuts, promises, labels and tunnels last: flexvpn-mpls.md S17, nhrp.md sections 3 and 4.
class LifeCycleTest {
    private static final Prefix LAN4 = Prefix.of("192.168.114.0/24");
    private static final Place THERE = new Place(CUST1, LAN4);
    private static final InterfaceName ACCESS = InterfaceName.of("Virtual-Access1");

    private final Playground net = Playground.flexVpn(3, Duration.ofMinutes(10));
    private final PlayNode hub = net.get("hub");
    private final PlayNode spoke3 = net.get("spoke3");
    private final PlayNode spoke4 = net.get("spoke4");

    private void ping() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(1);
    }

    private boolean isDirect() {
        return spoke3.shortcuts.containsKey(THERE);
    }

    @Test
    void anUnusedShortcutEndsWithItsHoldingTimeAndTheTunnelAMinuteLater() {
        ping();
        net.passSeconds(598);
        assertThat(isDirect()).isTrue();
        net.passSeconds(2);
        assertThat(isDirect()).isFalse();
        assertThat(spoke4.labels).hasSize(1);
        net.passSeconds(5);
        assertThat(spoke4.labels).isEmpty();
        assertThat(spoke4.interfaces).containsKey(ACCESS);
        net.passSeconds(61);
        assertThat(spoke4.interfaces).doesNotContainKey(ACCESS);
        assertThat(spoke3.interfaces).doesNotContainKey(ACCESS);
        assertThat(spoke3.bound).isEmpty();
        assertThat(spoke4.bound).isEmpty();
        assertThat(spoke3.engine.entries()).isEmpty();
    }

    @Test
    void aShortcutThatIsUsedIsRefreshedByTheDirectTunnel() {
        ping();
        net.wire.clear();
        for (int i = 0; i < 20; i++) {
            net.passSeconds(100);
            assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1"))
                    .containsExactly("spoke3", "spoke4");
        }
        assertThat(net.wire)
                .contains("spoke3 Vi1 cust1 Resolution Request")
                .doesNotContain("hub Vi1 cust1 Traffic Indication")
                .noneMatch(line -> line.startsWith("hub"));
        assertThat(spoke3.count(NhrpEffect.OfferRoute.class)).isEqualTo(1);
        assertThat(spoke4.labels).hasSize(1);
    }

    @Test
    void useBeforeTheLastThirdIsNoReasonToRefresh() {
        ping();
        net.passSeconds(100);
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(520);
        assertThat(isDirect()).isFalse();
    }

    // spoke4      route of the LAN goes
    // spoke4 Vi1  --purge--> spoke3, which revokes the route and answers --> spoke4 lets go of the
    // label
    @Test
    void aRouteThatGoesIsPurgedAtTheRequester() {
        ping();
        spoke4.unroute(CUST1, LAN4);
        net.passSeconds(1);
        assertThat(isDirect()).isFalse();
        assertThat(spoke4.released).hasSize(1);
        assertThat(spoke4.released.getFirst()).startsWith("192.168.114.0/24 60");
        assertThat(spoke4.engine.entries()).isEmpty();
        assertThat(net.wire).contains("spoke4 Vi1 Purge Request", "spoke3 Vi1 Purge Reply");
    }

    @Test
    void aRouteThatChangesWithoutEffectIsNotPurged() {
        ping();
        spoke4.route(CUST1, LAN4, InterfaceName.of("Ethernet0/2"), Optional.empty());
        net.passSeconds(1);
        assertThat(isDirect()).isTrue();
        assertThat(net.wire).noneMatch(line -> line.endsWith("Purge Request"));
    }

    @Test
    void aLongerRouteByTheHubTakesTheAnswerBack() {
        ping();
        spoke4.route(
                CUST1,
                Prefix.of("192.168.114.128/25"),
                InterfaceName.of("Tunnel0"),
                Optional.of(IpAddress.of("10.0.0.1")));
        net.passSeconds(1);
        assertThat(isDirect()).isFalse();
        net.passSeconds(10);
        ping();
        assertThat(spoke3.shortcuts)
                .containsOnlyKeys(new Place(CUST1, Prefix.of("192.168.114.0/25")));
    }

    @Test
    void aLabelThatChangesTakesTheAnswerBack() {
        ping();
        spoke4.labels.put(THERE, new Label(99));
        spoke4.on(new NhrpEvent.RouteChanged(CUST1, LAN4));
        net.passSeconds(1);
        assertThat(isDirect()).isFalse();
        net.passSeconds(10);
        ping();
        assertThat(spoke3.offer(THERE).label()).isNotEmpty();
    }

    @Test
    void aPurgeThatIsLostIsSentAgainUntilThePromiseIsOver() {
        ping();
        NhrpInterface there = spoke3.interfaces.get(ACCESS);
        spoke3.links.clear(); // what spoke3 sends is lost
        spoke4.unroute(CUST1, LAN4);
        net.passSeconds(200);
        assertThat(there).isNotNull();
        assertThat(net.wire.stream().filter("spoke4 Vi1 Purge Request"::equals).count())
                .isBetween(6L, 12L);
        assertThat(spoke4.labels).hasSize(1);
        net.passSeconds(420);
        assertThat(spoke4.labels).isEmpty();
        assertThat(spoke4.released).containsExactly("192.168.114.0/24 0");
    }

    @Test
    void aShortcutGoesWithTheRouteThatItShortens() {
        ping();
        spoke3.unroute(CUST1, Prefix.DEFAULT_IPV4);
        assertThat(isDirect()).isFalse();
    }

    @Test
    void aShortcutGoesWhenItsRouteLeavesTheNetwork() {
        ping();
        spoke3.route(CUST1, Prefix.DEFAULT_IPV4, InterfaceName.of("Ethernet0/3"), Optional.empty());
        assertThat(isDirect()).isFalse();
    }

    @Test
    void aChangeInTheOtherCustomersTableTouchesNothing() {
        ping();
        spoke3.unroute(CUST2, Prefix.DEFAULT_IPV4);
        spoke4.unroute(CUST2, LAN4);
        net.passSeconds(1);
        assertThat(isDirect()).isTrue();
    }

    @Test
    void aShortcutOutlivesTheHub() {
        ping();
        PlayNode second = net.node("hub2", "172.16.0.5");
        second.overlay = IpAddress.of("10.0.0.2");
        net.join(second, spoke3);
        spoke3.route(
                CUST1,
                Prefix.DEFAULT_IPV4,
                InterfaceName.of("Tunnel1"),
                Optional.of(second.overlay));
        spoke3.gone(InterfaceName.of("Tunnel0"));
        net.passSeconds(1);
        assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1"))
                .containsExactly("spoke3", "spoke4");
    }

    @Test
    void aTunnelThatDiesTakesItsShortcutsAndLeavesTheLabelInQuarantine() {
        ping();
        spoke4.gone(ACCESS);
        net.passSeconds(1);
        assertThat(isDirect()).isFalse();
        assertThat(spoke4.released).singleElement().asString().startsWith("192.168.114.0/24 60");
        assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1"))
                .containsExactly("spoke3", "hub", "spoke4");
    }

    @Test
    void theLabelStaysUntilTheLastOfSeveralHoldersLetsGo() {
        PlayNode spoke5 = net.get("spoke5");
        ping();
        net.passSeconds(300);
        net.ping(spoke5, "192.168.115.10", "192.168.114.1");
        net.passSeconds(310);
        assertThat(isDirect()).isFalse();
        assertThat(spoke5.shortcuts).containsKey(THERE);
        assertThat(spoke4.labels).containsKey(THERE);
        net.passSeconds(305);
        assertThat(spoke4.labels).isEmpty();
    }

    // spoke3 and spoke4 ask each other at once: two tunnels come up; that of spoke3, whose NBMA
    // address is lower, stays
    @Test
    void crossingRequestsEndWithTheTunnelOfTheLowerAddress() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.ping(spoke4, "192.168.114.1", "192.168.113.10");
        net.passSeconds(10);
        assertThat(spoke3.wishes).hasSize(1);
        assertThat(spoke4.wishes).hasSize(1);
        assertThat(spoke3.interfaces).hasSize(2);
        assertThat(spoke4.interfaces).hasSize(2);
        assertThat(spoke4.count(NhrpEffect.DropTunnel.class)).isEqualTo(1);
        assertThat(spoke3.count(NhrpEffect.DropTunnel.class)).isZero();
        assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1"))
                .containsExactly("spoke3", "spoke4");
        assertThat(net.ping(spoke4, "192.168.114.1", "192.168.113.10"))
                .containsExactly("spoke4", "spoke3");
        assertThat(spoke3.bound).hasSize(1);
        assertThat(spoke4.bound).hasSize(1);
    }

    @Test
    void duringACrossingNoPacketGoesAstray() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.ping(spoke4, "192.168.114.1", "192.168.113.10");
        for (int i = 0; i < 5000; i++) {
            net.pass(Duration.ofMillis(1));
            assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1").getLast())
                    .isEqualTo("spoke4");
            assertThat(net.ping(spoke4, "192.168.114.1", "192.168.113.10").getLast())
                    .isEqualTo("spoke3");
        }
    }

    @Test
    void clearEndsShortcutsHoldOffsAndPromises() {
        ping();
        spoke3.on(new NhrpEvent.Clear(Optional.of(CUST2), Optional.empty()));
        assertThat(isDirect()).isTrue();
        spoke3.on(new NhrpEvent.Clear(Optional.empty(), Optional.of(Prefix.DEFAULT_IPV4)));
        assertThat(isDirect()).isFalse();
        net.passSeconds(10);
        ping();
        assertThat(isDirect()).isTrue();
        spoke4.on(new NhrpEvent.Clear(Optional.of(CUST1), Optional.of(LAN4)));
        net.passSeconds(1);
        assertThat(isDirect()).isFalse();
        assertThat(spoke4.labels).isEmpty();
    }

    @Test
    void anAnswerThatIsSaidAgainHasTheSameGeneration() {
        ping();
        var reply = spoke4.lastSent();
        assertThat(reply.type()).isEqualTo(NhrpType.RESOLUTION_REPLY);
        var request =
                hub.sent().stream()
                        .filter(one -> one.type() == NhrpType.RESOLUTION_REQUEST)
                        .findFirst()
                        .orElseThrow();
        spoke4.receive("Tunnel0", "172.16.0.1", Optional.of(CUST1), request);
        assertThat(spoke4.lastSent().labels()).isEqualTo(reply.labels());
    }

    @Test
    void theHubKeepsNothing() {
        ping();
        assertThat(hub.engine.entries()).isEmpty();
        assertThat(hub.bound).isEmpty();
    }

    @Test
    void theTunnelsOfSpokesAreNeverDroppedByTheHub() {
        ping();
        net.passSeconds(3600);
        assertThat(hub.count(NhrpEffect.DropTunnel.class)).isZero();
    }

    // a second hub, of whose networks spoke3 hears by a redirect of the first, answers by the
    // tunnel that is there for other ends
    @Test
    void aTunnelThatWasThereLongBeforeItsFirstShortcutIsNotDropped() {
        net.passSeconds(300);
        hub.template = Playground.settings(true, true, Duration.ofMinutes(10));
        InterfaceName there = InterfaceName.of("Virtual-Access1");
        hub.change(hub.tunnel(there, true, spoke3.outside, hub.template));
        hub.receive(
                "Virtual-Access1",
                "172.16.1.103",
                Optional.of(CUST1),
                Messages.request(
                        spoke3.tunnel(Playground.TUNNEL0, false, hub.outside, spoke3.template),
                        new Question(CUST1, IpAddress.of("192.168.110.1"), true),
                        spoke3.overlay,
                        1,
                        List.of()));
        assertThat(hub.bound).hasSize(1);
        net.passSeconds(1200);
        assertThat(hub.bound).isEmpty();
        assertThat(hub.interfaces).containsKey(there);
    }
}
