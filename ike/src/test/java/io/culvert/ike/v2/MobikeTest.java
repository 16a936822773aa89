package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.wire.ike.TrafficSelector.Range;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// MOBIKE, RFC 4555.
class MobikeTest {
    private static final Duration SETUP = Duration.ofSeconds(2);
    private static final Range ANY = Range.of(0, Prefix.DEFAULT_IPV4);

    private final Net net = new Net(11);

    private Net.Node node(String address, IkeConfig config) {
        return net.node(address, config, new FakeCredentials("", "CA", "", 0));
    }

    private static TunnelRequest vti(Net.Node from, IpAddress to) {
        return new TunnelRequest(
                InterfaceName.of("Tunnel0"),
                "default",
                Vrf.GLOBAL,
                from.address,
                to,
                false,
                List.of(WantedChild.of(ANY, ANY)));
    }

    private static IkeConfig config() {
        return Configs.inTunnelMode(Configs.psk("s", "s"));
    }

    // a: SK {N(UPDATE_SA_ADDRESSES), N(NAT_DETECTION_*), N(COOKIE2)} -->
    //                          <-- SK {N(NAT_DETECTION_*), N(COOKIE2)} :b
    //                          <-- SK {N(COOKIE2)} :b
    // a: SK {N(COOKIE2)} -->
    @Test
    void theSessionFollowsTheInitiatorToAnotherAddress() {
        Net.Node a = node("10.0.0.1", config());
        Net.Node b = node("10.0.0.2", Configs.responderOnly(config()));
        b.connect(vti(b, a.address));
        a.connect(vti(a, b.address));
        net.pass(SETUP);
        long atA = a.session().id();
        long atB = b.session().id();
        assertThat(a.child().localPort()).as("RFC 4555 section 3.3").isEqualTo(4500);

        a.moveTo("10.9.9.9");
        a.connect(vti(a, b.address));
        net.pass(Duration.ofSeconds(1));
        assertThat(a.session().id()).isEqualTo(atA);
        assertThat(b.session().id()).isEqualTo(atB);
        assertThat(a.session().localAddress()).isEqualTo(IpAddress.of("10.9.9.9"));
        assertThat(b.session().remoteAddress()).isEqualTo(IpAddress.of("10.9.9.9"));
        assertThat(b.child().remote()).isEqualTo(IpAddress.of("10.9.9.9"));
        assertThat(b.child().isUdpEncapsulated()).isFalse();
        net.pass(Duration.ofMinutes(2));
        assertThat(b.session().id()).as("liveness works there").isEqualTo(atB);
    }

    @Test
    void theSessionFollowsBehindANat() {
        Net.Node a = node("10.0.0.1", config());
        Net.Node b = node("10.0.0.2", Configs.responderOnly(config()));
        b.connect(vti(b, a.address));
        a.connect(vti(a, b.address));
        net.pass(SETUP);
        long atB = b.session().id();
        a.moveTo("192.168.7.7");
        net.translate(a.address, "203.0.113.7", 20_000);
        a.connect(vti(a, b.address));
        net.pass(Duration.ofSeconds(1));
        assertThat(b.session().id()).isEqualTo(atB);
        assertThat(b.child().remote()).isEqualTo(IpAddress.of("203.0.113.7"));
        assertThat(b.child().remotePort()).isEqualTo(20_001);
        assertThat(b.child().isUdpEncapsulated()).isTrue();
        assertThat(a.child().isUdpEncapsulated()).isTrue();

        // RFC 4555 section 3.8: the NAT forgets; the question for life shows it.
        net.translate(a.address, "203.0.113.8", 21_000);
        net.pass(Duration.ofSeconds(60));
        assertThat(b.session().id()).isEqualTo(atB);
        assertThat(b.child().remote()).isEqualTo(IpAddress.of("203.0.113.8"));
        assertThat(b.child().remotePort()).isEqualTo(21_001);
    }

    @Test
    void theChildrenStayUntilThePeerProvedThatItHearsUs() {
        Net.Node a = node("10.0.0.1", config());
        Net.Node b = node("10.0.0.2", Configs.responderOnly(config()));
        b.connect(vti(b, a.address));
        a.connect(vti(a, b.address));
        net.pass(SETUP);
        IpAddress before = a.address;
        a.moveTo("10.9.9.9");
        a.connect(vti(a, b.address));
        net.pass(Duration.ofMillis(15));
        a.isUp = false;
        net.pass(Duration.ofMillis(200));
        assertThat(b.child().remote()).isEqualTo(before);
        a.isUp = true;
        net.pass(Duration.ofSeconds(10));
        assertThat(b.child().remote()).isEqualTo(a.address);
    }

    @Test
    void trafficThatIsBoundToTheOldAddressBeginsAnew() {
        Net.Node a = node("10.0.0.1", Configs.psk("s", "s"));
        Net.Node b = node("10.0.0.2", Configs.responderOnly(Configs.psk("s", "s")));
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(SETUP);
        long before = a.session().id();
        assertThat(a.child().localPort()).isEqualTo(500);
        a.moveTo("10.9.9.9");
        b.connect("Tunnel0", a, false);
        a.connect("Tunnel0", b, false);
        net.pass(Duration.ofSeconds(60));
        assertThat(a.session().id()).isNotEqualTo(before);
        assertThat(b.session().remoteAddress()).isEqualTo(a.address);
    }
}
