package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.wire.nhrp.NhrpPacket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// IPv6 customers in tunnels whose overlay has IPv4 alone: its addresses stand in packets as IPv4-mapped ones.
class Ipv6CustomersTest {
    private static final Prefix LAN4 = Prefix.of("2001:db8:4::/48");

    private final Playground net = Playground.flexVpn(2);
    private final PlayNode hub = net.get("hub");
    private final PlayNode spoke3 = net.get("spoke3");
    private final PlayNode spoke4 = net.get("spoke4");

    Ipv6CustomersTest() {
        for (int i = 3; i <= 4; i++) {
            PlayNode spoke = net.get("spoke" + i);
            Prefix lan = Prefix.of("2001:db8:" + i + "::/48");
            spoke.lan(CUST1, lan);
            spoke.route(CUST1, Prefix.DEFAULT_IPV6, Playground.TUNNEL0, Optional.of(hub.overlay));
            hub.route(
                    CUST1,
                    lan,
                    InterfaceName.of("Virtual-Access" + (i - 2)),
                    Optional.of(spoke.overlay));
        }
        net.ping(spoke3, "2001:db8:3::1", "2001:db8:4::1");
        net.passSeconds(1);
    }

    @Test
    void theShortcutLeadsToTheIpv4NextHop() {
        NhrpEffect.OfferRoute offer = spoke3.offer(new Place(CUST1, LAN4));
        assertThat(offer.nextHop()).isEqualTo(IpAddress.of("10.1.1.4"));
        assertThat(offer.label()).isPresent();
        assertThat(spoke3.bound).containsExactly("Virtual-Access1 10.1.1.4");
        assertThat(net.ping(spoke3, "2001:db8:3::1", "2001:db8:4::1"))
                .containsExactly("spoke3", "spoke4");
    }

    // a VRF may import IPv4 of another and not its IPv6 (RFC 4364 section 4.3.1, RFC 4659 section
    // 3)
    @Test
    void theRouteTargetsOfTheFamilyCount() {
        spoke3.on(new NhrpEvent.Clear(Optional.empty(), Optional.empty()));
        spoke4.imports6.put(CUST1, List.of(RouteTarget.of("6:6")));
        net.passSeconds(10);
        net.ping(spoke3, "2001:db8:3::1", "2001:db8:4::1");
        net.passSeconds(1);
        assertThat(spoke3.shortcuts).isEmpty();
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(1);
        assertThat(spoke3.shortcuts).hasSize(1);
    }

    @Test
    void allAddressesOfAPacketAreOfOneFamily() {
        NhrpPacket reply = spoke4.lastSent();
        assertThat(reply.source()).isEqualTo(IpAddress.of("::ffff:10.1.1.3"));
        assertThat(Extensions.responder(reply)).contains(IpAddress.of("::ffff:10.1.1.4"));
    }

    @Test
    void purgesCancelThemToo() {
        spoke4.unroute(CUST1, LAN4);
        net.passSeconds(1);
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke4.labels).isEmpty();
    }

    @Test
    void mappedAddressesGoBothWays() {
        IpAddress four = IpAddress.of("10.1.1.3");
        IpAddress six = OverlayAddress.inPacket(four, AddressFamily.IPV6);
        assertThat(OverlayAddress.of(six)).isEqualTo(four);
        assertThat(OverlayAddress.inPacket(four, AddressFamily.IPV4)).isEqualTo(four);
        IpAddress other = IpAddress.of("2001:db8::ffff:a01:103");
        assertThat(OverlayAddress.of(other)).isEqualTo(other);
    }

    @Test
    void withoutLabelsAnInterfaceWithoutIpv6HasNoIpv6Nhrp() {
        spoke3.mpls = false;
        NhrpInterface plain =
                spoke3.tunnel(Playground.TUNNEL0, false, hub.outside, spoke3.template);
        assertThat(Interfaces.settings(plain, AddressFamily.IPV6).isOn()).isFalse();
        assertThat(Interfaces.address(plain, AddressFamily.IPV6)).isEmpty();
        assertThat(plain.overlay()).isEqualTo(Vrf.GLOBAL);
    }
}
