package io.culvert.ike.v2;

import static io.culvert.ike.v2.FlexNodes.HUB_NAME;
import static io.culvert.ike.v2.FlexNodes.hub;
import static io.culvert.ike.v2.FlexNodes.spoke;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.ike.v2.config.Dpd;
import io.culvert.ike.v2.config.IkeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Sessions that end: by an order, by a deletion, by silence; and how they come back. RFC 7296 sections 1.4.1 and 2.4.
class SessionEndTest {
    private final Net net = new Net(1);

    private List<Net.Node> upAt(Net.Node hub, int spokes) {
        var all = new ArrayList<Net.Node>();
        for (int i = 0; i < spokes; i++) {
            String name = "spoke" + i + ".cisco.com";
            Net.Node spoke =
                    net.node(
                            "172.16.2." + i,
                            Configs.spoke(name),
                            new FakeCredentials("cn=" + name + ",ou=FLEX", "CA", name, 400));
            spoke.connect("Tunnel0", hub, true);
            all.add(spoke);
        }
        net.pass(Duration.ofSeconds(5));
        assertThat(hub.sessions).hasSize(spokes);
        return all;
    }

    @Test
    void manySessionsAreClearedAFewAtATimeAndWhoComesBackMeanwhileStays() {
        Net.Node hub = hub(net);
        int spokes = 3 * Clearing.EACH - 1;
        List<Net.Node> all = upAt(hub, spokes);
        List<Long> before = List.copyOf(hub.sessions.keySet());
        all.forEach(spoke -> spoke.isUp = false);
        hub.tell(new IkeEvent.ClearSession(Optional.empty()));
        assertThat(hub.sessions).hasSize(spokes - Clearing.EACH);
        net.pass(Clearing.PAUSE);
        assertThat(hub.sessions).hasSize(spokes - 2 * Clearing.EACH);
        hub.tell(new IkeEvent.ClearSession(Optional.empty()));
        net.pass(Clearing.PAUSE.multipliedBy(10));
        assertThat(hub.sessions).isEmpty();
        all.forEach(spoke -> spoke.isUp = true);
        net.pass(Duration.ofMinutes(10));
        assertThat(hub.sessions).hasSize(spokes).doesNotContainKeys(before.toArray(Long[]::new));
    }

    @Test
    void aRouterThatIsSwitchedOffEndsAllAtOnce() {
        Net.Node hub = hub(net);
        upAt(hub, 2 * Clearing.EACH);
        hub.tell(new IkeEvent.ShutDown());
        assertThat(hub.sessions).isEmpty();
    }

    @Test
    void clearingTheSessionDeletesItOnBothSidesAndTheSpokeComesBack() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        hub.tell(new IkeEvent.ClearSession(Optional.of(spoke.address)));
        net.pass(Duration.ofMillis(200));
        assertThat(hub.sessions).isEmpty();
        assertThat(spoke.sessions).isEmpty();
        assertThat(hub.installed).isEmpty();
        net.pass(Duration.ofSeconds(5));
        assertThat(spoke.session().pushedAddresses()).containsExactly(IpAddress.of("10.1.1.1"));
    }

    @Test
    void deletionsThatCrossLeaveNothingBehind() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        hub.tell(new IkeEvent.ClearSession(Optional.empty()));
        spoke.tell(new IkeEvent.Disconnect(InterfaceName.of("Tunnel0")));
        net.pass(Duration.ofSeconds(100));
        assertThat(hub.installed).isEmpty();
        assertThat(spoke.installed).isEmpty();
        assertThat(hub.engine.snapshot().sas()).isEmpty();
        assertThat(spoke.engine.snapshot().sas()).isEmpty();
    }

    @Test
    void aHubThatLostItsMemoryIsFoundAgain() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        hub.restart();
        // ESP with an unknown SPI --> ; <-- INVALID_SPI in the clear; SK {} --> ; <--
        // INVALID_IKE_SPI in the clear: only a hint
        spoke.sendTraffic(hub);
        net.pass(Duration.ofSeconds(30));
        assertThat(hub.sessions).hasSize(1);
        assertThat(spoke.sessions).hasSize(1);
        assertThat(spoke.why()).contains("the peer does not answer any more");
    }

    @Test
    void aPeerThatEndsEverySessionAtOnceIsDialledMoreAndMoreSeldom() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        for (int second = 0; second < 300; second++) {
            net.pass(Duration.ofSeconds(1));
            List.copyOf(hub.sessions.keySet())
                    .forEach(id -> hub.tell(new IkeEvent.CloseSession(id)));
        }
        // after 1, 2, 4, 8, 16, 32 seconds and then every minute, with jitter
        assertThat(sessionsUp(hub)).isBetween(8L, 11L);
        net.pass(Duration.ofSeconds(80));
        assertThat(hub.sessions).hasSize(1);

        net.pass(Dialer.SETTLED);
        long before = sessionsUp(hub);
        hub.tell(new IkeEvent.CloseSession(hub.session().id()));
        net.pass(Duration.ofSeconds(2));
        assertThat(sessionsUp(hub))
                .as("one that had settled is dialled again at once")
                .isEqualTo(before + 1);
    }

    private static long sessionsUp(Net.Node node) {
        return node.effects.stream().filter(IkeEffect.SessionUp.class::isInstance).count();
    }

    @Test
    void onDemandLivenessAsksOnlyWhenTrafficGoesUnanswered() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        int before = net.sent.size();
        net.pass(Duration.ofMinutes(10));
        assertThat(net.sent).as("silence on both sides is fine").hasSize(before);
        hub.isUp = false;
        spoke.sendTraffic(net.node("192.0.2.1", Configs.hub(), new FakeCredentials("", "", "", 0)));
        net.pass(Duration.ofSeconds(75));
        assertThat(spoke.sessions).isEmpty();
    }

    private static IkeConfig asking(IkeConfig config) {
        return Configs.withProfile(
                config, Configs.profile(config).withDpd(Optional.of(new Dpd(10, 2, false))));
    }

    // spoke: SK {} -->  ; <-- SK {}: lost; SK {} again, twice --> hub: SK {} --> lost, and so on
    @Test
    void whoIsNotHeardAsksAtOnceSoThatBothEndsGiveUpAtAboutTheSameTime() {
        Net.Node hub =
                net.node(
                        "172.16.0.1",
                        asking(Configs.hub()),
                        new FakeCredentials(HUB_NAME, "CA", "", 400));
        hub.templates.put(1, "default");
        Net.Node spoke =
                net.node(
                        "172.16.1.103",
                        asking(Configs.spoke("R3-Spoke.cisco.com")),
                        new FakeCredentials(
                                "cn=R3-Spoke.cisco.com,ou=FLEX", "CA", "R3-Spoke.cisco.com", 400));
        spoke.connect("Tunnel0", hub, false);
        net.pass(Duration.ofSeconds(1));
        assertThat(hub.sessions).hasSize(1);
        net.swallowed = send -> send.local().equals(hub.address);
        net.pass(Duration.ofSeconds(23));
        assertThat(spoke.sessions).as("10 s of silence, and six tries at 2 s").isEmpty();
        net.pass(Duration.ofSeconds(5));
        assertThat(hub.sessions).as("it began to ask 4 s after the other did").isEmpty();
    }
}
