package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What Culvert and any BGP speaker do for each other over one cable, as an operator sees it at both ends: two VRFs that
/// hold the same prefixes on both sides, in external sessions of one hop with labels (RFC 4364 section 10 (b), RFC 4659).
///
/// Culvert: 192.0.2.1, AS 65001; 10.1.1.0/24 and 2001:db8:1:1::/64. The other: 192.0.2.2, AS 65002; 10.2.1.0/24 with label
/// 3001 in `red` and 3002 in `blue`, 2001:db8:2:1::/64 with label 3003 in `red`, and 10.2.3.0/24 with label 3004 for a VRF
/// that Culvert does not have at first (65000:300).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SpeakerContract {
    static final Duration SESSION = Duration.ofSeconds(30);
    static final Duration ROUTE = Duration.ofSeconds(10);

    private static final String VRF =
            """
            vrf definition %1$s
             rd 65001:%2$s
             route-target both 65000:%3$s
             address-family ipv4
             exit-address-family
             address-family ipv6
             exit-address-family
            interface Loopback%2$s
             vrf forwarding %1$s
             ip address 10.1.1.1 255.255.255.0
             ipv6 address 2001:db8:1:1::1/64
            router bgp 65001
             address-family ipv4 vrf %1$s
              redistribute connected
             exit-address-family
             address-family ipv6 vrf %1$s
              redistribute connected
             exit-address-family
            """;

    private static final String CONFIG =
            """
            hostname PE
            ipv6 unicast-routing
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
             mpls bgp forwarding
            router bgp 65001
             bgp router-id 192.0.2.1
             bgp graceful-restart
             no bgp default ipv4-unicast
             neighbor 192.0.2.2 remote-as 65002
             neighbor 192.0.2.2 timers 3 9
             neighbor 192.0.2.2 advertisement-interval 0
             address-family vpnv4
              neighbor 192.0.2.2 activate
              neighbor 192.0.2.2 send-community both
             exit-address-family
             address-family vpnv6
              neighbor 192.0.2.2 activate
              neighbor 192.0.2.2 send-community both
             exit-address-family
            """
                    + VRF.formatted("red", "1", "100")
                    + VRF.formatted("blue", "2", "200");

    static final String RED = "show ip bgp vpnv4 vrf red 10.2.1.0";
    static final String BLUE = "show ip bgp vpnv4 vrf blue 10.2.1.0";

    private @Nullable Namespaces net;
    private @Nullable Culvert culvert;
    @Nullable Daemon daemon;

    /// Skips all of it, aloud, where the speaker is missing.
    abstract void require();

    /// Starts the speaker in the namespace `peer`, with its routes.
    abstract Daemon start(Namespaces net);

    /// A question that shows the VPN routes that it has, labels and route targets included.
    abstract String routes();

    /// How the answer shows our route of a VRF: the label that Culvert allocated, the last part of the route target.
    abstract String[] ours(String label, String target);

    @BeforeAll
    void connect() {
        require();
        net = new Namespaces("pe", "lan", "peer");
        net.link("pe", "eth0", "lan", "pe");
        net.link("peer", "eth0", "lan", "peer");
        net.bridge("lan", "br0", "pe", "peer");
        net.leave("pe", "eth0");
        net.address("peer", "eth0", "192.0.2.2/24");
        daemon = start(net);
        culvert = Culvert.start(net, "pe", CONFIG);
        everythingIsThere();
    }

    @AfterAll
    void disconnect() {
        if (net != null) {
            net.close();
        }
    }

    final Namespaces net() {
        return Objects.requireNonNull(net);
    }

    final Culvert culvert() {
        return Objects.requireNonNull(culvert);
    }

    final Daemon daemon() {
        return Objects.requireNonNull(daemon);
    }

    @BeforeEach
    void everythingIsThere() {
        culvert().within(SESSION, RED, "nolabel/3001");
        culvert().within(SESSION, BLUE, "nolabel/3002");
        daemon().within(SESSION, routes(), ours(label("red"), "100"));
    }

    final String label(String vrf) {
        return culvert().label("10.1.1.0/24", vrf);
    }

    @Test
    void routesLabelsAndRouteTargetsArrive() {
        culvert()
                .within(
                        ROUTE,
                        RED,
                        "192\\.0\\.2\\.2 from 192\\.0\\.2\\.2",
                        "Extended Community:.* RT:65000:100",
                        "best");
        culvert()
                .within(
                        ROUTE,
                        BLUE,
                        "192\\.0\\.2\\.2 from 192\\.0\\.2\\.2",
                        "Extended Community:.* RT:65000:200",
                        "best");
        culvert().within(ROUTE, "show ip route vrf red", "^B +10\\.2\\.1\\.0.*192\\.0\\.2\\.2");
        culvert().within(ROUTE, "show ip cef vrf red 10.2.1.0/24", "3001");
        culvert().within(ROUTE, "show ip cef vrf blue 10.2.1.0/24", "3002");
    }

    @Test
    void ourRoutesLabelsAndRouteTargetsArriveThere() {
        assertThat(label("red")).isNotEqualTo(label("blue"));
        daemon().within(ROUTE, routes(), ours(label("red"), "100"));
        daemon().within(ROUTE, routes(), ours(label("blue"), "200"));
    }
}
