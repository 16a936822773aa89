package io.culvert.ike.v2;

import static io.culvert.ike.v2.FlexNodes.HUB_NAME;
import static io.culvert.ike.v2.FlexNodes.hub;
import static io.culvert.ike.v2.FlexNodes.spoke;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Strangers without number, RFC 7296 section 2.6: what they cost is bounded, and who is established notices nothing.
class FloodTest {
    private static final int SPOOFED = 100_000;

    private final Net net = new Net(13);

    private Net.Node node(String address, IkeConfig config) {
        return net.node(address, config, new FakeCredentials("", "CA", "", 0));
    }

    /// The first message of `like` as if somebody else had sent it.
    private static Bytes first(Bytes like, long spi) {
        return new ByteWriter(like.size()).i64(spi).bytes(like.slice(8, like.size())).toBytes();
    }

    private void spoof(Net.Node hub, Bytes like, int number) {
        hub.tell(
                new IkeEvent.Datagram(
                        Vrf.GLOBAL,
                        hub.address,
                        500,
                        new Ipv4Address(0xC600_0000 + number),
                        500,
                        first(like, 0x1000 + number)));
    }

    @Test
    void aHundredThousandSpoofedFirstMessagesChangeNothingForWhoIsEstablished() {
        Net.Node hub = node("10.0.0.1", Configs.responderOnly(Configs.psk("s", "s")));
        Net.Node spoke = node("10.0.0.2", Configs.psk("s", "s"));
        hub.connect("Tunnel0", spoke, false);
        spoke.connect("Tunnel0", hub, false);
        net.pass(Duration.ofSeconds(2));
        Bytes like = net.sent.getFirst().octets();
        long session = hub.session().id();
        int cookieAt = hub.engine.config().settings().cookieChallenge();

        int most = 0;
        for (int number = 0; number < SPOOFED; number++) {
            spoof(hub, like, number);
            if (number % 10_000 == 0) {
                net.pass(Duration.ofSeconds(1));
                most = Math.max(most, hub.engine.snapshot().sas().size());
                net.sent.clear();
                hub.effects.clear();
            }
        }
        assertThat(most).isLessThanOrEqualTo(cookieAt + 1);
        assertThat(hub.engine.snapshot().halfOpen()).isLessThanOrEqualTo(cookieAt);
        spoke.tell(new IkeEvent.SoftLimit(spoke.child().id()));
        net.pass(Duration.ofMinutes(2));
        assertThat(hub.session().id()).isEqualTo(session);
        assertThat(spoke.child().outboundSpi()).isEqualTo(hub.child().inboundSpi());
        assertThat(hub.engine.snapshot().sas()).hasSize(1);
    }

    @Test
    void whileStrangersKnockAPeerComesInByItsCookie() {
        Net.Node hub = node("10.0.0.1", Configs.responderOnly(Configs.psk("s", "s")));
        Net.Node spoke = node("10.0.0.2", Configs.psk("s", "s"));
        hub.connect("Tunnel0", spoke, false);
        spoke.connect("Tunnel0", hub, false);
        net.pass(Duration.ofMillis(5));
        Bytes like = net.sent.getFirst().octets();
        for (int number = 0; number < 200; number++) {
            spoof(hub, like, number);
        }
        net.pass(Duration.ofSeconds(10));
        assertThat(spoke.sessions).hasSize(1);
        assertThat(net.sent)
                .anyMatch(
                        sent ->
                                IkeMessage.parse(sent.octets())
                                        .orElseThrow()
                                        .chain()
                                        .has(NotifyType.COOKIE));
    }

    @Test
    void aFirstMessageForWhichThereIsNoTimeIsForgottenAndThePeerComesInWhenItAsksAgain() {
        Net.Node hub = node("10.0.0.1", Configs.responderOnly(Configs.psk("s", "s")));
        Net.Node spoke = node("10.0.0.2", Configs.psk("s", "s"));
        hub.connect("Tunnel0", spoke, false);
        hub.refused = IkeEffect.Rank.NEW::equals;
        spoke.connect("Tunnel0", hub, false);
        net.pass(Duration.ofMillis(500));
        assertThat(hub.engine.snapshot().sas()).isEmpty();
        assertThat(hub.engine.snapshot().halfOpen()).isZero();
        assertThat(hub.engine.snapshot().failures()).isEmpty();
        assertThat(hub.notices).isEmpty();
        assertThat(hub.engine.snapshot().drops().get(IkeDrop.WORK_LIMIT)).isEqualTo(1);

        hub.refused = _ -> false;
        net.pass(Duration.ofSeconds(5));
        assertThat(hub.sessions).hasSize(1);
        assertThat(spoke.sessions).hasSize(1);
    }

    @Test
    void whatIsRefusedDoesNotCountAsWorkThatWaits() {
        Net.Node hub = node("10.0.0.1", Configs.responderOnly(Configs.psk("s", "s")));
        Net.Node spoke = node("10.0.0.2", Configs.psk("s", "s"));
        hub.connect("Tunnel0", spoke, false);
        spoke.connect("Tunnel0", hub, false);
        net.pass(Duration.ofMillis(5));
        Bytes like = net.sent.getFirst().octets();
        hub.refused = IkeEffect.Rank.NEW::equals;
        for (int number = 0; number < 2 * Gate.WORK_MAX; number++) {
            spoof(hub, like, number);
            net.pass(Duration.ofMillis(5));
        }
        hub.refused = _ -> false;
        net.pass(Duration.ofSeconds(10));
        assertThat(spoke.sessions).hasSize(1);
    }

    @Test
    void aFirstMessageThatIsTooLongIsNotKept() {
        Net.Node hub = node("10.0.0.1", Configs.responderOnly(Configs.psk("s", "s")));
        Net.Node spoke = node("10.0.0.2", Configs.psk("s", "s"));
        spoke.connect("Tunnel0", hub, false);
        net.pass(Duration.ofMillis(5));
        IkeMessage small = IkeMessage.parse(net.sent.getFirst().octets()).orElseThrow();
        var payloads = new java.util.ArrayList<>(small.chain().payloads());
        payloads.add(new NotifyPayload(NotifyType.COOKIE2, Bytes.zero(Gate.FIRST_MESSAGE_MAX)));
        Bytes large =
                new IkeMessage(7, 0, small.exchange(), true, false, 0, List.copyOf(payloads))
                        .toBytes();
        hub.tell(
                new IkeEvent.Datagram(
                        Vrf.GLOBAL, hub.address, 500, IpAddress.of("10.0.0.9"), 500, large));
        assertThat(hub.engine.snapshot().drops().get(IkeDrop.FIRST_MESSAGE_LIMIT)).isEqualTo(1);
        assertThat(hub.engine.snapshot().halfOpen()).isLessThanOrEqualTo(1);
    }

    @Test
    void halfOpenSasAreLimitedPerSource() {
        Net.Node hub = hub(net);
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofMillis(5));
        Bytes first = net.sent.getFirst().octets();
        for (int i = 1; i < 20; i++) {
            Bytes forged = Bytes.concat(Bytes.of((byte) i), first.slice(1));
            hub.tell(
                    new IkeEvent.Datagram(
                            Vrf.GLOBAL, hub.address, 500, IpAddress.of("192.0.2.7"), 500, forged));
        }
        assertThat(hub.engine.snapshot().drops().get(IkeDrop.SOURCE_LIMIT)).isEqualTo(14);
        assertThat(hub.engine.snapshot().halfOpen()).isEqualTo(5);
    }

    /// Thousands that come at once: those for whose key exchange there is no room yet are told apart by a counter, and come again.
    @Test
    void firstMessagesWhoseKeyExchangeHasToWaitAreLimited() {
        IkeConfig patient = Configs.hub();
        Net.Node hub =
                net.node(
                        "172.16.0.1",
                        patient.withSettings(patient.settings().withCookieChallenge(10_000)),
                        new FakeCredentials(HUB_NAME, "CA", "", 400));
        Net.Node spoke = spoke(net, 3);
        spoke.connect("Tunnel0", hub, true);
        net.pass(Duration.ofMillis(5));
        Bytes first = net.sent.getFirst().octets();
        for (int i = 1; i <= Gate.WORK_MAX + 100; i++) {
            hub.tell(
                    new IkeEvent.Datagram(
                            Vrf.GLOBAL,
                            hub.address,
                            500,
                            IpAddress.of("10.9." + i / 250 + "." + (1 + i % 250)),
                            500,
                            first));
        }
        assertThat(hub.engine.snapshot().drops().get(IkeDrop.WORK_LIMIT)).isEqualTo(100);
        net.pass(Duration.ofMillis(5));
        hub.tell(
                new IkeEvent.Datagram(
                        Vrf.GLOBAL, hub.address, 500, IpAddress.of("192.0.2.8"), 500, first));
        assertThat(hub.engine.snapshot().drops().get(IkeDrop.WORK_LIMIT)).isEqualTo(100);
    }
}
