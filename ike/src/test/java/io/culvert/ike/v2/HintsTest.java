package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.Dpd;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Forged news that peers have forgotten us, RFC 7296 section 2.21.4: each IKE SA is asked, at a limited rate.
class HintsTest {
    private static final int MANY = 3 * Hints.EACH;
    private static final int PACKETS = 1000;
    private static final String NAT = "203.0.113.9";
    private static final Duration ALL = Hints.PAUSE.multipliedBy(4);

    private final Net net = new Net(21);
    private final IkeConfig config = unasked(Configs.psk("s", "s"));
    private final Net.Node hub = node("198.51.100.1", Configs.responderOnly(config));

    /// Nobody asks by itself within this test.
    private static IkeConfig unasked(IkeConfig config) {
        return Configs.withProfile(
                config, Configs.profile(config).withDpd(Optional.of(new Dpd(3600, 2, false))));
    }

    private Net.Node node(String address, IkeConfig its) {
        return net.node(address, its, new FakeCredentials("", "CA", "", 0));
    }

    private static String inside(int number) {
        return "192.168.1." + (1 + number);
    }

    private List<Net.Node> spokes(boolean behindOneAddress) {
        var spokes = new ArrayList<Net.Node>();
        for (int i = 0; i < MANY; i++) {
            Net.Node spoke = node(inside(i), config);
            if (behindOneAddress) {
                net.translate(spoke.address, NAT, 20_000 + 2 * i);
            }
            hub.connect(
                    TunnelRequest.gre(
                            InterfaceName.of("Tunnel" + i),
                            "default",
                            Vrf.GLOBAL,
                            hub.address,
                            behindOneAddress ? IpAddress.of(NAT) : spoke.address,
                            false));
            spoke.connect("Tunnel0", hub, false);
            net.pass(Duration.ofSeconds(1));
            spokes.add(spoke);
        }
        assertThat(hub.sessions).hasSize(MANY);
        net.sent.clear();
        return spokes;
    }

    private void forge(String from, long theirSpi, long ourSpi) {
        hub.tell(
                new IkeEvent.Datagram(
                        Vrf.GLOBAL,
                        hub.address,
                        4500,
                        IpAddress.of(from),
                        20_001,
                        new IkeMessage(
                                        theirSpi,
                                        ourSpi,
                                        ExchangeType.INFORMATIONAL,
                                        true,
                                        true,
                                        7,
                                        List.of(new NotifyPayload(NotifyType.INVALID_IKE_SPI)))
                                .toBytes()));
    }

    /// Whom the hub asked, by SPI of its own, as often as it did.
    private List<Long> asked() {
        return net.sent.stream()
                .filter(send -> send.local().equals(hub.address))
                .map(send -> IkeMessage.parse(send.octets()).orElseThrow())
                .filter(message -> !message.isResponse())
                .map(IkeMessage::responderSpi)
                .toList();
    }

    @Test
    void allBetweenTwoAddressesAreAskedOnceAFewAtATimeHoweverOftenItIsSaid() {
        spokes(true);
        for (int i = 0; i < PACKETS; i++) {
            forge(NAT, 1, 2 + i);
        }
        assertThat(asked()).hasSize(Hints.EACH);
        net.pass(Hints.PAUSE);
        assertThat(asked()).hasSize(2 * Hints.EACH);
        net.pass(ALL);
        assertThat(asked()).hasSize(MANY).doesNotHaveDuplicates();

        for (int i = 0; i < PACKETS; i++) {
            forge(NAT, 1, 2 + i);
            net.pass(Duration.ofMillis(5));
        }
        assertThat(asked()).as("they were asked a moment ago").hasSize(MANY);
        net.pass(Hints.REST);
        forge(NAT, 1, 2);
        net.pass(ALL);
        assertThat(asked()).hasSize(2 * MANY);
        assertThat(hub.sessions).hasSize(MANY);
    }

    @Test
    void thoseBetweenManyAddressesAreAskedAFewAtATimeTogether() {
        spokes(false);
        for (int i = 0; i < MANY; i++) {
            forge(inside(i), 1, 2);
        }
        assertThat(asked()).hasSizeLessThanOrEqualTo(Hints.EACH);
        net.pass(Hints.PAUSE.multipliedBy(10));
        assertThat(asked()).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    void onePeerThatForgotIsFoundAmongThoseWhoHaveNot() {
        List<Net.Node> spokes = spokes(true);
        spokes.get(MANY / 2).restart();
        forge(NAT, 1, 2);
        net.pass(Duration.ofSeconds(20));
        assertThat(hub.sessions).hasSize(MANY - 1);
    }

    @Test
    void aStrangerWithWhomThereIsNoneCostsNothing() {
        forge("192.0.2.99", 1, 2);
        assertThat(net.sent).isEmpty();
        assertThat(hub.engine.wakeAt()).isEmpty();
        assertThat(hub.engine.snapshot().drops().get(IkeDrop.UNKNOWN_SPI)).isEqualTo(1);
    }
}
