package io.culvert.nhrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.nhrp.NhrpServerView.State;
import io.culvert.nhrp.config.NhrpSettings.Registration;
import io.culvert.nhrp.config.StaticMapping;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Registration, resolution and shortcuts without labels on multipoint tunnels: RFC 2332 sections 5.2.1 to 5.2.6, DMVPN phases 1 to 3.
class DmvpnTest {
    private final Dmvpn vpn = new Dmvpn(2);
    private final Playground net = vpn.net;
    private final PlayNode hub = vpn.hub;
    private final PlayNode spoke3 = vpn.spoke(3);
    private final PlayNode spoke4 = vpn.spoke(4);

    private static IpAddress ip(String text) {
        return IpAddress.of(text);
    }

    private State state(PlayNode node, int index) {
        return node.engine.servers().get(index).state();
    }

    private static int code(NhrpPacket reply) {
        return ((NhrpBody.Exchange) reply.body()).cies().getFirst().code();
    }

    @Test
    void clientsRegisterAndTheHubMapsThem() {
        net.passSeconds(1);
        assertThat(hub.mapped)
                .containsEntry(ip("10.0.0.3"), ip("172.16.1.103"))
                .containsEntry(ip("10.0.0.4"), ip("172.16.1.104"));
        assertThat(spoke3.mapped).containsExactly(Map.entry(ip("10.0.0.1"), ip("172.16.0.1")));
        assertThat(state(spoke3, 0)).isEqualTo(State.RESPONDING);
        assertThat(hub.engine.entries())
                .extracting(entry -> entry.prefix() + " " + entry.flags())
                .containsExactly(
                        "10.0.0.3/32 [UNIQUE, REGISTERED, NHOP]",
                        "10.0.0.4/32 [UNIQUE, REGISTERED, NHOP]");
    }

    @Test
    void aRegistrationIsRenewedEveryThirdOfTheHoldingTime() {
        net.passSeconds(1999);
        assertThat(net.wire.stream().filter("spoke3 Tu0 Registration Request"::equals).count())
                .isEqualTo(10);
        assertThat(hub.mapped).hasSize(2);
    }

    @Test
    void aClientThatIsSilentIsForgotten() {
        net.passSeconds(1);
        spoke3.gone(Dmvpn.TUNNEL0);
        net.passSeconds(598);
        assertThat(hub.mapped).hasSize(2);
        net.passSeconds(3);
        assertThat(hub.mapped).hasSize(1);
    }

    @Test
    void aServerThatDoesNotAnswerIsAskedLessAndLessOften() {
        var alone = new Dmvpn(0);
        alone.net.nodes.remove("hub");
        PlayNode client = alone.node("client", "10.0.0.9", "172.16.1.9", Dmvpn.spokeSettings());
        alone.net.passSeconds(6);
        assertThat(state(client, 0)).isEqualTo(State.EXPECTING);
        alone.net.passSeconds(2);
        assertThat(state(client, 0)).isEqualTo(State.DOWN);
        alone.net.passSeconds(200);
        assertThat(alone.net.wire).hasSize(9); // at 0, 1, 3, 7, 15, 31, 63, 127, 191
        alone.net.nodes.put("hub", alone.hub);
        alone.net.passSeconds(64);
        assertThat(state(client, 0)).isEqualTo(State.RESPONDING);
    }

    @Test
    void anAddressThatIsTakenIsRefusedWithCode14() {
        net.passSeconds(1);
        PlayNode thief = vpn.node("thief", "10.0.0.3", "172.16.1.66", Dmvpn.spokeSettings());
        net.passSeconds(1);
        assertThat(state(thief, 0)).isEqualTo(State.REFUSING);
        assertThat(thief.engine.servers().getFirst().reason().orElseThrow()).contains("code 14");
        assertThat(hub.mapped).containsEntry(ip("10.0.0.3"), ip("172.16.1.103"));
    }

    @Test
    void aClientThatIsNotUniqueMayMove() {
        var settings =
                Dmvpn.spokeSettings(
                        Optional.empty(),
                        new Registration(false, Optional.empty()),
                        List.of(),
                        Dmvpn.server(1, 0, 0));
        vpn.node("before", "10.0.0.9", "172.16.1.8", settings);
        net.passSeconds(1);
        vpn.node("after", "10.0.0.9", "172.16.1.9", settings);
        net.passSeconds(1);
        assertThat(hub.mapped).containsEntry(ip("10.0.0.9"), ip("172.16.1.9"));
    }

    @Test
    void anotherWordIsAnsweredWithError11AndCounted() {
        PlayNode stranger =
                vpn.node(
                        "stranger",
                        "10.0.0.9",
                        "172.16.1.9",
                        Dmvpn.spokeSettings(
                                Optional.of("wrong"),
                                Registration.DEFAULT,
                                List.of(),
                                Dmvpn.server(1, 0, 0)));
        hub.change(
                Dmvpn.interfaceOf(
                        hub,
                        Dmvpn.spokeSettings(
                                Optional.of("right"), Registration.DEFAULT, List.of())));
        net.passSeconds(1);
        assertThat(hub.engine.drops().get(NhrpDrop.AUTHENTICATION)).isEqualTo(3);
        assertThat(state(stranger, 0)).isEqualTo(State.REFUSING);
        assertThat(stranger.engine.servers().getFirst().reason().orElseThrow())
                .contains("error 11");
        stranger.change(
                Dmvpn.interfaceOf(
                        stranger,
                        Dmvpn.spokeSettings(
                                Optional.of("right"),
                                Registration.DEFAULT,
                                List.of(),
                                Dmvpn.server(1, 0, 0))));
        net.passSeconds(1);
        assertThat(state(stranger, 0))
                .as("mended, it registers at once")
                .isEqualTo(State.RESPONDING);
    }

    @Test
    void theSameWordPasses() {
        var settings =
                Dmvpn.spokeSettings(
                        Optional.of("secret"),
                        Registration.DEFAULT,
                        List.of(),
                        Dmvpn.server(1, 0, 0));
        hub.change(
                Dmvpn.interfaceOf(
                        hub,
                        Dmvpn.spokeSettings(
                                Optional.of("secret"), Registration.DEFAULT, List.of())));
        PlayNode friend = vpn.node("friend", "10.0.0.9", "172.16.1.9", settings);
        net.passSeconds(1);
        assertThat(state(friend, 0)).isEqualTo(State.RESPONDING);
        assertThat(Extensions.word(friend.sent().getFirst())).contains("secret");
    }

    // spoke3 wants 10.0.0.4: asks the hub, which answers from the registration
    @Test
    void inPhase2AnUnknownNextHopIsAskedForAtTheServerWhoAnswersItself() {
        net.passSeconds(1);
        spoke3.on(new NhrpEvent.EndpointWanted(Dmvpn.TUNNEL0, ip("10.0.0.4")));
        net.passSeconds(1);
        assertThat(spoke3.mapped).containsEntry(ip("10.0.0.4"), ip("172.16.1.104"));
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke4.sent()).allMatch(one -> one.type() == NhrpType.REGISTRATION_REQUEST);
        NhrpPacket reply = hub.lastSent();
        assertThat(((NhrpBody.Exchange) reply.body()).flags() & 0xF000)
                .isEqualTo(0xF000); // router, authoritative, stable, unique
        assertThat(((NhrpBody.Exchange) reply.body()).cies().getFirst().holdingSeconds())
                .isEqualTo(599);
    }

    @Test
    void whenAClientLeavesWhoeverAskedForItHears() {
        net.passSeconds(1);
        spoke3.on(new NhrpEvent.EndpointWanted(Dmvpn.TUNNEL0, ip("10.0.0.4")));
        net.passSeconds(1);
        spoke4.change(
                Dmvpn.interfaceOf(
                        spoke4,
                        Dmvpn.spokeSettings(Optional.empty(), Registration.DEFAULT, List.of())));
        net.passSeconds(1);
        assertThat(hub.mapped).hasSize(1);
        assertThat(spoke3.mapped).containsOnlyKeys(ip("10.0.0.1"));
        assertThat(net.wire)
                .contains(
                        "spoke4 Tu0 Purge Request",
                        "hub Tu0 Purge Request",
                        "spoke3 Tu0 Purge Reply");
    }

    @Test
    void aNextHopThatNobodyRegisteredIsHeldOff() {
        net.passSeconds(1);
        spoke3.on(new NhrpEvent.EndpointWanted(Dmvpn.TUNNEL0, ip("10.0.0.77")));
        net.passSeconds(1);
        assertThat(spoke3.engine.failures()).hasSize(1);
        int sent = spoke3.sent().size();
        spoke3.on(new NhrpEvent.EndpointWanted(Dmvpn.TUNNEL0, ip("10.0.0.77")));
        assertThat(spoke3.sent()).hasSize(sent);
    }

    @Test
    void aClientThatWasMissedIsFoundOnceItRegisters() {
        net.passSeconds(1);
        hub.on(new NhrpEvent.EndpointWanted(Dmvpn.TUNNEL0, ip("10.0.0.9")));
        assertThat(hub.engine.failures()).hasSize(1);
        vpn.node("late", "10.0.0.9", "172.16.1.9", Dmvpn.spokeSettings());
        net.passSeconds(1);
        assertThat(hub.engine.failures()).isEmpty();
        assertThat(hub.engine.entries())
                .extracting(entry -> entry.prefix().toString())
                .containsExactly("10.0.0.3/32", "10.0.0.4/32", "10.0.0.9/32");
    }

    @Test
    void aMappingOfAWholePrefixAnswersTheQuestion() {
        spoke3.change(
                Dmvpn.interfaceOf(
                        spoke3,
                        Dmvpn.spokeSettings(
                                Optional.empty(),
                                Registration.DEFAULT,
                                List.of(
                                        new StaticMapping(
                                                Prefix.of("10.0.0.64/26"), ip("172.16.7.7"))))));
        spoke3.on(new NhrpEvent.EndpointWanted(Dmvpn.TUNNEL0, ip("10.0.0.77")));
        assertThat(spoke3.mapped).containsEntry(ip("10.0.0.77"), ip("172.16.7.7"));
    }

    // spoke3 --data--> hub --data--> spoke4;  hub --redirect--> spoke3 --request--> hub
    // --request--> spoke4 --reply--> spoke3
    @Test
    void inPhase3ARedirectMakesAShortcut() {
        net.passSeconds(1);
        net.wire.clear();
        assertThat(vpn.ping(3, 4)).containsExactly("spoke3", "hub", "spoke4");
        net.passSeconds(1);
        assertThat(vpn.ping(3, 4)).containsExactly("spoke3", "spoke4");
        assertThat(net.wire)
                .containsExactly(
                        "hub Tu0 Traffic Indication",
                        "spoke3 Tu0 Resolution Request",
                        "hub Tu0 Resolution Request",
                        "spoke4 Tu0 Resolution Reply");
        NhrpEffect.OfferRoute offer =
                spoke3.offer(new Place(Vrf.GLOBAL, Prefix.of("192.168.4.0/24")));
        assertThat(offer.label()).isEmpty();
        assertThat(spoke4.mapped).containsEntry(ip("10.0.0.3"), ip("172.16.1.103"));
        assertThat(spoke3.count(NhrpEffect.BindPeer.class)).isZero();
    }

    @Test
    void aRouteThatGoesIsPurgedOnMultipointTunnelsToo() {
        net.passSeconds(1);
        vpn.ping(3, 4);
        net.passSeconds(1);
        spoke4.unroute(Vrf.GLOBAL, Prefix.of("192.168.4.0/24"));
        net.passSeconds(1);
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke3.mapped).containsOnlyKeys(ip("10.0.0.1"));
        assertThat(spoke4.mapped).containsOnlyKeys(ip("10.0.0.1"));
    }

    @Test
    void behindANatTheServerMapsTheOutsideAndTellsTheClient() {
        PlayNode inside = vpn.net.node("inside", "192.0.2.9");
        inside.outside = ip("172.16.1.9");
        inside.overlay = ip("10.0.0.9");
        inside.mpls = false;
        inside.route(Vrf.GLOBAL, Dmvpn.OVERLAY, Dmvpn.TUNNEL0, Optional.empty());
        inside.change(Dmvpn.interfaceOf(inside, Dmvpn.spokeSettings()));
        net.passSeconds(1);
        assertThat(hub.mapped).containsEntry(ip("10.0.0.9"), ip("172.16.1.9"));
        assertThat(inside.engine.servers().getFirst().outside()).contains(ip("172.16.1.9"));
        assertThat(hub.engine.entries())
                .filteredOn(entry -> entry.prefix().equals(Prefix.of("10.0.0.9/32")))
                .singleElement()
                .matches(entry -> entry.claimedNbma().equals(Optional.of(ip("192.0.2.9"))))
                .matches(entry -> entry.flags().contains(NhrpEntry.Flag.NAT));

        // whoever asks for it hears both addresses and uses the outer one
        spoke3.on(new NhrpEvent.EndpointWanted(Dmvpn.TUNNEL0, ip("10.0.0.9")));
        net.passSeconds(1);
        assertThat(spoke3.mapped).containsEntry(ip("10.0.0.9"), ip("172.16.1.9"));

        // and whoever answers it, too: the hub told of the outside on the way
        inside.lan(Vrf.GLOBAL, Prefix.of("192.168.9.0/24"));
        inside.route(
                Vrf.GLOBAL, Prefix.of("192.168.0.0/16"), Dmvpn.TUNNEL0, Optional.of(hub.overlay));
        hub.route(
                Vrf.GLOBAL,
                Prefix.of("192.168.9.0/24"),
                Dmvpn.TUNNEL0,
                Optional.of(inside.overlay));
        // as long as there is no session with the requester, it hears the answer by the hub, and
        // begins one
        spoke4.reachesPeers = false;
        net.data(Vrf.GLOBAL, inside, "192.168.9.1", "192.168.4.1");
        net.passSeconds(1);
        assertThat(net.wire.getLast()).isEqualTo("hub Tu0 Resolution Reply");
        assertThat(spoke4.mapped).containsEntry(ip("10.0.0.9"), ip("172.16.1.9"));
        assertThat(inside.shortcuts).hasSize(1);
    }

    @Test
    void registrationsOfOnePeerAreCapped() {
        net.passSeconds(1);
        NhrpPacket template = spoke3.sent().getFirst();
        int refused = 0;
        for (int i = 0; i < Registrar.REGISTRATIONS_PER_PEER_MAX + 4; i++) {
            var packet =
                    new NhrpPacket(
                            NhrpType.REGISTRATION_REQUEST,
                            255,
                            ip("172.16.1.66"),
                            ip("10.0.0." + (100 + i)),
                            hub.overlay,
                            template.body(),
                            template.extensions());
            hub.receive("Tunnel0", "172.16.1.66", Optional.empty(), packet);
            refused += code(hub.lastSent()) == 5 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(4);
    }

    @Test
    void theHubsOwnAddressCannotBeRegistered() {
        net.passSeconds(1);
        NhrpPacket template = spoke3.sent().getFirst();
        var packet =
                new NhrpPacket(
                        NhrpType.REGISTRATION_REQUEST,
                        255,
                        ip("172.16.1.66"),
                        ip("10.0.0.66"),
                        hub.overlay,
                        new NhrpBody.Exchange(
                                0,
                                1,
                                List.of(
                                        new Cie(
                                                0,
                                                32,
                                                0,
                                                600,
                                                0,
                                                Optional.of(ip("172.16.1.66")),
                                                Optional.of(hub.overlay)))),
                        template.extensions());
        hub.receive("Tunnel0", "172.16.1.66", Optional.empty(), packet);
        assertThat(code(hub.lastSent())).isEqualTo(4);
    }

    @Test
    void theReplyNamesTheServerInTheResponderAddress() {
        net.passSeconds(1);
        NhrpPacket reply =
                hub.sent().stream()
                        .filter(one -> one.type() == NhrpType.REGISTRATION_REPLY)
                        .findFirst()
                        .orElseThrow();
        assertThat(Extensions.responder(reply)).contains(hub.overlay);
        assertThat(reply.extension(NhrpExtension.FORWARD_TRANSIT)).isPresent();
    }

    /// FRR's `nhs dynamic` names itself as the destination (RFC 2332 section 5.2.3) and takes the server's address from the reply.
    @Test
    void aClientThatKnowsNoServersAddressHearsIt() {
        net.passSeconds(1);
        NhrpPacket template = spoke3.sent().getFirst();
        var packet =
                new NhrpPacket(
                        NhrpType.REGISTRATION_REQUEST,
                        1,
                        ip("172.16.1.66"),
                        ip("10.0.0.66"),
                        ip("10.0.0.66"),
                        template.body(),
                        template.extensions());
        hub.receive("Tunnel0", "172.16.1.66", Optional.empty(), packet);
        assertThat(code(hub.lastSent())).isZero();
        assertThat(hub.lastSent().source()).isEqualTo(ip("10.0.0.66"));
        assertThat(hub.lastSent().destination()).isEqualTo(hub.overlay);
        assertThat(hub.mapped).containsEntry(ip("10.0.0.66"), ip("172.16.1.66"));
    }

    @Test
    void trafficIsCountedByKind() {
        net.passSeconds(1);
        NhrpTraffic traffic = Objects.requireNonNull(hub.engine.traffic().get(Dmvpn.TUNNEL0));
        assertThat(traffic.received()).containsEntry(NhrpType.REGISTRATION_REQUEST, 2L);
        assertThat(traffic.sent()).containsEntry(NhrpType.REGISTRATION_REPLY, 2L);
        assertThat(traffic.sentTotal()).isEqualTo(2);
        assertThat(traffic.sent()).hasSize(8);
    }
}
