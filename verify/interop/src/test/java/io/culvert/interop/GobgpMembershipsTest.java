package io.culvert.interop;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who wants which VPN routes (RFC 4684), with GoBGP, both ways.
class GobgpMembershipsTest {
    private static final Duration SESSION = Duration.ofSeconds(30);
    private static final Duration ROUTE = Duration.ofSeconds(10);

    /// It keeps every VPN route that it is sent, so that what is missing was not sent.
    private static final String CULVERT =
            """
            hostname PE
            vrf definition red
             rd 65001:1
             route-target both 65000:100
             address-family ipv4
            vrf definition blue
             rd 65001:2
             route-target both 65000:200
             address-family ipv4
            interface Loopback1
             vrf forwarding red
             ip address 10.1.1.1 255.255.255.0
            interface Loopback2
             vrf forwarding blue
             ip address 10.1.2.1 255.255.255.0
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
             mpls bgp forwarding
            router bgp 65001
             bgp router-id 192.0.2.1
             no bgp default ipv4-unicast
             no bgp default route-target filter
             neighbor 192.0.2.2 remote-as 65002
             neighbor 192.0.2.2 advertisement-interval 0
             address-family vpnv4
              neighbor 192.0.2.2 activate
             address-family rtfilter unicast
              neighbor 192.0.2.2 activate
             address-family ipv4 vrf red
              redistribute connected
             address-family ipv4 vrf blue
              redistribute connected
            """;

    private static final String GOBGP =
            """
            [global.config]
            as = 65002
            router-id = "192.0.2.2"
            local-address-list = ["192.0.2.2"]
            [[neighbors]]
            [neighbors.config]
            neighbor-address = "192.0.2.1"
            peer-as = 65001
            [neighbors.timers.config]
            connect-retry = 1
            idle-hold-time-after-reset = 1
            [neighbors.transport.config]
            local-address = "192.0.2.2"
            [neighbors.graceful-restart.config]
            enabled = true
            restart-time = 30
            [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
            afi-safi-name = "l3vpn-ipv4-unicast"
            [neighbors.afi-safis.mp-graceful-restart.config]
            enabled = true
            [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
            afi-safi-name = "rtc"
            [neighbors.afi-safis.mp-graceful-restart.config]
            enabled = true
            """;

    private static final String MEMBERSHIPS = "show bgp rtfilter unicast all";
    private static final String TABLE = "show ip bgp vpnv4 all";
    private static final String THEIRS = "global rib -a vpnv4";

    @Test
    void eachSideIsToldTheRoutesThatItAskedForAndNoOthers() {
        Machine.requires("gobgpd", "gobgp");
        try (var net = new Namespaces("pe", "peer")) {
            net.link("pe", "eth0", "peer", "eth0");
            net.leave("pe", "eth0");
            net.address("peer", "eth0", "192.0.2.2/24");
            Daemon gobgp = Daemon.gobgp(net, "peer", GOBGP);
            gobgp.within(SESSION, "global", "65002");
            List.of(
                            "vrf add red rd 65002:1 rt both 65000:100",
                            "global rib add 10.2.1.0/24 label 3001 rd 65002:1 rt 65000:100 -a vpnv4",
                            "global rib add 10.2.2.0/24 label 3002 rd 65002:2 rt 65000:200 -a vpnv4",
                            "global rib add 10.2.3.0/24 label 3003 rd 65002:3 rt 65000:300 -a vpnv4")
                    .forEach(gobgp::ask);
            Culvert culvert = Culvert.start(net, "pe", CULVERT);

            culvert.within(
                    SESSION,
                    MEMBERSHIPS,
                    "^ \\*> +65001:2:65000:100",
                    "^ \\*> +65001:2:65000:200",
                    "^ \\*> +65002:2:65000:100");
            culvert.within(ROUTE, TABLE, "10\\.2\\.1\\.0", "10\\.2\\.2\\.0");
            gobgp.within(ROUTE, THEIRS, "65001:1:10\\.1\\.1\\.0/24");
            gobgp.without(Duration.ZERO, THEIRS, "10\\.1\\.2\\.0");
            culvert.without(Duration.ZERO, TABLE, "10\\.2\\.3\\.0");

            culvert.configure("vrf definition red\n route-target import 65000:300\n");
            culvert.within(ROUTE, TABLE, "10\\.2\\.3\\.0");
            culvert.configure("vrf definition red\n no route-target import 65000:300\n");
            culvert.without(ROUTE, TABLE, "10\\.2\\.3\\.0");

            gobgp.ask("vrf add blue rd 65002:2 rt both 65000:200");
            gobgp.within(ROUTE, THEIRS, "65001:2:10\\.1\\.2\\.0/24");
            gobgp.ask("vrf del blue");
            gobgp.without(ROUTE, THEIRS, "10\\.1\\.2\\.0");
            gobgp.within(ROUTE, THEIRS, "65001:1:10\\.1\\.1\\.0/24");
        }
    }
}
