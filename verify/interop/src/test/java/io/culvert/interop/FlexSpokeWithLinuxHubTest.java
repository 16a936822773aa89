package io.culvert.interop;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A spoke whose hub is a Linux kernel with FRR and strongSwan: the hub gives the tunnel its address by IKE (RFC 7296 section
/// 2.19), and whoever calls from such an address is its BGP neighbour.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlexSpokeWithLinuxHubTest {
    private static final Duration UP = Duration.ofSeconds(60);

    private static final String SPOKE =
            """
            hostname SPOKE
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
            crypto ikev2 authorization policy HUB
             route set interface
            crypto ikev2 proposal P
             encryption aes-gcm-256
             prf sha384
             group 20
            crypto ikev2 policy P
             proposal P
            crypto ikev2 keyring KEYS
             peer HUB
              address 192.0.2.2
              pre-shared-key test-only
            crypto ikev2 profile HUB
             match identity remote fqdn hub.example
             identity local fqdn spoke.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             aaa authorization group psk list NET HUB
            crypto ipsec transform-set T esp-gcm 256
             mode transport
            crypto ipsec profile HUB
             set transform-set T
             set security-association esn
             set ikev2-profile HUB
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
            interface Tunnel0
             ip address negotiated
             mpls bgp forwarding
             tunnel source Ethernet0/0
             tunnel destination 192.0.2.2
             tunnel protection ipsec profile HUB
            ip route 10.255.0.2 255.255.255.255 Tunnel0
            router bgp 65001
             bgp router-id 10.255.0.1
             no bgp default ipv4-unicast
             neighbor 10.255.0.2 remote-as 65002
             neighbor 10.255.0.2 ebgp-multihop 2
             neighbor 10.255.0.2 update-source Tunnel0
             neighbor 10.255.0.2 advertisement-interval 0
             address-family vpnv4
              neighbor 10.255.0.2 activate
              neighbor 10.255.0.2 send-community both
             exit-address-family
             address-family ipv4 vrf red
              redistribute connected
             exit-address-family
             address-family ipv4 vrf blue
              redistribute connected
             exit-address-family
            """;

    /// `transport_proxy` is transport mode that leaves selectors alone: strongSwan 5.9.8 otherwise puts the address that it gave
    /// in place of the end of GRE, and then finds what the spoke asks for unacceptable.
    private static final String IKE =
            """
            connections { spokes { version = 2
              local_addrs = 192.0.2.2
              proposals = aes256gcm16-prfsha384-ecp384
              pools = spokes
              local { auth = psk
                id = hub.example }
              remote { auth = psk
                id = *.example }
              children { tunnel { mode = transport_proxy
                local_ts = 192.0.2.2/32[gre]
                remote_ts = 192.0.2.1/32[gre]
                esp_proposals = aes256gcm16-esn
              } }
            } }
            pools { spokes { addrs = 10.1.0.11-10.1.0.14 } }
            secrets { ike-all { secret = test-only } }
            """;

    private static final String FRR =
            """
            hostname hub
            log file /var/log/frr/frr.log informational
            ip route 10.1.0.0/24 gre1
            route-map OVER-GRE permit 10
             set l3vpn next-hop encapsulation gre
            exit
            router bgp 65002
             bgp router-id 10.255.0.2
             no bgp ebgp-requires-policy
             no bgp default ipv4-unicast
             neighbor SPOKES peer-group
             neighbor SPOKES remote-as 65001
             neighbor SPOKES ebgp-multihop 2
             neighbor SPOKES update-source 10.255.0.2
             bgp listen range 10.1.0.0/24 peer-group SPOKES
             address-family ipv4 vpn
              neighbor SPOKES activate
              neighbor SPOKES route-map OVER-GRE in
             exit-address-family
            exit
            """;

    private @Nullable LinuxEdges edges;

    @BeforeAll
    void connect() {
        LinuxEdges.require();
        edges = LinuxEdges.connect(FlexSpokeWithLinuxHubTest::start);
    }

    private static LinuxEdges start(Namespaces net) {
        LinuxPeer hub = LinuxPeer.boot(net, "wan", "br0", "pe2");
        hub.run(
                "ip addr add 192.0.2.2/24 dev eth0; ip addr add 10.255.0.2/32 dev lo\n"
                        + LinuxEdges.GUEST_GRE
                        + LinuxEdges.GUEST_CUSTOMERS);
        hub.ike(IKE);
        hub.frr(FRR + LinuxEdges.FRR_CUSTOMERS, "bgpd");
        return new LinuxEdges(net, Culvert.start(net, "pe1", SPOKE), hub);
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
    void theTunnelHasAnAddressOfTheHubsPool() {
        edges().culvert().within(UP, "show ip interface brief", "^Tunnel0 +10\\.1\\.0\\.1[1-4] ");
    }

    @Test
    void theSpokeCallsAgainWhenTheHubHangsUp() {
        edges().guest().run("swanctl --terminate --ike spokes");
        edges().everybodyReachesTheOtherSide();
    }
}
