package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Two provider edges, Culvert (`pe1`) and a Linux kernel with FRR and strongSwan (a guest, `pe2`), at a switch in `wan`, with
/// two customers who both use 10.1.1.0/24 here and 10.1.2.0/24 there: labels in transport-mode ESP with extended sequence
/// numbers, VPNv4 over the tunnel.
record LinuxEdges(Namespaces net, Culvert culvert, LinuxPeer guest) implements AutoCloseable {
    private static final Duration UP = Duration.ofSeconds(60);

    /// Namespaces.
    private static final String[] NODES = {"pe1", "wan", "red", "blue"};

    private static final List<String> CUSTOMERS = List.of("red", "blue");

    /// What is between the labels and ESP.
    enum Carrier {
        GRE("gre1", "gre", "gre", "", ""),
        /// Nothing: protocol 137 (RFC 4023 section 3). BGP goes under explicit null. To a Linux kernel taking that off is a hop
        /// like any other, which a packet with a TTL of one does not survive. The label is on a route that FRR does not see,
        /// or it would not take the neighbour for a next hop.
        MPLS(
                "mpls1",
                "ipip mode mplsip",
                "137",
                """
                ip route add 10.0.12.1/32 encap mpls 0 ttl 255 dev mpls1 src 10.0.12.2 table 50
                ip rule add to 10.0.12.1 lookup 50
                """,
                """
                interface Tunnel0
                 tunnel mode mpls-in-ip
                router bgp 65001
                 neighbor 10.0.12.2 ebgp-multihop 2
                """);

        private final String device;
        private final String type;
        private final String protocol;
        private final String routes;
        private final String lines;

        /// @param device of the guest
        /// @param type of the device
        /// @param protocol in the selectors of IKE
        /// @param routes of the guest beside the usual
        /// @param lines of Culvert's configuration beside the usual
        Carrier(String device, String type, String protocol, String routes, String lines) {
            this.device = device;
            this.type = type;
            this.protocol = protocol;
            this.routes = routes;
            this.lines = lines;
        }

        private String tunnel() {
            return """
            ip addr add 192.0.2.2/24 dev eth0
            ip link add %1$s type %2$s local 192.0.2.2 remote 192.0.2.1 ttl 64
            ip addr add 10.0.12.2/30 dev %1$s; ip link set %1$s mtu 1400 up; sysctl -qw net.mpls.conf.%1$s.input=1
            """
                            .formatted(device, type)
                    + routes;
        }
    }

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
              children { tunnel { mode = transport
                local_ts = dynamic[%1$s]
                remote_ts = dynamic[%1$s]
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
            interface %s
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
            """;

    /// The VRFs of both customers in FRR.
    static final String FRR_CUSTOMERS = vrf("red", 1, 100) + vrf("blue", 2, 200);

    /// GRE that takes labels, from the guest to Culvert, without an address.
    static final String GUEST_GRE =
            """
            ip link add gre1 type gre local 192.0.2.2 remote 192.0.2.1 ttl 64
            ip link set gre1 mtu 1400 up; sysctl -qw net.mpls.conf.gre1.input=1
            """;

    /// The guest's VRFs, each with its customer in a namespace of the guest.
    static final String GUEST_CUSTOMERS = customer("red", 100) + customer("blue", 200);

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
    static LinuxEdges connect(Carrier carrier, String more) {
        return connect(net -> start(net, carrier, more));
    }

    /// Cables up, starts both, and waits until Culvert has the customers' other sites. What fails leaves nothing behind.
    static LinuxEdges connect(Function<Namespaces, LinuxEdges> start) {
        var net = new Namespaces(NODES);
        try {
            wire(net);
            LinuxEdges edges = start.apply(net);
            for (String customer : CUSTOMERS) {
                edges.culvert.within(UP, "show ip route vrf " + customer, "^B +10\\.1\\.2\\.0");
            }
            return edges;
        } catch (AssertionError | IllegalStateException e) {
            net.close();
            throw e;
        }
    }

    /// Cables: `pe1` to the switch, and to a customer in each of the other two.
    private static void wire(Namespaces net) {
        net.link("pe1", "eth0", "wan", "pe1");
        net.bridge("wan", "br0", "pe1");
        net.link("pe1", "eth1", "red", "eth0");
        net.link("pe1", "eth2", "blue", "eth0");
        net.leave("pe1", "eth0", "eth1", "eth2");
        for (String customer : CUSTOMERS) {
            net.address(customer, "eth0", "10.1.1.2/24");
            net.run(customer, "ip", "route", "add", "default", "via", "10.1.1.1");
        }
    }

    private static LinuxEdges start(Namespaces net, Carrier carrier, String more) {
        LinuxPeer guest = LinuxPeer.boot(net, "wan", "br0", "pe2");
        guest.run(carrier.tunnel() + GUEST_CUSTOMERS);
        guest.ike(IKE.formatted(carrier.protocol));
        guest.frr(FRR.formatted(carrier.device) + FRR_CUSTOMERS, "bgpd");
        Culvert culvert = Culvert.start(net, "pe1", CONFIG + carrier.lines + more);
        guest.within(
                UP,
                "ip route show table 100; ip route show table 200",
                "(?s)10\\.1\\.1\\.0/24.*encap mpls.*10\\.1\\.1\\.0/24.*encap mpls");
        return new LinuxEdges(net, culvert, guest);
    }

    /// Both customers reach their other site, and are reached from there.
    void everybodyReachesTheOtherSide() {
        for (String customer : CUSTOMERS) {
            net.pingWithin(UP, customer, "10.1.2.2");
            guest.pingWithin(UP, "ip netns exec c" + customer, "10.1.1.2");
        }
    }

    /// Pings from a customer here to the one there until it works. If it never does, the failure says how both edges stand.
    void reach(String customer) {
        try {
            net.pingWithin(UP, customer, "10.1.2.2");
        } catch (AssertionError e) {
            String theirs =
                    guest.run(
                            "swanctl -l; ip xfrm state | grep -v -e aead -e auth; vtysh -c 'show bgp summary'");
            String ours =
                    culvert.ask("show crypto ikev2 sa")
                            + culvert.ask("show crypto ipsec sa")
                            + culvert.ask("show ip bgp vpnv4 all summary");
            throw new AssertionError(e.getMessage() + ours + theirs + culvert.log(), e);
        }
    }

    /// While a customer pings, nothing passes between the edges but IKE and ESP.
    void allThatPassesIsSealed() {
        Capture rest =
                Capture.start(
                        net,
                        "wan",
                        "br0",
                        "not arp and not ip6 and not proto 50 and not udp port 500 and not udp port 4500");
        net.pingWithin(UP, "red", "10.1.2.2");
        assertThat(rest.stop()).isZero();
    }

    @Override
    public void close() {
        net.close();
    }
}
