package io.culvert.interop;

import java.time.Duration;
import java.util.List;

/// Two provider edges, Culvert (`pe1`) and a Linux kernel with FRR and strongSwan (a guest, `pe2`), at a switch in `wan`, with
/// two customers who both use 10.1.1.0/24 here and 10.1.2.0/24 there: labels in GRE in transport-mode ESP with extended
/// sequence numbers, VPNv4 over the tunnel.
record LinuxEdges(Namespaces net, Culvert culvert, LinuxPeer guest) {
    private static final Duration UP = Duration.ofSeconds(60);

    private static final String CONFIG =
            """
            hostname PE1
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
            crypto ikev2 proposal P
             encryption aes-gcm-256
             prf sha384
             group 20
            crypto ikev2 policy P
             proposal P
            crypto ikev2 keyring KEYS
             peer PE2
              address 192.0.2.2
              pre-shared-key test-only
            crypto ikev2 profile PE2
             match identity remote fqdn pe2.example
             identity local fqdn pe1.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
            crypto ipsec transform-set T esp-gcm 256
             mode transport
            crypto ipsec profile PE2
             set transform-set T
             set security-association esn
             set ikev2-profile PE2
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
             ip address 10.0.12.1 255.255.255.252
             mpls bgp forwarding
             tunnel source Ethernet0/0
             tunnel destination 192.0.2.2
             tunnel protection ipsec profile PE2
            router bgp 65001
             bgp router-id 10.255.0.1
             no bgp default ipv4-unicast
             neighbor 10.0.12.2 remote-as 65002
             neighbor 10.0.12.2 advertisement-interval 0
             address-family vpnv4
              neighbor 10.0.12.2 activate
              neighbor 10.0.12.2 send-community both
             exit-address-family
             address-family ipv4 vrf red
              redistribute connected
             exit-address-family
             address-family ipv4 vrf blue
              redistribute connected
             exit-address-family
            """;

    private static final String IKE =
            """
            connections { pe1 { version = 2
              local_addrs = 192.0.2.2
              remote_addrs = 192.0.2.1
              proposals = aes256gcm16-prfsha384-ecp384
              local { auth = psk
                id = pe2.example }
              remote { auth = psk
                id = pe1.example }
              children { gre { mode = transport
                local_ts = dynamic[gre]
                remote_ts = dynamic[gre]
                esp_proposals = aes256gcm16-esn
                start_action = trap
              } }
            } }
            secrets { ike-all { secret = test-only } }
            """;

    private static final String FRR =
            """
            hostname pe2
            log file /var/log/frr/frr.log informational
            interface gre1
             mpls bgp forwarding
            exit
            router bgp 65002
             bgp router-id 10.255.0.2
             no bgp ebgp-requires-policy
             no bgp default ipv4-unicast
             neighbor 10.0.12.1 remote-as 65001
             neighbor 10.0.12.1 timers connect 1
             address-family ipv4 vpn
              neighbor 10.0.12.1 activate
             exit-address-family
            exit
            """
                    + vrf("red", 1, 100)
                    + vrf("blue", 2, 200);

    private static String vrf(String name, int number, int target) {
        return """
        router bgp 65002 vrf %s
         bgp router-id 10.255.0.2
         no bgp ebgp-requires-policy
         address-family ipv4 unicast
          redistribute connected
          label vpn export auto
          rd vpn export 65002:%d
          rt vpn both 65000:%d
          export vpn
          import vpn
         exit-address-family
        exit
        """
                .formatted(name, number, target);
    }

    private static String customer(String name, int table) {
        return """
        ip link add %1$s type vrf table %2$d; ip link set %1$s up
        ip netns add c%1$s; ip link add v%1$s type veth peer name eth0 netns c%1$s
        ip link set v%1$s master %1$s up; ip addr add 10.1.2.1/24 dev v%1$s
        ip -n c%1$s addr add 10.1.2.2/24 dev eth0; ip -n c%1$s link set eth0 up; ip -n c%1$s link set lo up
        ip -n c%1$s route add default via 10.1.2.1
        """
                .formatted(name, table);
    }

    /// Aborts the test, aloud, where something is missing.
    static void require() {
        Machine.requires("tcpdump");
        LinuxPeer.require();
    }

    /// Brings all of it up.
    ///
    /// @param more configuration of Culvert's beside the usual
    static LinuxEdges connect(String more) {
        var net = new Namespaces("pe1", "wan", "red", "blue");
        try {
            return connect(net, more);
        } catch (AssertionError | IllegalStateException e) {
            net.close();
            throw e;
        }
    }

    private static LinuxEdges connect(Namespaces net, String more) {
        net.link("pe1", "eth0", "wan", "pe1");
        net.bridge("wan", "br0", "pe1");
        net.link("pe1", "eth1", "red", "eth0");
        net.link("pe1", "eth2", "blue", "eth0");
        net.leave("pe1", "eth0", "eth1", "eth2");
        for (String customer : List.of("red", "blue")) {
            net.address(customer, "eth0", "10.1.1.2/24");
            net.run(customer, "ip", "route", "add", "default", "via", "10.1.1.1");
        }
        LinuxPeer guest = LinuxPeer.boot(net, "wan", "br0", "pe2");
        guest.run(
                """
                ip addr add 192.0.2.2/24 dev eth0
                ip link add gre1 type gre local 192.0.2.2 remote 192.0.2.1 ttl 64
                ip addr add 10.0.12.2/30 dev gre1; ip link set gre1 mtu 1400 up; sysctl -qw net.mpls.conf.gre1.input=1
                """
                        + customer("red", 100)
                        + customer("blue", 200));
        guest.ike(IKE);
        guest.frr(FRR, "bgpd");
        Culvert culvert = Culvert.start(net, "pe1", CONFIG + more);
        guest.within(
                UP,
                "ip route show table 100; ip route show table 200",
                "(?s)10\\.1\\.1\\.0/24.*encap mpls.*10\\.1\\.1\\.0/24.*encap mpls");
        culvert.within(UP, "show ip route vrf red", "^B +10\\.1\\.2\\.0");
        culvert.within(UP, "show ip route vrf blue", "^B +10\\.1\\.2\\.0");
        return new LinuxEdges(net, culvert, guest);
    }
}
