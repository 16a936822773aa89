package io.culvert.ike.v2;

import static io.culvert.ike.v2.FlexNodes.HUB_NAME;
import static io.culvert.ike.v2.FlexNodes.hub;
import static io.culvert.ike.v2.FlexNodes.spoke;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.OrderedMap;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.engine.Notice;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Policy;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.TransformSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two engines back to back. The ladders are those of RFC 7296 section 1.
class ExchangeTest {
    private final Net net = new Net(1);

    // spoke: HDR, SAi1, KEi, Ni, N... -->
    //                                       <-- HDR, SAr1, KEr, Nr, CERTREQ, N... :hub
    // spoke: SK {IDi, CERT, CERTREQ, AUTH, CP(REQUEST), N(INITIAL_CONTACT), SA, TSi, TSr} -->
    //                                       <-- SK {IDr, CERT, AUTH, CP(REPLY), SA, TSi, TSr} :hub
    // spoke: SK {CP(SET)} -->               <-- SK {CP(ACK)} :hub
    @Test
    void theSpokeGetsAnAddressAndTheHubLearnsItsRoute() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));

        Session atSpoke = spoke.session();
        Session atHub = hub.session();
        assertThat(atSpoke.pushedAddresses()).containsExactly(IpAddress.of("10.1.1.1"));
        assertThat(atSpoke.banner()).contains(" Welcome ");
        assertThat(atSpoke.defaultDomain()).contains("cisco.com");
        assertThat(atSpoke.tunnel()).contains(InterfaceName.of("Tunnel0"));
        assertThat(atSpoke.peerId()).isEqualTo(HUB_NAME);
        assertThat(atHub.assignedAddresses()).containsExactly(IpAddress.of("10.1.1.1"));
        assertThat(atHub.template()).contains(InterfaceName.of("Virtual-Template1"));
        assertThat(atHub.peerRoutes())
                .containsExactly(new PeerRoute(Prefix.of("10.1.1.1/32"), 1, 2));
        assertThat(atHub.peerId()).isEqualTo("R3-Spoke.cisco.com");
        assertThat(spoke.child().suite()).isEqualTo(EspSuite.GCM_256);
        assertThat(spoke.child().mode()).isEqualTo(IpsecMode.TRANSPORT);
        assertThat(spoke.child().outboundSpi()).isEqualTo(hub.child().inboundSpi());
        assertThat(spoke.child().outboundKeys()).isEqualTo(hub.child().inboundKeys());
        assertThat(hub.child().outboundKeys()).isEqualTo(spoke.child().inboundKeys());
        assertThat(spoke.keys.lines).hasSize(2);
    }

    // RFC 7296 section 2.8: the responder may send as soon as it has sent its answer, and not
    // before; the initiator expects packets on
    // the SPI that it offered before it has the SA.
    @Test
    void theAnswerThatGrantsAChildSaGoesOutBeforeTheSaIsUsed() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));

        List<IkeEffect> atHub =
                hub.effects.stream()
                        .filter(effect -> !(effect instanceof IkeEffect.Compute))
                        .toList();
        int answer = atHub.indexOf(net.sent.get(3));
        assertThat(atHub.subList(answer + 1, atHub.size()))
                .hasAtLeastOneElementOfType(IkeEffect.SessionUp.class)
                .hasAtLeastOneElementOfType(IkeEffect.ChildUp.class);
        assertThat(spoke.offered).containsExactly(spoke.child().inboundSpi());
        assertThat(hub.offered).isEmpty();
    }

    @Test
    void everySpokeGetsItsOwnAddressAndKeepsItAcrossARestart() {
        Net.Node hub = hub(net);
        Net.Node third = spoke(net, 3);
        Net.Node fourth = spoke(net, 4);
        third.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        fourth.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        assertThat(fourth.session().pushedAddresses()).containsExactly(IpAddress.of("10.1.1.2"));

        third.restart();
        third.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        assertThat(third.session().pushedAddresses()).containsExactly(IpAddress.of("10.1.1.1"));
        assertThat(hub.sessions).as("INITIAL_CONTACT took the old session away").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                24
            })
    void lossAndDuplicationAndDisorderDelayTheSessionAndNothingElse(int seed) {
        var wild = new Net(seed);
        wild.loss = 0.25;
        wild.duplicate = 0.2;
        wild.jitterMillis = 300;
        Net.Node hub = hub(wild);
        Net.Node spoke = spoke(wild, 3);
        spoke.connect("Tunnel0", hub, true);
        wild.pass(Duration.ofMinutes(6));
        wild.loss = 0;
        wild.duplicate = 0;
        wild.pass(Duration.ofMinutes(4));
        assertThat(spoke.session().pushedAddresses())
                .as("seed " + seed)
                .containsExactly(IpAddress.of("10.1.1.1"));
        assertThat(hub.session().peerRoutes()).as("seed " + seed).hasSize(1);
        assertThat(spoke.child().outboundSpi())
                .as("seed " + seed)
                .isEqualTo(hub.child().inboundSpi());
    }

    // HDR(0,0), KE of group 19 --> ; <-- N(INVALID_KE_PAYLOAD, 14); HDR, KE of group 14 --> ; <--
    // HDR, SAr1, KEr, Nr
    @Test
    void anotherGroupIsTakenWhenTheResponderWantsIt() {
        Net.Node a = psk("10.0.0.1", "s");
        Net.Node b =
                net.node(
                        "10.0.0.2",
                        group(Configs.psk("s", "s"), List.of(KeyExchangeMethod.ECP_521)),
                        new FakeCredentials("", "CA", "", 0));
        b.configure(Configs.responderOnly(b.engine.config()));
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofSeconds(5));
        assertThat(a.engine.snapshot().sas().getFirst().suite().orElseThrow().keyExchange())
                .isEqualTo(KeyExchangeMethod.ECP_521);
        assertThat(a.session().isInitiator()).isTrue();
    }

    private Net.Node psk(String address, String key) {
        return net.node(address, Configs.psk(key, "s"), new FakeCredentials("", "CA", "", 0));
    }

    private static IkeConfig group(IkeConfig config, List<KeyExchangeMethod> groups) {
        return config.withProposals(
                        OrderedMap.<String, Ikev2Proposal>empty()
                                .with(
                                        "p",
                                        Ikev2Proposal.SMART_DEFAULT
                                                .withName("p")
                                                .withGroups(groups)))
                .withPolicies(
                        OrderedMap.<String, Ikev2Policy>empty()
                                .with(
                                        "p",
                                        Ikev2Policy.DEFAULT
                                                .withName("p")
                                                .withProposals(List.of("p"))));
    }

    // HDR, SA, KE, Ni --> ; <-- N(COOKIE) ; N(COOKIE), SA, KE(19), Ni --> ; <--
    // N(INVALID_KE_PAYLOAD) ;
    // N(COOKIE), SA, KE(14), Ni --> ; <-- SA, KE, Nr: the cookie goes along, so it is asked for
    // once (section 2.6.1)
    @Test
    void aCookieSurvivesTheChangeOfTheGroup() {
        Net.Node a = psk("10.0.0.1", "s");
        IkeConfig challenged = group(Configs.psk("s", "s"), List.of(KeyExchangeMethod.MODP_2048));
        Net.Node b =
                net.node(
                        "10.0.0.2",
                        challenged.withSettings(challenged.settings().withCookieChallenge(0)),
                        new FakeCredentials("", "CA", "", 0));
        b.configure(Configs.responderOnly(b.engine.config()));
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofSeconds(5));
        assertThat(a.session().isInitiator()).isTrue();
        assertThat(net.sent.stream().filter(send -> send.local().equals(b.address)).limit(3))
                .as("COOKIE, INVALID_KE_PAYLOAD, and then the answer")
                .satisfiesExactly(
                        first -> assertThat(first.octets().size()).isLessThan(90),
                        second -> assertThat(second.octets().size()).isEqualTo(38),
                        third -> assertThat(third.octets().size()).isGreaterThan(300));
    }

    @Test
    void aProposalThatDoesNotFitIsExplainedOnBothSides() {
        Net.Node a = psk("10.0.0.1", "s");
        Net.Node b =
                net.node(
                        "10.0.0.2",
                        group(Configs.psk("s", "s"), List.of(KeyExchangeMethod.CURVE25519)),
                        new FakeCredentials("", "CA", "", 0));
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofSeconds(70));
        assertThat(b.why()).contains("no proposal fits").contains("KE 19").contains("KE 31");
        assertThat(a.why()).contains("NO_PROPOSAL_CHOSEN");
        assertThat(a.sessions).isEmpty();
    }

    @Test
    void keysThatDifferAreExplainedAndTheTunnelIsDialledAgainForEver() {
        Net.Node a = psk("10.0.0.1", "other");
        Net.Node b = psk("10.0.0.2", "s");
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofMinutes(5));
        assertThat(b.why()).contains("the pre-shared keys differ");
        assertThat(a.sessions).isEmpty();
        a.configure(Configs.psk("s", "s"));
        net.pass(Duration.ofMinutes(2));
        assertThat(a.sessions).isNotEmpty();
    }

    /// Only the key exchange is worth another thread: one piece of work here, two at the initiator.
    @Test
    void aPreSharedKeyIsCheckedWithoutAJob() {
        Net.Node a = psk("10.0.0.1", "s");
        Net.Node b = psk("10.0.0.2", "s");
        b.configure(Configs.responderOnly(b.engine.config()));
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofSeconds(5));
        assertThat(a.session().isInitiator()).isTrue();
        assertThat(jobs(a)).isEqualTo(2);
        assertThat(jobs(b)).isEqualTo(1);
    }

    private static long jobs(Net.Node node) {
        return node.effects.stream().filter(IkeEffect.Compute.class::isInstance).count();
    }

    @Test
    void aSignatureOfSomebodyElseIsRefused() {
        Net.Node hub = hub(net);
        var thief =
                new FakeCredentials("cn=R3-Spoke.cisco.com,ou=FLEX", "CA", "R3-Spoke.cisco.com", 0);
        thief.signsWrongly = true;
        Net.Node spoke = net.node("172.16.1.103", Configs.spoke("R3-Spoke.cisco.com"), thief);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(10));
        assertThat(hub.sessions).isEmpty();
        assertThat(hub.why()).contains("the signature does not fit the certificate");
        assertThat(hub.engine.snapshot().sas())
                .isNotEmpty()
                .allSatisfy(sa -> assertThat(sa.upAt()).isAfter(Instant.EPOCH.minusSeconds(1)));
        assertThat(spoke.why()).contains("AUTHENTICATION_FAILED");
    }

    @Test
    void aPeerThatMatchesNoProfileIsToldNothingAndTheOperatorAll() {
        Net.Node hub = hub(net);
        Net.Node spoke =
                net.node(
                        "172.16.1.103",
                        Configs.spoke("R3.example.org"),
                        new FakeCredentials("cn=R3,ou=FLEX", "CA", "R3.example.org", 0));
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(10));
        assertThat(hub.why())
                .contains(
                        "no profile matches the peer's identity R3.example.org, certificate cn=R3,ou=FLEX")
                .contains("fqdn domain cisco.com");
    }

    @Test
    void aStrictProfileWantsTheIdentityInTheCertificate() {
        IkeConfig config = Configs.hub();
        Net.Node hub =
                net.node(
                        "172.16.0.1",
                        Configs.withProfile(
                                config, Configs.profile(config).withBindingStrict(true)),
                        new FakeCredentials(HUB_NAME, "CA", "", 0));
        hub.templates.put(1, "default");
        Net.Node spoke =
                net.node(
                        "172.16.1.104",
                        Configs.spoke("R4.cisco.com"),
                        new FakeCredentials(
                                "cn=R4-Spoke.cisco.com,ou=FLEX", "CA", "R4-Spoke.cisco.com", 0));
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(10));
        assertThat(hub.why())
                .contains("the identity R4.cisco.com does not stand in the certificate");
        hub.configure(config);
        net.pass(Duration.ofSeconds(30));
        assertThat(hub.sessions).hasSize(1);
        assertThat(hub.notices).anyMatch(notice -> notice.mnemonic().equals("ID_NOT_IN_CERT"));
    }

    @Test
    void longMessagesTravelInFragments() {
        Net.Node hub =
                net.node(
                        "172.16.0.1", Configs.hub(), new FakeCredentials(HUB_NAME, "CA", "", 4000));
        hub.templates.put(1, "default");
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        assertThat(spoke.session().pushedAddresses()).hasSize(1);
        assertThat(net.sent)
                .allSatisfy(send -> assertThat(send.octets().size()).isLessThanOrEqualTo(1252));
    }

    @Test
    void aTunnelIsTakenWhereTheTransportIsRefused() {
        IkeConfig tunnelMode =
                Configs.hub()
                        .withTransformSets(
                                OrderedMap.<String, TransformSet>empty()
                                        .with(
                                                "default",
                                                TransformSet.SMART_DEFAULT.withMode(
                                                        IpsecMode.TUNNEL)));
        Net.Node hub =
                net.node("172.16.0.1", tunnelMode, new FakeCredentials(HUB_NAME, "CA", "", 0));
        hub.templates.put(1, "default");
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        assertThat(spoke.child().mode()).isEqualTo(IpsecMode.TUNNEL);
        assertThat(hub.child().mode()).isEqualTo(IpsecMode.TUNNEL);
    }

    @Test
    void withoutAnInterfaceTheIkeSaEndsAtOnce() {
        Net.Node hub = hub(net);
        hub.templates.clear();
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        for (Net.Node each : List.of(hub, spoke)) {
            assertThat(each.engine.snapshot().sas()).noneMatch(sa -> sa.status().equals("READY"));
        }
        assertThat(hub.sessions).isEmpty();
        assertThat(hub.why()).contains("neither a tunnel to it nor a virtual template");
        assertThat(spoke.why()).contains("TS_UNACCEPTABLE");
    }

    @Test
    void aPeerOfAMultipointTunnelIsOneWhoseProfileItsProtectionNames() {
        Net.Node hub = hub(net);
        hub.templates.clear();
        InterfaceName other = InterfaceName.of("Tunnel1");
        InterfaceName tunnel = InterfaceName.of("Tunnel2");
        for (InterfaceName each : List.of(other, tunnel)) {
            hub.multipoint.add(
                    new Tunnels.Multipoint(
                            each,
                            new Tunnels.Protection(
                                    each.equals(tunnel) ? "default" : "unknown",
                                    List.of(
                                            WantedChild.gre(
                                                    hub.address, IpAddress.of("172.16.1.103"))))));
        }
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        assertThat(hub.session().template()).contains(tunnel);
        assertThat(hub.session().tunnel()).isEmpty();
        assertThat(spoke.child().outboundSpi()).isEqualTo(hub.child().inboundSpi());
    }

    @Test
    void aPoolThatIsUsedUpLeavesTheIkeSaWithoutAChild() {
        IkeConfig config = Configs.hub();
        Net.Node hub =
                net.node(
                        "172.16.0.1",
                        config.withPools(OrderedMap.empty()),
                        new FakeCredentials(HUB_NAME, "CA", "", 0));
        hub.templates.put(1, "default");
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        assertThat(spoke.why()).contains("INTERNAL_ADDRESS_FAILURE");
        assertThat(hub.why()).contains("pool mypool is missing");
        net.pass(Duration.ofMinutes(5));
        for (Net.Node each : List.of(hub, spoke)) {
            assertThat(each.notices).extracting(Notice::mnemonic).containsExactly("NO_ADDRESS");
        }
        hub.configure(config);
        net.pass(Duration.ofSeconds(60));
        assertThat(spoke.session().pushedAddresses()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whenBothEndsBeginOneSaStays(int seed) {
        var both = new Net(seed);
        both.jitterMillis = 20;
        both.loss = seed % 2 == 0 ? 0.1 : 0;
        Net.Node a =
                both.node("10.0.0.1", Configs.psk("s", "s"), new FakeCredentials("", "CA", "", 0));
        Net.Node b =
                both.node("10.0.0.2", Configs.psk("s", "s"), new FakeCredentials("", "CA", "", 0));
        a.connect("Tunnel0", b, false);
        b.connect("Tunnel0", a, false);
        both.pass(Duration.ofMinutes(3));
        both.loss = 0;
        both.pass(Duration.ofMinutes(2));
        assertThat(a.session().isInitiator())
                .as("seed " + seed)
                .isNotEqualTo(b.session().isInitiator());
        assertThat(a.child().outboundSpi()).isEqualTo(b.child().inboundSpi());
        assertThat(a.engine.snapshot().sas()).hasSize(1);
    }

    @Test
    void noisePutsNothingOutOfOrder() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofSeconds(1));
        List<IkeEffect.Send> recorded = List.copyOf(net.sent);
        for (int round = 0; round < 2000; round++) {
            IkeEffect.Send one = recorded.get(net.chance.nextInt(recorded.size()));
            byte[] octets = one.octets().toArray();
            int changes = 1 + net.chance.nextInt(3);
            for (int i = 0; i < changes; i++) {
                octets[net.chance.nextInt(octets.length)] ^= (byte) (1 << net.chance.nextInt(8));
            }
            Net.Node target = one.remote().equals(hub.address) ? hub : spoke;
            target.tell(
                    new IkeEvent.Datagram(
                            Vrf.GLOBAL, target.address, 500, one.local(), 500, Bytes.of(octets)));
        }
        net.pass(Duration.ofSeconds(40));
        assertThat(spoke.session().pushedAddresses()).containsExactly(IpAddress.of("10.1.1.1"));
        assertThat(hub.sessions).hasSize(1);
    }
}
