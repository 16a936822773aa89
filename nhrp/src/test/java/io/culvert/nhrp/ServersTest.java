package io.culvert.nhrp;

import static io.culvert.nhrp.NhrpServerView.State.DOWN;
import static io.culvert.nhrp.NhrpServerView.State.RESPONDING;
import static io.culvert.nhrp.NhrpServerView.State.RETURNING;
import static io.culvert.nhrp.NhrpServerView.State.STANDBY;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.nhrp.NhrpServerView.State;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.NhrpSettings.Registration;
import io.culvert.nhrp.config.ServerRedundancy;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Which of several servers a client registers with: clusters, priorities, limits and the way back.
class ServersTest {
    private static final IpAddress CLIENT = IpAddress.of("10.0.0.9");

    /// A server that died is asked at least so often.
    private static final long PROBE_SECONDS = 64;

    private final Dmvpn vpn = new Dmvpn(0);
    private final Playground net = vpn.net;
    private final Map<Integer, PlayNode> hubs = new LinkedHashMap<>();

    ServersTest() {
        hubs.put(1, vpn.hub);
        for (int n : List.of(2, 3)) {
            hubs.put(n, vpn.node("hub" + n, "10.0.0." + n, "172.16.0." + n, Dmvpn.hubSettings()));
        }
    }

    private static ServerRedundancy atMost(int most, int fallbackSeconds) {
        return ServerRedundancy.DEFAULT
                .withConnectionsMax(1, OptionalInt.of(most))
                .withFallback(Duration.ofSeconds(fallbackSeconds));
    }

    private static NhrpSettings settings(ServerRedundancy redundancy, NextHopServer... servers) {
        return Dmvpn.spokeSettings(
                        Optional.empty(),
                        new Registration(true, Optional.of(Duration.ofSeconds(10))),
                        List.of(),
                        servers)
                .withRedundancy(redundancy);
    }

    /// Priorities 1, 2 and 3 in cluster 1.
    private static NhrpSettings three(ServerRedundancy redundancy) {
        return settings(
                redundancy, Dmvpn.server(1, 1, 1), Dmvpn.server(2, 2, 1), Dmvpn.server(3, 3, 1));
    }

    private PlayNode client(NhrpSettings settings) {
        return vpn.node("client", CLIENT.toString(), "172.16.1.9", settings);
    }

    private void dies(int hub) {
        net.nodes.remove(hub == 1 ? "hub" : "hub" + hub);
    }

    private void returns(int hub) {
        net.nodes.put(hub == 1 ? "hub" : "hub" + hub, Objects.requireNonNull(hubs.get(hub)));
    }

    private static List<State> states(PlayNode client) {
        return client.engine.servers().stream().map(NhrpServerView::state).toList();
    }

    private boolean knowsClient(int hub) {
        return Objects.requireNonNull(hubs.get(hub)).mapped.containsKey(CLIENT);
    }

    @Test
    void anAddressThatIsGivenUpIsTakenBackFromTheServers() {
        PlayNode client = client(three(ServerRedundancy.DEFAULT));
        net.passSeconds(2);
        client.overlay = IpAddress.of("10.0.0.19");
        client.change(Dmvpn.interfaceOf(client, three(ServerRedundancy.DEFAULT)));
        net.passSeconds(1);
        for (int hub : hubs.keySet()) {
            assertThat(knowsClient(hub)).isFalse();
            assertThat(Objects.requireNonNull(hubs.get(hub)).mapped)
                    .containsKey(IpAddress.of("10.0.0.19"));
        }
        assertThat(client.engine.drops()).isEmpty();
    }

    @Test
    void underAnotherTunnelKeyTheServersAreAskedAnewAtOnce() {
        PlayNode client = client(three(ServerRedundancy.DEFAULT));
        net.passSeconds(2);
        hubs.keySet().forEach(this::dies); // whoever has another key is deaf
        client.change(
                Dmvpn.interfaceOf(client, three(ServerRedundancy.DEFAULT), Optional.of(200L)));
        assertThat(states(client)).containsOnly(State.EXPECTING);
        net.passSeconds(8);
        assertThat(states(client)).containsOnly(State.DOWN);
    }

    @Test
    void withoutALimitAllOfAClusterServeWhateverTheirPriority() {
        PlayNode client = client(three(ServerRedundancy.DEFAULT));
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(RESPONDING, RESPONDING, RESPONDING);
        assertThat(hubs.keySet()).allMatch(this::knowsClient);
        dies(1);
        net.passSeconds(60);
        assertThat(states(client)).containsExactly(DOWN, RESPONDING, RESPONDING);
        returns(1);
        net.passSeconds(PROBE_SECONDS);
        assertThat(states(client)).containsExactly(RESPONDING, RESPONDING, RESPONDING);
    }

    @Test
    void withALimitTheBestServeAndTheNextStepsInWhenOneIsDown() {
        PlayNode client = client(three(atMost(2, 0)));
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(RESPONDING, RESPONDING, STANDBY);
        assertThat(knowsClient(3)).isFalse();
        dies(1);
        net.passSeconds(60);
        assertThat(states(client)).containsExactly(DOWN, RESPONDING, RESPONDING);
        assertThat(knowsClient(3)).isTrue();
        returns(1);
        net.passSeconds(PROBE_SECONDS);
        assertThat(states(client)).containsExactly(RESPONDING, RESPONDING, STANDBY);
    }

    @Test
    void equalPrioritiesServeInTheOrderOfConfiguration() {
        PlayNode client =
                client(
                        settings(
                                atMost(1, 0),
                                Dmvpn.server(3, 0, 1),
                                Dmvpn.server(1, 0, 1),
                                Dmvpn.server(2, 0, 1)));
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(STANDBY, STANDBY, RESPONDING);
        dies(3);
        net.passSeconds(60);
        assertThat(states(client)).containsExactly(RESPONDING, STANDBY, DOWN);
    }

    @Test
    void aBetterServerIsReturnedToWhenItHasBeenBackForTheFallbackTime() {
        PlayNode client = client(three(atMost(1, 30)));
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(RESPONDING, STANDBY, STANDBY);
        dies(1);
        net.passSeconds(120);
        assertThat(states(client)).containsExactly(DOWN, RESPONDING, STANDBY);
        returns(1);
        untilBack(client);
        net.passSeconds(29);
        assertThat(states(client)).containsExactly(RETURNING, RESPONDING, STANDBY);
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(RESPONDING, STANDBY, STANDBY);
    }

    private void untilBack(PlayNode client) {
        for (int i = 0; i < PROBE_SECONDS * 10 && states(client).getFirst() != RETURNING; i++) {
            net.pass(Duration.ofMillis(100));
        }
        assertThat(states(client).getFirst()).isEqualTo(RETURNING);
    }

    @Test
    void oneThatIsBackAndGoneAgainBeginsToWaitAnew() {
        PlayNode client = client(three(atMost(1, 60)));
        net.passSeconds(1);
        dies(1);
        net.passSeconds(120);
        returns(1);
        untilBack(client);
        net.passSeconds(5);
        dies(1);
        net.passSeconds(50);
        assertThat(states(client)).containsExactly(DOWN, RESPONDING, STANDBY);
        returns(1);
        untilBack(client);
        net.passSeconds(59);
        assertThat(states(client)).containsExactly(RETURNING, RESPONDING, STANDBY);
    }

    @Test
    void theWaitEndsWhenTheOneThatServesMeanwhileDies() {
        PlayNode client = client(three(atMost(1, 60)));
        net.passSeconds(1);
        dies(1);
        net.passSeconds(120);
        returns(1);
        untilBack(client);
        dies(2);
        net.passSeconds(30);
        assertThat(states(client)).containsExactly(RESPONDING, STANDBY, STANDBY);
    }

    @Test
    void noneServesWhereTheLimitIsZero() {
        PlayNode client = client(three(atMost(0, 0)));
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(STANDBY, STANDBY, STANDBY);
        assertThat(net.wire).isEmpty();
    }

    @Test
    void aLimitIsForItsClusterAlone() {
        PlayNode client =
                client(
                        settings(
                                atMost(1, 0),
                                Dmvpn.server(1, 1, 1),
                                Dmvpn.server(2, 2, 1),
                                Dmvpn.server(3, 3, 2)));
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(RESPONDING, STANDBY, RESPONDING);
    }

    @Test
    void aLimitThatIsTakenAwayBringsTheOthersInAndOneThatIsSetTakesThemOut() {
        PlayNode client = client(three(atMost(1, 0)));
        net.passSeconds(1);
        client.change(Dmvpn.interfaceOf(client, three(ServerRedundancy.DEFAULT)));
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(RESPONDING, RESPONDING, RESPONDING);
        client.change(Dmvpn.interfaceOf(client, three(atMost(1, 0))));
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(RESPONDING, STANDBY, STANDBY);
        assertThat(knowsClient(2)).isTrue();
    }

    private static NextHopServer dynamic(int n) {
        return new NextHopServer(
                AddressFamily.IPV4,
                Optional.empty(),
                Optional.of(IpAddress.of("172.16.0." + n)),
                Optional.empty(),
                true,
                0,
                0);
    }

    @Test
    void aServerKnownByItsPlaceAloneSaysItsAddressWhenItAnswers() {
        PlayNode client = client(settings(ServerRedundancy.DEFAULT, dynamic(1)));
        assertThat(client.engine.servers().getFirst().address()).isEmpty();
        assertThat(client.lastSent().destination()).isEqualTo(CLIENT); // to ourselves
        net.passSeconds(1);
        assertThat(states(client)).containsExactly(RESPONDING);
        assertThat(client.engine.servers().getFirst().address()).contains(IpAddress.of("10.0.0.1"));
        assertThat(client.mapped)
                .containsEntry(IpAddress.of("10.0.0.1"), IpAddress.of("172.16.0.1"));
        assertThat(knowsClient(1)).isTrue();
        assertThat(client.count(NhrpEffect.SeekPeer.class)).isPositive();

        client.change(Dmvpn.interfaceOf(client, settings(ServerRedundancy.DEFAULT, dynamic(2))));
        net.passSeconds(1);
        assertThat(client.engine.servers().getFirst().address()).contains(IpAddress.of("10.0.0.2"));
        assertThat(client.mapped).doesNotContainKey(IpAddress.of("10.0.0.1"));
        assertThat(client.count(NhrpEffect.LeavePeer.class)).isPositive();
        assertThat(knowsClient(1)).isFalse();
    }

    @Test
    void aDynamicServerThatSaysOurOwnAddressIsNone() {
        PlayNode client = client(settings(ServerRedundancy.DEFAULT, dynamic(9)));
        NhrpPacket request = client.lastSent();
        client.receive(
                "Tunnel0",
                "172.16.0.9",
                Optional.empty(),
                new NhrpPacket(
                        NhrpType.REGISTRATION_REPLY,
                        NhrpPacket.HOP_COUNT,
                        request.sourceNbma(),
                        request.source(),
                        request.destination(),
                        request.body(),
                        request.extensions()));
        assertThat(states(client)).containsExactly(State.REFUSING);
        assertThat(client.engine.servers().getFirst().reason().orElseThrow())
                .startsWith("it does not say its own address");
        assertThat(client.mapped).isEmpty();
    }
}
