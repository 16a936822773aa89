package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.ike.PublicKeyLibrary;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Texts in, configurations and refusals out.
class ConfigLoaderTest {
    private static ConfigLoader.Loaded load(String text) {
        return ConfigLoader.load("test.cfg", text);
    }

    private static RouterConfig good(String text) {
        ConfigLoader.Loaded loaded = load(text);
        assertThat(loaded.refusals()).as(text).isEmpty();
        return loaded.config();
    }

    private static String refusal(String text) {
        ConfigLoader.Loaded loaded = load(text);
        assertThat(loaded.refusals()).as(text).hasSize(1);
        return loaded.refusals().getFirst().error().text();
    }

    private static List<String> shown(RouterConfig config) {
        return ConfigLanguage.GRAMMAR.print(config);
    }

    private static void staysItself(String text) {
        RouterConfig config = good(text);
        List<String> shown = shown(config);
        assertThat(good(String.join("\n", shown))).isEqualTo(config);
        assertThat(shown(good(String.join("\n", shown)))).isEqualTo(shown);
    }

    @Test
    void aMultipointTunnelHasNoDestination() {
        String mode = " tunnel mode gre multipoint\n";
        String destination = " tunnel destination 203.0.113.1\n";
        for (String lines : List.of(mode + destination, destination + mode)) {
            assertThat(refusal("interface Tunnel0\n" + lines))
                    .isEqualTo(
                            "% Tunnel0 cannot have both tunnel mode gre multipoint and tunnel destination: NHRP finds the peers of a multipoint tunnel; remove one of the two lines");
        }
        assertThat(refusal("interface Virtual-Template1 type tunnel\n" + mode))
                .contains("each clone of a template has one peer");
        staysItself("interface Tunnel0\n" + mode);
    }

    @Test
    void theLibraryOfPublicKeyWorkIsOneOfFour() {
        for (PublicKeyLibrary library : PublicKeyLibrary.values()) {
            String line = "crypto engine public-key " + library.word();
            assertThat(good(line).ipsec().publicKeyLibrary()).isEqualTo(library);
            staysItself(line);
        }
        assertThat(good("no crypto engine public-key").ipsec().publicKeyLibrary())
                .isEqualTo(PublicKeyLibrary.AUTO);
    }

    @Test
    void theLibraryOfTheCiphersIsOneOfFour() {
        for (CipherLibrary library : CipherLibrary.values()) {
            String line = "crypto engine library " + library.word();
            assertThat(good(line).ipsec().library()).isEqualTo(library);
            staysItself(line);
        }
        assertThat(good("no crypto engine library").ipsec().library())
                .isEqualTo(CipherLibrary.AUTO);
        assertThat(shown(good("crypto engine library jdk"))).contains("crypto engine library jdk");
        assertThat(shown(good("crypto engine library auto")))
                .noneMatch(line -> line.startsWith("crypto engine"));
    }

    @Test
    void howManyNextHopServersOfAClusterServeIsConfigured() {
        String lines =
                """
                interface Tunnel0
                 ip nhrp nhs 10.0.0.1 nbma 203.0.113.1 priority 1 cluster 1
                 ip nhrp nhs 10.0.0.2 nbma 203.0.113.2 priority 2 cluster 1
                 ip nhrp nhs cluster 0 max-connections 2
                 ip nhrp nhs cluster 1 max-connections 1
                 ip nhrp nhs fallback 30
                 ipv6 nhrp nhs cluster 10 max-connections 255
                """;
        staysItself(lines);
        assertThat(shown(good(lines)))
                .contains(
                        " ip nhrp nhs cluster 0 max-connections 2",
                        " ip nhrp nhs cluster 1 max-connections 1",
                        " ip nhrp nhs fallback 30",
                        " ipv6 nhrp nhs cluster 10 max-connections 255");
        assertThat(
                        shown(
                                good(
                                        lines
                                                + " no ip nhrp nhs cluster 1\n"
                                                + " no ip nhrp nhs fallback\n")))
                .contains(" ip nhrp nhs cluster 0 max-connections 2")
                .noneMatch(line -> line.contains("nhs cluster 1 ") || line.contains("fallback"));
        for (String wrong :
                List.of(
                        "cluster 11 max-connections 1",
                        "cluster 1 max-connections 256",
                        "fallback 61")) {
            assertThat(refusal("interface Tunnel0\n ip nhrp nhs " + wrong))
                    .contains("Invalid input");
        }
    }

    @Test
    void restartsAndMembershipsOfBgpStayThemselves() {
        staysItself(
                """
                router bgp 65000
                 bgp graceful-restart restart-time 60
                 bgp graceful-restart stalepath-time 90
                 bgp graceful-restart
                 neighbor 10.0.0.1 remote-as 65000
                 neighbor 10.0.0.1 ha-mode graceful-restart disable
                 neighbor 10.0.0.2 remote-as 65000
                 neighbor 10.0.0.2 ha-mode graceful-restart
                 address-family rtfilter unicast
                  neighbor 10.0.0.1 activate
                  neighbor 10.0.0.1 route-reflector-client
                  neighbor 10.0.0.1 default-originate
                """);
        assertThat(
                        refusal(
                                """
                                router bgp 65000
                                 neighbor 10.0.0.1 remote-as 65000
                                 address-family rtfilter
                                  neighbor 10.0.0.1 prefix-list P in
                                """))
                .isEqualTo("% Not for address-family rtfilter: it has no prefixes");
    }

    @Test
    void aPortOfTheMachineIsOneLine() {
        staysItself(
                """
                interface GigabitEthernet1
                 port host ens3
                 ip address 192.0.2.1 255.255.255.0
                interface GigabitEthernet2
                 port tun cust1 netns red address 192.168.1.2/24 2001:DB8::2/64
                interface GigabitEthernet3
                 port packet eth5
                interface GigabitEthernet4
                 port tap t0
                interface GigabitEthernet5
                 port xdp eth7
                interface GigabitEthernet6
                 port host
                """);
        assertThat(shown(good("interface Ethernet0/0\n port tap t0\n no port")))
                .isEqualTo(shown(good("interface Ethernet0/0")));
        assertThat(refusal("interface Ethernet0/0\n port packet eth1 netns red"))
                .contains("netns and address are for port tap and port tun");
        assertThat(refusal("interface Loopback0\n port host")).contains("has no port of its own");
        assertThat(refusal("interface Ethernet0/0\n port packet a/b")).contains("Invalid input");
    }

    @Test
    void anAccessListIsNotLongerThanThePacketPathTakes() {
        String ports = " eq 1 3 5 7 9 11 13 15 17 19";
        String lines =
                IntStream.rangeClosed(1, 41)
                        .mapToObj(
                                host -> " permit tcp host 10.0.0." + host + ports + " any" + ports)
                        .collect(Collectors.joining("\n"));
        assertThat(refusal("ip access-list extended LONG\n" + lines))
                .startsWith("% access list LONG would need 4100 rules");
    }

    @Test
    void aNeighborIsForgottenByItsAddressAlone() {
        String neighbor =
                "router bgp 1\n neighbor 10.0.0.1 remote-as 2\n neighbor 10.0.0.1 description x\n";
        assertThat(good(neighbor + " no neighbor 10.0.0.1").bgp().orElseThrow().neighbors())
                .isEmpty();
        assertThat(refusal("router bgp 1\n neighbor 10.0.0.1")).contains("Incomplete command");
    }

    private static final String PROVIDER_EDGE =
            """
            hostname PE1
            ip vrf old
             rd 10.0.0.1:7
            vrf definition red
             description Red customer
             rd 65000:1
             !
             address-family ipv4
              import map IN
              route-target both 65000:1
             exit-address-family
             !
             address-family ipv6
             exit-address-family
            mpls label range 100 199
            mpls label mode vrf red protocol bgp-vpnv4 per-vrf
            mpls label mode all-vrfs protocol all-afs per-prefix
            no mpls ip propagate-ttl forwarded
            crypto pki trustpoint CA
             enrollment terminal
             revocation-check none
            crypto pki certificate map M 5
             subject-name co ou = flex
             issuer-name eq cn = ca
            crypto pki certificate chain CA
             certificate 02
              30820122 30820122 30820122 30820122 30820122 30820122 30820122 30820122
              3082
              quit
             certificate ca 01
            crypto ikev2 authorization policy p
             dns 10.0.0.53 10.0.0.54
             route set interface
             route set remote ipv4 10.0.0.0 255.0.0.0
             no route accept
             banner #two
            lines#
            crypto ikev2 proposal prop
             encryption aes-gcm-256 aes-gcm-128
             prf sha512
             group 20 19
            crypto ikev2 policy pol
             match fvrf any
             proposal prop
            crypto ikev2 keyring K
             peer A
              address 192.0.2.0 255.255.255.0
              pre-shared-key local abc
              pre-shared-key remote def
             peer B
              identity fqdn domain example.com
              pre-shared-key same
             peer C
              address 192.0.2.7
              pre-shared-key local hex 0a0b
              pre-shared-key remote text
            crypto ikev2 profile PROF
             match identity remote address 192.0.2.1 255.255.255.255
             match identity remote any
             match certificate M
             identity local key-id x
             identity binding strict
             authentication local pre-share key hello
             authentication remote pre-share
             authentication remote rsa-sig
             keyring local K
             pki trustpoint CA sign
             lifetime 3600
             virtual-template 7
            crypto ikev2 cookie-challenge 10
            no crypto ikev2 fragmentation
            crypto ipsec security-association lifetime kilobytes disable
            crypto ipsec security-association replay window-size 512
            crypto ipsec transform-set T esp-aes 256 esp-sha512-hmac
             mode transport
            crypto ipsec transform-set G esp-gcm 256
            crypto ipsec df-bit clear
            crypto ipsec fragmentation after-encryption
            crypto ipsec profile IP
             set transform-set T G
             set pfs group20
             set security-association esn
             set security-association per-resource
             set security-association lifetime seconds 1800
            interface Loopback0
             ip address 10.9.9.9 255.255.255.255
             ip address 10.9.9.10 255.255.255.255 secondary
            interface GigabitEthernet0/0/1
             no ip address
             shutdown
             duplex auto
            interface GigabitEthernet0/0/1.100
             encapsulation dot1Q 100
             vrf forwarding red
             ip address 10.1.1.1 255.255.255.0
             ip access-group 101 in
             ipv6 address 2001:DB8::1/64
            interface Tunnel5
             ip unnumbered Loopback0
             ip mtu 1400
             ip tcp adjust-mss 1360
             tunnel source GigabitEthernet0/0/1
             tunnel destination 192.0.2.1
             tunnel key 7
             tunnel path-mtu-discovery
             tunnel path-mtu-discovery age-timer 13
             tunnel protection ipsec profile IP shared
            router bgp 65000
             bgp router-id 10.9.9.9
             no bgp default ipv4-unicast
             neighbor G peer-group
             neighbor G remote-as 65001
             neighbor G timers 10 30
             neighbor 10.2.2.2 remote-as 65002
             neighbor 10.2.2.2 local-as 64999 no-prepend replace-as
             neighbor 10.2.2.3 peer-group G
             !
             address-family vpnv4
              neighbor 10.2.2.2 activate
              neighbor 10.2.2.2 send-community extended
              neighbor 10.2.2.2 route-map OUT out
              neighbor 10.2.2.2 maximum-prefix 100 80 warning-only
             exit-address-family
             !
             address-family ipv4 vrf red
              network 10.0.0.0
              network 10.1.1.0 mask 255.255.255.0 route-map X
              maximum-paths 4
              neighbor 10.1.1.2 remote-as 65010
              neighbor 10.1.1.2 activate
              neighbor 10.1.1.2 as-override
              neighbor 10.1.1.2 allowas-in 2
             exit-address-family
            ip route vrf red 10.5.0.0 255.255.0.0 GigabitEthernet0/0/1.100 10.1.1.2 200 name x permanent
            ipv6 route 2001:DB8:1::/48 Null0 tag 5
            ip as-path access-list 1 permit ^65001_
            ip prefix-list L seq 5 permit 10.0.0.0/8 ge 16 le 24
            ip community-list standard C permit 65000:1 no-export
            ip access-list extended ACL
             10 permit tcp 10.0.0.0 0.255.255.255 host 10.1.1.1 eq 80 443
             20 deny ip any any log
             30 remark the end
            access-list 101 permit icmp any any echo
            access-list 7 permit 10.0.0.0 0.0.0.255
            route-map OUT permit 10
             match ip address prefix-list L
             set as-path prepend 65000 65000
             set community 65000:1 additive
            route-map OUT deny 20
            line vty 0 4
             login
             transport input ssh
            """;

    @Test
    void linesThatAreKeptAreTheSameInWhateverOrderTheyCame() {
        assertThat(good("mpls ldp loop-detection\nno ip domain lookup\n"))
                .isEqualTo(good("no ip domain lookup\nmpls ldp loop-detection\n"));
    }

    @Test
    void whatIsShownLoadsAsTheSame() {
        staysItself(PROVIDER_EDGE);
    }

    @Test
    void anySubsetOfGoodLinesThatLoadsIsShownAsItself() {
        List<String> lines = PROVIDER_EDGE.lines().toList();
        for (int seed = 1; seed <= 200; seed++) {
            var random = new Random(seed);
            int keep = 1 + random.nextInt(10);
            String text =
                    lines.stream()
                            .filter(_ -> random.nextInt(10) < keep)
                            .collect(Collectors.joining("\n"));
            ConfigLoader.Loaded loaded = load(text);
            RouterConfig again = good(String.join("\n", shown(loaded.config())));
            assertThat(again).as("seed " + seed).isEqualTo(loaded.config());
        }
    }

    @Test
    void aRefusalHasFileLineColumnAndCaret() {
        assertThat(
                        load("hostname R1\n crypto map X 10 ipsec-isakmp\n")
                                .refusals()
                                .getFirst()
                                .render())
                .isEqualTo(
                        """
                        test.cfg:2:9
                         crypto map X 10 ipsec-isakmp
                                ^
                        % Invalid input detected at '^' marker.
                        % There are no crypto maps; write an interface Tunnel with tunnel mode ipsec ipv4 and tunnel protection
                        """);
    }

    @Test
    void indentationTabsAndCaseMeanNothing() {
        assertThat(
                        good(
                                "INTERFACE ethernet 0/0\r\n\tIP ADDRESS 10.0.0.1 255.0.0.0\r\nhostname X\r\n   no shutdown\r\n"
                                        .replace("   no shutdown\r\n", "")))
                .isEqualTo(good("int e0/0\nip addr 10.0.0.1 255.0.0.0\nhost X"));
    }

    @Test
    void conflictsNameTheirOtherEnd() {
        assertThat(
                        refusal(
                                "int e0/0\nip address 10.0.0.1 255.255.255.0\nint e0/1\nip address 10.0.0.9 255.255.255.252"))
                .isEqualTo("% 10.0.0.8 overlaps with Ethernet0/0 (10.0.0.1/24)");
        assertThat(refusal("int e0/0\nvrf forwarding red")).contains("VRF red does not exist");
        assertThat(
                        refusal(
                                "vrf definition red\nint e0/0\nvrf forwarding red\nno vrf definition red"))
                .contains("in use by interface Ethernet0/0");
        assertThat(refusal("vrf definition red\nip vrf red"))
                .contains("already defined with vrf definition");
        assertThat(refusal("vrf definition a\nrd 1:1\nvrf definition b\nrd 1:1"))
                .contains("already that of VRF a");
        assertThat(refusal("int lo0\nint tun0\nip unnumbered lo0\nno int lo0"))
                .contains("in use by interface Tunnel0");
        assertThat(refusal("router bgp 1\nrouter bgp 2"))
                .isEqualTo("% BGP is already running; AS is 1");
        assertThat(refusal("router bgp 1\nneighbor 10.0.0.1 ebgp-multihop")).contains("10.0.0.1");
        assertThat(refusal("mpls label range 200 100")).contains("backwards");
        assertThat(refusal("no interface Ethernet0/0")).contains("physical");
    }

    @Test
    void ldpAndLabelsOfBgpExcludeEachOtherInWhicheverOrder() {
        assertThat(refusal("int tun0\nmpls bgp forwarding\nmpls ip"))
                .contains("mpls bgp forwarding")
                .contains("Tunnel0");
        assertThat(refusal("int tun0\nmpls ip\nmpls nhrp")).contains("mpls nhrp");
        assertThat(refusal("int virtual-template 1 type tunnel\nmpls ip\nmpls bgp forwarding"))
                .contains("Virtual-Template1");
        good("int e0/0\nmpls ip\nmpls bgp forwarding");
    }

    @Test
    void sameAddressesMayStandInTwoVrfs() {
        good(
                "vrf definition a\nvrf definition b\nint e0/0\nvrf forwarding a\nip address 10.0.0.1 255.0.0.0\nint e0/1\nvrf forwarding b\nip address 10.0.0.1 255.0.0.0");
    }

    @Test
    void anInterfaceThatMovesLosesItsAddress() {
        ConfigLoader.Loaded loaded =
                load("vrf definition a\nint e0/0\nip address 10.0.0.1 255.0.0.0\nvrf forwarding a");
        assertThat(loaded.entries().getLast().notes())
                .singleElement()
                .asString()
                .contains("removed due to enabling VRF a");
        assertThat(loaded.config().interfaces().values())
                .first()
                .satisfies(port -> assertThat(port.ipv4().addresses()).isEmpty());
    }

    @Test
    void aCertificateWithoutABodyIsALineOfItsOwn() {
        RouterConfig config =
                good(
                        "crypto pki certificate chain CA\n certificate 02\n certificate ca 01\n!\nhostname R1");
        assertThat(config.pki().chains().get("CA").orElseThrow().certificates()).hasSize(2);
        assertThat(config.system().hostname()).isEqualTo("R1");
    }

    @Test
    void theReportCountsAndWarns() {
        String report =
                ConfigLoader.report(
                        load(
                                "hostname R1\nip http server\nint tun0\nip nhrp group EAST\nfoo\nrouter bgp 1\nredistribute static route-map X"));
        assertThat(report)
                .contains("    2  accepted  ip http server")
                .contains("    4  partial   ip nhrp group EAST")
                .contains("    5  refused   foo\n                 ^\n")
                .contains(
                        "warning: redistribute static in address-family ipv4 names the route-map X")
                .endsWith("test.cfg: 4 full, 1 partial, 1 accepted without effect, 1 refused\n");
    }

    @Test
    void aTextThatDoesNotEndIsRefused() {
        assertThat(refusal("banner motd #never\nends")).contains("line 1 does not end");
    }
}
