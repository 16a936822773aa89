package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.wire.ike.EncryptedPayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// NAT traversal, RFC 7296 section 2.23 and RFC 3948.
class NatTest {
    private static final String PUBLIC = "203.0.113.9";
    private static final Duration SETUP = Duration.ofSeconds(2);

    private final Net net = new Net(7);

    private Net.Node node(String address, IkeConfig config) {
        return net.node(address, config, new FakeCredentials("", "CA", "", 0));
    }

    private Net.Node hub() {
        return hub(Configs.psk("s", "s"));
    }

    private Net.Node hub(IkeConfig config) {
        Net.Node hub = node("198.51.100.1", Configs.responderOnly(config));
        hub.connect(
                TunnelRequest.gre(
                        InterfaceName.of("Tunnel0"),
                        "default",
                        Vrf.GLOBAL,
                        hub.address,
                        IpAddress.of(PUBLIC),
                        false));
        return hub;
    }

    private Net.Node spokeBehindNat(Net.Node hub) {
        return spokeBehindNat(hub, Configs.psk("s", "s"));
    }

    private Net.Node spokeBehindNat(Net.Node hub, IkeConfig config) {
        Net.Node spoke = node("192.168.1.2", config);
        net.translate(spoke.address, PUBLIC, 30_000);
        spoke.connect("Tunnel0", hub, false);
        net.pass(SETUP);
        return spoke;
    }

    @Test
    void behindANatBothEndsMoveToPort4500AndEncapsulate() {
        Net.Node hub = hub();
        Net.Node spoke = spokeBehindNat(hub);
        assertThat(spoke.child().isUdpEncapsulated()).isTrue();
        assertThat(spoke.child().localPort()).isEqualTo(4500);
        assertThat(hub.child().isUdpEncapsulated()).isTrue();
        assertThat(hub.child().remote()).isEqualTo(IpAddress.of(PUBLIC));
        assertThat(hub.child().remotePort()).isEqualTo(30_001);
        assertThat(hub.session().remotePort()).isEqualTo(30_001);
    }

    @Test
    void eachOfTwoPeersBehindOneNatHasATunnelOfItsOwn() {
        Net.Node hub = hub();
        hub.connect(
                TunnelRequest.gre(
                        InterfaceName.of("Tunnel1"),
                        "default",
                        Vrf.GLOBAL,
                        hub.address,
                        IpAddress.of(PUBLIC),
                        false));
        spokeBehindNat(hub);
        Net.Node other = node("192.168.1.3", Configs.psk("s", "s"));
        net.translate(other.address, PUBLIC, 40_000);
        other.connect("Tunnel0", hub, false);
        net.pass(SETUP);
        assertThat(hub.sessions.values())
                .extracting(session -> session.tunnel().orElseThrow().toString())
                .containsExactlyInAnyOrder("Tunnel0", "Tunnel1");
    }

    // RFC 7296 section 2.23.1
    @Test
    void inTransportModeEachEndSeesTheSelectorsOfTheAddressesThatItSees() {
        Net.Node hub = hub();
        Net.Node spoke = spokeBehindNat(hub);
        assertThat(hub.child().mode()).isEqualTo(IpsecMode.TRANSPORT);
        assertThat(hub.child().remoteSelectors())
                .isEqualTo(
                        List.copyOf(WantedChild.gre(hub.address, IpAddress.of(PUBLIC)).remote()));
        assertThat(spoke.child().localSelectors())
                .isEqualTo(List.copyOf(WantedChild.gre(spoke.address, hub.address).local()));
    }

    @Test
    void whoIsBehindTheNatKeepsItsMappingWhenNothingElseIsSent() {
        Net.Node hub = hub(quiet());
        Net.Node spoke = spokeBehindNat(hub, quiet());
        net.pass(Duration.ofSeconds(100));
        assertThat(hub.keepalives).isEmpty();
        assertThat(spoke.keepalives)
                .hasSizeBetween(4, 5)
                .allMatch(keepalive -> keepalive.remote().equals(hub.address))
                .allMatch(keepalive -> keepalive.remotePort() == 4500);
        spoke.keepalives.clear();
        for (int second = 0; second < 100; second++) {
            spoke.sendTraffic(hub);
            net.pass(Duration.ofSeconds(1));
        }
        assertThat(spoke.keepalives).isEmpty();
    }

    @Test
    void noKeepaliveIsSentWhereTheyAreSwitchedOff() {
        Net.Node hub = hub();
        IkeConfig config = quiet();
        Net.Node spoke =
                spokeBehindNat(
                        hub, config.withSettings(config.settings().withNatKeepaliveSeconds(0)));
        net.pass(Duration.ofSeconds(100));
        assertThat(spoke.sessions).hasSize(1);
        assertThat(spoke.keepalives).isEmpty();
    }

    /// On-demand liveness alone, so that IKE says nothing of its own.
    private static IkeConfig quiet() {
        IkeConfig config = Configs.psk("s", "s");
        return Configs.withProfile(config, Configs.profile(config).withDpd(Optional.empty()));
    }

    @Test
    void anAuthenticatedPacketFromAnotherPortMovesTheSession() {
        Net.Node hub = hub();
        Net.Node spoke = spokeBehindNat(hub);
        long session = hub.session().id();
        net.translate(spoke.address, PUBLIC, 40_000);
        hub.tell(
                new IkeEvent.PeerMoved(
                        Vrf.GLOBAL, hub.address, IpAddress.of(PUBLIC), 40_001, hub.child().id()));
        assertThat(hub.session().id()).isEqualTo(session);
        assertThat(hub.session().remotePort()).isEqualTo(40_001);
        assertThat(hub.child().remotePort()).isEqualTo(40_001);
        net.pass(Duration.ofMinutes(2));
        assertThat(hub.sessions).hasSize(1);
        assertThat(spoke.sessions).hasSize(1);
    }

    @Test
    void anAuthenticatedRequestFromAnotherAddressMovesTheSessionToo() {
        Net.Node hub = hub();
        Net.Node spoke = spokeBehindNat(hub);
        net.translate(spoke.address, "203.0.113.77", 50_000);
        spoke.tell(new IkeEvent.SoftLimit(spoke.child().id()));
        net.pass(Duration.ofSeconds(1));
        assertThat(hub.session().remoteAddress()).isEqualTo(IpAddress.of("203.0.113.77"));
        assertThat(hub.child().remotePort()).isEqualTo(50_001);
        assertThat(hub.effects).hasAtLeastOneElementOfType(IkeEffect.PathChanged.class);
    }

    /// The hub tells whoever it has an SA with inside that SA, and a stranger in the clear (RFC 7296 section 1.5).
    @Test
    void afterItMovedThePeerIsKnownAtItsNewAddressAndNotAtTheOldOne() {
        Net.Node hub = hub();
        Net.Node spoke = spokeBehindNat(hub);
        net.translate(spoke.address, "203.0.113.77", 50_000);
        spoke.tell(new IkeEvent.SoftLimit(spoke.child().id()));
        net.pass(Duration.ofSeconds(1));
        assertThat(toldOfUnknownSpi(hub, "203.0.113.77").find(EncryptedPayload.class)).isPresent();
        net.pass(Duration.ofSeconds(1));
        assertThat(toldOfUnknownSpi(hub, PUBLIC).has(NotifyType.INVALID_SPI)).isTrue();
    }

    private PayloadChain toldOfUnknownSpi(Net.Node hub, String remote) {
        int before = net.sent.size();
        hub.tell(
                new IkeEvent.UnknownSpi(
                        Vrf.GLOBAL, hub.address, IpAddress.of(remote), 0x1234_5678));
        assertThat(net.sent).hasSize(before + 1);
        return IkeMessage.parse(net.sent.getLast().octets()).orElseThrow().chain();
    }

    @Test
    void aHostBehindANatDoesNotFollow() {
        Net.Node hub = hub();
        Net.Node spoke = spokeBehindNat(hub);
        spoke.tell(
                new IkeEvent.PeerMoved(
                        Vrf.GLOBAL,
                        spoke.address,
                        IpAddress.of("203.0.113.200"),
                        4500,
                        spoke.child().id()));
        assertThat(spoke.session().remoteAddress()).isEqualTo(hub.address);
    }

    @Test
    void withoutANatThePeerStaysWhereItIs() {
        Net.Node a = node("10.0.0.1", Configs.psk("s", "s"));
        Net.Node b = node("10.0.0.2", Configs.responderOnly(Configs.psk("s", "s")));
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(SETUP);
        assertThat(b.child().isUdpEncapsulated()).isFalse();
        b.tell(
                new IkeEvent.PeerMoved(
                        Vrf.GLOBAL, b.address, IpAddress.of("10.0.0.9"), 4500, b.child().id()));
        assertThat(b.session().remoteAddress()).isEqualTo(a.address);
    }

    @Test
    void anUnderlayThatCarriesOnlyUdpForcesEncapsulationFromEitherEnd() {
        for (boolean atInitiator : List.of(true, false)) {
            var own = new Net(3);
            Net.Node a =
                    own.node(
                            "10.0.0.1",
                            Configs.psk("s", "s"),
                            new FakeCredentials("", "CA", "", 0));
            Net.Node b =
                    own.node(
                            "10.0.0.2",
                            Configs.responderOnly(Configs.psk("s", "s")),
                            new FakeCredentials("", "CA", "", 0));
            (atInitiator ? a : b).carriesOnlyUdp = true;
            b.connect("Tunnel0", a, false);
            a.connect("Tunnel0", b, false);
            own.pass(SETUP);
            assertThat(a.child().isUdpEncapsulated()).isTrue();
            assertThat(b.child().isUdpEncapsulated()).isTrue();
            assertThat(a.child().localPort()).isEqualTo(4500);
            assertThat(b.child().remotePort()).isEqualTo(4500);
        }
    }

    @Test
    void aProfileForcesEncapsulation() {
        IkeConfig config = Configs.psk("s", "s");
        config = Configs.withProfile(config, Configs.profile(config).withNatForced(true));
        Net.Node a = node("10.0.0.1", config);
        Net.Node b = node("10.0.0.2", Configs.responderOnly(Configs.psk("s", "s")));
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(SETUP);
        assertThat(b.child().isUdpEncapsulated()).isTrue();
        assertThat(a.child().isUdpEncapsulated()).isTrue();
    }

    // RFC 7296 section 2.23: an initiator can use port 4500 from the beginning.
    @Test
    void anInitiatorThatBeginsOnPort4500IsAnsweredThere() {
        Net.Node a = node("10.0.0.1", Configs.psk("s", "s"));
        Net.Node b = node("10.0.0.2", Configs.responderOnly(Configs.psk("s", "s")));
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofMillis(5));
        IkeEffect.Send first = net.sent.getFirst();
        b.tell(new IkeEvent.Datagram(Vrf.GLOBAL, b.address, 4500, a.address, 4500, first.octets()));
        net.pass(Duration.ofMillis(5));
        IkeEffect.Send answer = net.sent.getLast();
        assertThat(answer.local()).isEqualTo(b.address);
        assertThat(answer.localPort()).isEqualTo(4500);
        assertThat(answer.remotePort()).isEqualTo(4500);
        IkeMessage message = IkeMessage.parse(answer.octets()).orElseThrow();
        assertThat(message.exchange()).isEqualTo(ExchangeType.IKE_SA_INIT);
        assertThat(message.chain().all(NotifyPayload.class))
                .anyMatch(notify -> notify.what().equals(NotifyType.NAT_DETECTION_SOURCE_IP));
    }
}
