package io.culvert.nhrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.nhrp.NhrpEvent.PeerTurned.Turn;
import io.culvert.nhrp.NhrpServerView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the end of a session means to registrations, servers and shortcuts; and counters that begin anew.
class PeerTurnedTest {
    private static final IpAddress HUB = IpAddress.of("10.0.0.1");
    private static final IpAddress SPOKE3 = IpAddress.of("10.0.0.3");
    private static final IpAddress SPOKE4 = IpAddress.of("10.0.0.4");

    private final Dmvpn vpn = new Dmvpn(2);
    private final Playground net = vpn.net;
    private final PlayNode hub = vpn.hub;
    private final PlayNode spoke3 = vpn.spoke(3);

    PeerTurnedTest() {
        net.passSeconds(1);
    }

    private static NhrpEvent turned(IpAddress peer, Turn turn) {
        return new NhrpEvent.PeerTurned(Dmvpn.TUNNEL0, Set.of(peer), turn);
    }

    private static NhrpServerView server(PlayNode node) {
        return node.engine.servers().getFirst();
    }

    private List<Boolean> servedAt(PlayNode node) {
        return node.effects.stream()
                .filter(NhrpEffect.ServersAnswer.class::isInstance)
                .map(effect -> ((NhrpEffect.ServersAnswer) effect).any())
                .toList();
    }

    @Test
    void aRegistrationOutlastsItsSessionByAMomentOnly() {
        hub.on(turned(SPOKE3, Turn.LOST));
        net.passSeconds(Endpoints.SESSION_GRACE.toSeconds() - 1);
        assertThat(hub.mapped).containsKeys(SPOKE3, SPOKE4);
        net.passSeconds(2);
        assertThat(hub.mapped).doesNotContainKey(SPOKE3).containsKey(SPOKE4);
    }

    @Test
    void aSessionThatComesAgainInTimeKeepsTheRegistration() {
        hub.on(turned(SPOKE3, Turn.LOST));
        assertThat(entry(SPOKE3).expires()).contains(net.now.plus(Endpoints.SESSION_GRACE));
        net.passSeconds(10);
        hub.on(turned(SPOKE3, Turn.BACK));
        net.passSeconds(60);
        assertThat(hub.mapped).containsKey(SPOKE3);
        assertThat(entry(SPOKE3).expires().orElseThrow()).isAfter(net.now.plusSeconds(300));
    }

    private NhrpEntry entry(IpAddress overlay) {
        return hub.engine.entries().stream()
                .filter(each -> each.prefix().equals(Prefix.host(overlay)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoComesFromTheAddressOfAnotherEndsThatRegistrationAtOnce() {
        hub.on(turned(SPOKE3, Turn.REPLACED));
        assertThat(hub.mapped).doesNotContainKey(SPOKE3);
    }

    @Test
    void aUniqueRegistrationWithoutSessionGivesWayToTheSameClientFromAnotherAddress() {
        hub.on(turned(SPOKE3, Turn.LOST));
        vpn.node("moved", SPOKE3.toString(), "172.16.1.203", Dmvpn.spokeSettings());
        net.passSeconds(1);
        assertThat(hub.mapped).containsEntry(SPOKE3, IpAddress.of("172.16.1.203"));
    }

    @Test
    void aServerWhoseSessionEndsIsRegisteredWithAnewAndSaidToBeDownSoon() {
        Instant up = server(spoke3).turned().orElseThrow();
        assertThat(servedAt(spoke3)).containsExactly(true);
        net.nodes.remove("hub");
        spoke3.on(turned(HUB, Turn.LOST));
        assertThat(server(spoke3).state()).isEqualTo(State.EXPECTING);
        assertThat(server(spoke3).previous()).contains(State.RESPONDING);
        assertThat(server(spoke3).turned()).contains(net.now).isNotEqualTo(Optional.of(up));
        assertThat(servedAt(spoke3)).containsExactly(true, false);
        net.passSeconds(10);
        assertThat(server(spoke3).state()).isEqualTo(State.DOWN);
        net.nodes.put("hub", hub);
        net.passSeconds(64);
        assertThat(server(spoke3).state()).isEqualTo(State.RESPONDING);
        assertThat(servedAt(spoke3)).containsExactly(true, false, true);
    }

    @Test
    void nothingOfAPeerStaysWhenAnotherComesFromItsAddress() {
        vpn.ping(3, 4);
        net.passSeconds(1);
        assertThat(spoke3.shortcuts).isNotEmpty();
        spoke3.on(turned(SPOKE4, Turn.REPLACED));
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke3.mapped).containsOnlyKeys(HUB);
    }

    /// Its packets go by a server meanwhile; what a labelled one does, shows `dmvpn-labels/direct-path-dies.lab`.
    @Test
    void aShortcutWithoutLabelOutlastsTheSession() {
        vpn.ping(3, 4);
        net.passSeconds(1);
        assertThat(spoke3.shortcuts).isNotEmpty();
        spoke3.on(turned(SPOKE4, Turn.LOST));
        assertThat(spoke3.shortcuts).isNotEmpty();
    }

    @Test
    void nothingExpiresLaterThanTheHoldingTimeSays() {
        vpn.ping(3, 4);
        net.passSeconds(1);
        Instant latest = net.now.plus(Duration.ofMinutes(10));
        for (PlayNode node : List.of(hub, spoke3, vpn.spoke(4))) {
            assertThat(node.engine.entries())
                    .allMatch(each -> each.expires().stream().noneMatch(latest::isBefore));
        }
    }

    private static long received(PlayNode node) {
        return node.engine.traffic().values().stream().mapToLong(NhrpTraffic::receivedTotal).sum();
    }

    @Test
    void countersBeginAnewOnOneInterfaceOrOnAll() {
        assertThat(received(hub)).isEqualTo(2);
        hub.on(new NhrpEvent.ClearCounters(Optional.of(spoke3.nextAccess())));
        assertThat(received(hub)).isEqualTo(2);
        hub.on(new NhrpEvent.ClearCounters(Optional.of(Dmvpn.TUNNEL0)));
        assertThat(received(hub)).isZero();
        hub.on(new NhrpEvent.ClearCounters(Optional.empty()));
        assertThat(hub.engine.statistics()).isEmpty();
    }

    @Test
    void entriesOfAnotherInterfaceStayWhenOneIsCleared() {
        var all = Optional.of(Prefix.DEFAULT_IPV4);
        hub.on(new NhrpEvent.Clear(Optional.<Vrf>empty(), all, Optional.of(hub.nextAccess())));
        assertThat(hub.mapped).containsKeys(SPOKE3, SPOKE4);
        hub.on(new NhrpEvent.Clear(Optional.<Vrf>empty(), all, Optional.of(Dmvpn.TUNNEL0)));
        assertThat(hub.mapped).isEmpty();
    }
}
