package io.culvert.interop;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A hub that knows no spoke by name, and a Linux kernel with FRR and strongSwan as its spoke: it calls, is given its tunnel
/// address by IKE (RFC 7296 section 2.19), and is a BGP neighbour because that address is in the hub's listen range.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlexHubWithLinuxSpokeTest {
    private static final Duration UP = Duration.ofSeconds(60);

    private static final String HUB =
            """
            hostname HUB
            aaa new-model
            aaa authorization network NET local
            vrf definition red
             rd 65001:1
             route-target both 65000:100
             address-family ipv4
             exit-address-family
            vrf definition blue
             rd 65001:2
             route-target both 65000:200
             address-family ipv4
             exit-address-family
            crypto ikev2 authorization policy SPOKES
             pool SPOKES
             route set interface
            crypto ikev2 proposal P
             encryption aes-gcm-256
             prf sha384
             group 20
            crypto ikev2 policy P
             proposal P
            crypto ikev2 keyring KEYS
             peer ANY
              address 0.0.0.0 0.0.0.0
              pre-shared-key test-only
            crypto ikev2 profile SPOKES
             match identity remote fqdn domain example
             identity local fqdn hub.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             aaa authorization group psk list NET SPOKES
             virtual-template 1
            crypto ipsec transform-set T esp-gcm 256
             mode transport
            crypto ipsec profile SPOKES
             set transform-set T
             set security-association esn
             set ikev2-profile SPOKES
            ip local pool SPOKES 10.1.0.11 10.1.0.14
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
            interface Ethernet0/1
             port packet eth1
             vrf forwarding red
             ip address 10.1.1.1 255.255.255.0
            interface Ethernet0/2
             port packet eth2
             vrf forwarding blue
             ip address 10.1.1.1 255.255.255.0
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             mpls bgp forwarding
             tunnel source Ethernet0/0
             tunnel protection ipsec profile SPOKES
            router bgp 65001
             bgp router-id 10.255.0.1
             no bgp default ipv4-unicast
             bgp listen range 10.1.0.0/24 peer-group SPOKES
             bgp listen limit 100
             neighbor SPOKES peer-group
             neighbor SPOKES remote-as 65002
             neighbor SPOKES transport connection-mode passive
             neighbor SPOKES update-source Loopback0
             neighbor SPOKES ebgp-multihop 2
             neighbor SPOKES advertisement-interval 0
             address-family vpnv4
              neighbor SPOKES activate
              neighbor SPOKES send-community both
             exit-address-family
             address-family ipv4 vrf red
              redistribute connected
             exit-address-family
             address-family ipv4 vrf blue
              redistribute connected
             exit-address-family
            """;

    /// The selectors name the ends of GRE: `dynamic` would become the address that is asked for.
    private static final String IKE =
            """
            connections { hub { version = 2
              local_addrs = 192.0.2.2
              remote_addrs = 192.0.2.1
              proposals = aes256gcm16-prfsha384-ecp384
              vips = 0.0.0.0
              local { auth = psk
                id = spoke.example }
              remote { auth = psk
                id = hub.example }
              children { tunnel { mode = transport
                local_ts = 192.0.2.2/32[gre]
                remote_ts = 192.0.2.1/32[gre]
                esp_proposals = aes256gcm16-esn
                start_action = start
              } }
            } }
            secrets { ike-all { secret = test-only } }
            """;

    private static final String FRR =
            """
            hostname spoke
            log file /var/log/frr/frr.log informational
            ip route 10.255.0.1/32 gre1
            route-map OVER-GRE permit 10
             set l3vpn next-hop encapsulation gre
            exit
            router bgp 65002
             bgp router-id 10.255.0.2
             no bgp ebgp-requires-policy
             no bgp default ipv4-unicast
             neighbor 10.255.0.1 remote-as 65001
             neighbor 10.255.0.1 ebgp-multihop 2
             neighbor 10.255.0.1 update-source gre1
             neighbor 10.255.0.1 timers connect 1
             address-family ipv4 vpn
              neighbor 10.255.0.1 activate
              neighbor 10.255.0.1 route-map OVER-GRE in
             exit-address-family
            exit
            """;

    private @Nullable LinuxEdges edges;

    @BeforeAll
    void connect() {
        LinuxEdges.require();
        edges = LinuxEdges.connect(FlexHubWithLinuxSpokeTest::start);
    }

    private static LinuxEdges start(Namespaces net) {
        LinuxPeer spoke = LinuxPeer.boot(net, "wan", "br0", "pe2");
        Culvert hub = Culvert.start(net, "pe1", HUB);
        spoke.run(
                "ip addr add 192.0.2.2/24 dev eth0\n"
                        + LinuxEdges.GUEST_GRE
                        + LinuxEdges.GUEST_CUSTOMERS);
        spoke.write(
                "/etc/strongswan.d/zz-virtual.conf",
                "charon-systemd { install_virtual_ip_on = gre1 }");
        spoke.ike(IKE);
        spoke.within(UP, "ip -4 addr show dev gre1", "inet 10\\.1\\.0\\.1[1-4]");
        spoke.frr(FRR + LinuxEdges.FRR_CUSTOMERS, "bgpd");
        return new LinuxEdges(net, hub, spoke);
    }

    @AfterAll
    void disconnect() {
        if (edges != null) {
            edges.close();
        }
    }

    private LinuxEdges edges() {
        return Objects.requireNonNull(edges);
    }

    @Test
    void bothCustomersReachTheOtherSideInBothDirections() {
        edges().everybodyReachesTheOtherSide();
    }

    @Test
    void allThatPassesBetweenThemIsSealed() {
        edges().allThatPassesIsSealed();
    }

    @Test
    void theSpokeCallsAgainAndItsCustomersComeBack() {
        edges().guest().run("swanctl --terminate --ike hub");
        edges().culvert().without(UP, "show ip route vrf red", "10\\.1\\.2\\.0");
        edges().guest().run("swanctl --initiate --child tunnel");
        edges().everybodyReachesTheOtherSide();
    }
}
