package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What turns up in the configurations of other people's routers.
class OtherPeoplesConfigurationsTest {
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
    void whatTwoLinesClaimIsRefusedWithTheOtherEnd() {
        assertThat(
                        refusal(
                                "ip local pool A 10.1.1.1 10.1.1.254\nip local pool B 10.1.1.200 10.1.2.9"))
                .contains("pool A and pool B");
        good("ip local pool A 10.1.1.1 10.1.1.9\nip local pool A 10.1.1.200 10.1.1.201");
        assertThat(
                        refusal(
                                """
                                interface Ethernet0/0.5
                                 encapsulation dot1Q 5
                                interface Ethernet0/0.6
                                 encapsulation dot1Q 5
                                """))
                .contains("already configured on Ethernet0/0.5");
        String own = "interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n";
        assertThat(refusal(own + "ip route 10.9.0.0 255.255.0.0 10.0.0.1"))
                .contains("10.0.0.1 is the address of Loopback0");
        assertThat(refusal(own + "router bgp 1\n neighbor 10.0.0.1 remote-as 2"))
                .contains("cannot configure the local system as neighbor");
        assertThat(refusal("router bgp 1\n address-family ipv4 vrf nope"))
                .contains("VRF nope does not exist");
    }

    @Test
    void sourcesAreCheckedOrItIsSaidHow() {
        String port = "interface Ethernet0/0\n ip address 10.0.0.1 255.255.255.0\n ";
        for (String family : List.of("ip", "ipv6")) {
            String line = family + " verify unicast source reachable-via ";
            for (String way : List.of("rx", "any", "rx allow-default", "any allow-default")) {
                staysItself(port + line + way);
                assertThat(shown(good(port + line + way))).contains(" " + line + way);
                assertThat(good(port + line + way + "\n no " + line)).isEqualTo(good(port));
            }
            for (String way : List.of("", "rx 101", "rx allow-self-ping", "any l2-src", "both")) {
                assertThat(load(port + line + way).refusals()).as(way).isNotEmpty();
            }
        }
        assertThat(load(port + "ip verify unicast reverse-path").refusals().getFirst().render())
                .contains("reachable-via rx");
    }

    @Test
    void aSharedKeyMayBeHexadecimalAndStaysAsItWasWritten() {
        String peer = "crypto ikev2 keyring K\n peer A\n  pre-shared-key ";
        staysItself(peer + "hex 616263");
        staysItself(peer + "local hex 00ff\n  pre-shared-key remote HEX AB");
        assertThat(shown(good(peer + "hex 00FFab"))).contains("  pre-shared-key hex 00ffab");
        assertThat(keys(good(peer + "hex 616263")))
                .isEqualTo(keys(good(peer + "abc")))
                .isEqualTo(keys(good(peer + "0 abc")));
        for (String word : List.of("hex", "HE", "local", "r", "0", "0x", "6", "hexa")) {
            staysItself(peer + "0 " + word);
            assertThat(keys(good(peer + "0 " + word)))
                    .isEqualTo(List.of(Secret.of(Bytes.utf8(word)), Secret.of(Bytes.utf8(word))));
        }
        assertThat(refusal(peer + "hex 616")).contains("number of hexadecimal digits is odd");
        assertThat(refusal(peer + "remote hex xy")).contains("not hexadecimal");
        refusal(peer + "hex");
        refusal(peer + "6 AAAAAA");
        good(peer + "hex 6162\n  no pre-shared-key hex 6162");
    }

    @Test
    void whatTheImagesOfVirtualRoutersWriteByThemselvesIsKept() {
        staysItself(
                """
                no ip icmp rate-limit unreachable
                ip tcp path-mtu-discovery
                ip tcp mss 1300
                ip tcp window-size 65535
                vlan internal allocation policy ascending
                crypto logging session
                crypto ikev2 certificate-cache 100
                virtual-service csr_mgmt
                 ip shared host-interface GigabitEthernet1
                 activate
                """);
    }

    @Test
    void aProfileNamesTheVrfInsideAndOverridesAsOnIos() {
        String profile = "crypto ikev2 profile P\n match identity remote any\n";
        staysItself(profile + " ivrf inside\n aaa accounting psk LIST\n virtual-template 1");
        assertThat(
                        good(profile + " aaa authorization group override psk list L P\n")
                                .ike()
                                .profiles())
                .isEqualTo(
                        good(profile + " aaa authorization group psk list L P\n").ike().profiles());
        good(
                profile
                        + " aaa authorization group override psk list L P\n no aaa authorization group override psk");
    }

    /// A line of a peer that was not known would be taken for one of the router, and name it anew.
    @Test
    void theNameOfAPeerIsNotTheNameOfTheRouter() {
        RouterConfig config =
                good(
                        "hostname R1\ncrypto ikev2 keyring K\n peer A\n  hostname r2.example.com\n  address 192.0.2.2\n  pre-shared-key abc");
        assertThat(config.system().hostname()).isEqualTo("R1");
        assertThat(keys(config)).hasSize(2);
    }

    private static List<Secret> keys(RouterConfig config) {
        return config.ike().keyrings().get("K").orElseThrow().peers().values().stream()
                .flatMap(peer -> Stream.of(peer.local(), peer.remote()))
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void aNameThatLeadsNowhereIsToldWhenItIsTyped() {
        RouterConfig before = good("interface Tunnel0");
        RouterConfig after =
                load("interface Tunnel0\n tunnel protection ipsec profile NOPE").config();
        assertThat(Warnings.arisen(before, after))
                .singleElement()
                .asString()
                .contains("names the IPsec profile NOPE, which does not exist");
        assertThat(Warnings.arisen(after, after)).isEmpty();
    }

    @Test
    void aLineBehindABlockIsNotTakenForAnAbbreviationInIt() {
        for (String block :
                List.of(
                        "interface Ethernet0/0",
                        "call-home",
                        "aaa group server radius R",
                        "line vty 0 4")) {
            for (String line :
                    List.of(
                            "ip route 10.9.0.0 255.255.0.0 Null0",
                            "vrf definition red",
                            "ip access-list standard A",
                            "ip local pool P 10.0.0.1",
                            "crypto ikev2 keyring K",
                            "route-map R permit 10",
                            "mpls label range 100 200",
                            "snmp-server community public RO")) {
                assertThat(shown(good(block + "\n" + line))).as(block).contains(line);
            }
        }
    }

    @Test
    void namesOfServicesMessagesAndClassesAreReadAndPrinted() {
        RouterConfig config =
                good(
                        """
                        ip access-list extended NAMES
                         permit tcp any eq www any established
                         permit tcp any any range ftp-data telnet
                         permit udp any eq bootpc any eq bootps log-input
                         permit tcp any any eq 514
                         permit udp any any eq 514
                         permit icmp any any packet-too-big
                         permit icmp any any 3 250
                         deny ip any any dscp ef
                         deny ip any any dscp 45
                        access-list 101 permit tcp any host 10.0.0.1 eq 443 bgp
                        """);
        assertThat(shown(config))
                .contains(
                        " 10 permit tcp any eq www any established",
                        " 20 permit tcp any any range ftp-data telnet",
                        " 30 permit udp any eq bootpc any eq bootps log",
                        " 40 permit tcp any any eq cmd",
                        " 50 permit udp any any eq syslog",
                        " 60 permit icmp any any packet-too-big",
                        " 70 permit icmp any any 3 250",
                        " 80 deny ip any any dscp ef",
                        " 90 deny ip any any dscp 45",
                        "access-list 101 permit tcp any host 10.0.0.1 eq 443 bgp");
        staysItself(String.join("\n", shown(config)));
        assertThat(refusal("ip access-list extended A\n permit tcp any any eq t"))
                .contains("Invalid input");
    }

    @Test
    void aNameOfAnAccessListThatBeginsWithADigitIsAName() {
        staysItself(
                "ip access-list extended 7up\n permit ip any any\nip access-list standard 500\n");
    }

    @Test
    void listsOfExtendedCommunitiesAreReadAndPrinted() {
        staysItself(
                """
                ip extcommunity-list 1 permit rt 65000:1 rt 65000:2
                ip extcommunity-list standard NAME deny rt 10.0.0.1:7
                ip extcommunity-list expanded ANY permit RT:65000:.*
                route-map IN permit 10
                 match extcommunity 1 NAME
                """);
    }

    @Test
    void whatTurnsUpInOldConfigurationsStaysInItsAddressFamily() {
        RouterConfig config =
                good(
                        """
                        vrf definition red
                         rd 1:1
                         address-family ipv4
                        router bgp 1.1
                         no synchronization
                         no auto-summary
                         address-family ipv4 vrf red
                          no auto-summary
                          no synchronization
                          redistribute connected
                         exit-address-family
                        """);
        assertThat(config.bgp().orElseThrow().as()).isEqualTo(65_537);
        assertThat(shown(config)).contains("  no synchronization", "  redistribute connected");
        assertThat(
                        refusal(
                                "vrf definition red\nrouter bgp 1\n address-family ipv4 vrf red\n  bgp router-id 1.1.1.1"))
                .contains("One router identifier serves every address family");
    }

    @Test
    void theHeadingOfAShownConfigurationIsNoPartOfIt() {
        RouterConfig config =
                good(
                        "Building configuration...\r\n\r\nCurrent configuration : 1234 bytes\r\n!\r\nhostname A  \r\nend\r\n");
        assertThat(config.system().hostname()).isEqualTo("A");
        assertThat(good("\uFEFFhostname B\n").system().hostname()).isEqualTo("B");
        assertThat(refusal("hostname A\nBuilding configuration...")).contains("Invalid input");
    }

    @Test
    void whatStandsBelowARefusedLineIsRefusedWithIt() {
        ConfigLoader.Loaded loaded =
                load(
                        """
                        interface Ethernet0/0
                         ip address 10.0.0.1 255.255.255.0
                        interface Serial1/0
                         ! unused
                         shutdown
                        hostname A
                        """);
        assertThat(loaded.refusals())
                .extracting(ConfigLoader.Refusal::number)
                .containsExactly(3, 5);
        assertThat(loaded.refusals().getLast().error().text())
                .isEqualTo("% It belongs to line 3, which is refused");
        assertThat(
                        loaded.config().interfaces().values().stream()
                                .noneMatch(port -> port.shutdown()))
                .isTrue();
        assertThat(loaded.config().system().hostname()).isEqualTo("A");
    }

    @Test
    void aCertificateThatStandsInAFileOrIsSelfSignedNeedsNoBody() {
        RouterConfig config =
                good(
                        """
                        crypto pki certificate chain CA
                         certificate 1A nvram:CA#1A.cer
                         certificate ca 01 nvram:CA#1CA.cer
                        crypto pki certificate chain TP-self-signed-1
                         certificate self-signed 01
                          30820330 30820218 A0030201 02020101 300D0609 2A864886 F70D0101 05050030
                          31312F30
                                quit
                        hostname A
                        """);
        assertThat(shown(config)).contains(" certificate 1A", " certificate ca 01");
        assertThat(config.system().hostname()).isEqualTo("A");
        staysItself(String.join("\n", shown(config)));
    }

    @Test
    void aHiddenPasswordIsRevealed() {
        assertThat(
                        shown(
                                good(
                                        "router bgp 1\n neighbor 10.0.0.1 remote-as 2\n neighbor 10.0.0.1 password 7 0822455D0A16")))
                .contains(" neighbor 10.0.0.1 password cisco");
    }

    @Test
    void linesAboutTheMachineItselfAreKeptWithoutEffect() {
        ConfigLoader.Loaded loaded =
                load(
                        """
                        aaa group server radius ISE
                         server name ISE1
                         ip vrf forwarding MGMT
                        login on-success log
                        call-home
                         contact-email-addr a@example.com
                         profile "CiscoTAC-1"
                          active
                          destination transport-method http
                        gatekeeper
                         shutdown
                        interface Ethernet0/0
                         no mop enabled
                         hold-queue 1000 in
                         ip helper-address 10.0.0.1
                        """);
        assertThat(loaded.refusals()).isEmpty();
        assertThat(loaded.entries())
                .filteredOn(entry -> entry.status().word().equals("full"))
                .extracting(ConfigLoader.Entry::text)
                .containsExactly("interface Ethernet0/0");
        staysItself(String.join("\n", shown(loaded.config())));
    }

    /// Were the first of them taken for the VRF, the second would count for both address families.
    @Test
    void whatStandsBelowABlockNeverReachesTheBlocksAround() {
        RouterConfig config =
                good(
                        """
                        vrf definition A
                         rd 1:1
                         address-family ipv4
                          maximum routes 1000 80
                          route-target export 1:1
                         exit-address-family
                        """);
        var vrf = config.vrfs().values().iterator().next();
        assertThat(vrf.common().exportTargets()).isEmpty();
        assertThat(vrf.families().values().iterator().next().exportTargets()).hasSize(1);
        assertThat(refusal("interface Ethernet0/0\n crypto ipsec df-bit clear\n mtu 1400"))
                .contains("No line of \"interface Ethernet0/0\", below which it stands");
        assertThat(
                        load("interface Ethernet0/0\n\tservice instance 1 ethernet\n\tmtu 1400")
                                .refusals())
                .hasSize(1);
        good("    interface Ethernet0/0\n     mtu 1400\n    hostname R1\nservice pad");
        good("interface Ethernet0/0\nmtu 1400\nhostname R1");
        assertThat(
                        refusal(
                                "vrf definition A\nrd 1:1\nrouter bgp 1\naddress-family ipv4 vrf A\nbgp listen range 10.0.0.0/8 peer-group G"))
                .contains("stands under router bgp");
    }

    @Test
    void theWordThatLeavesARefusedBlockBelongsToIt() {
        List<ConfigLoader.Refusal> refusals =
                load("""
                                router bgp 1
                                 address-family ipv4 mdt
                                 exit-address-family
                                 address-family l2vpn evpn
                                  neighbor 10.0.0.1 activate
                                 exit
                                 neighbor 10.0.0.1 remote-as 1
                                """)
                        .refusals();
        assertThat(refusals)
                .extracting(ConfigLoader.Refusal::number)
                .containsExactly(2, 3, 4, 5, 6);
        assertThat(refusals.get(1).error().text())
                .isEqualTo("% It belongs to line 2, which is refused");
        assertThat(refusals.get(4).error().text())
                .isEqualTo("% It belongs to line 4, which is refused");
    }

    @Test
    void aLineThatCannotBeReadIsRefusedWhereItMatters() {
        good("interface Ethernet0/0\n description B\uFFFDro\nbanner motd #\n B\uFFFDro\n#\n");
        assertThat(refusal("crypto ikev2 keyring K\n peer A\n  pre-shared-key cl\uFFFD"))
                .contains("not UTF-8");
        assertThat(refusal("h\0o\0s\0t\0")).contains("UTF-16");
    }

    @Test
    void aFeatureThatIsNotThereSaysWhatToWriteInstead() {
        String report =
                ConfigLoader.report(
                        load(
                                """
                                crypto isakmp policy 10
                                 encr aes
                                crypto map VPN 10 ipsec-isakmp
                                no crypto isakmp default policy
                                router ospf 1
                                interface Ethernet0/0
                                 ip address dhcp
                                """));
        assertThat(report)
                .contains("    1  refused   crypto isakmp policy 10\n")
                .contains("^\n                 % Invalid input detected at '^' marker.\n")
                .contains("                 % IKEv1 is not spoken; write crypto ikev2 keyring")
                .contains("% There are no crypto maps; write an interface Tunnel")
                .contains("% OSPF is not spoken")
                .contains("% There is no DHCP");
    }

    @Test
    void wordsThatEveryIosTakes() {
        staysItself(
                """
                no ip do lo
                ip domain-lo
                ip do na example.com
                ip cef distributed
                ip default-gateway 10.0.0.1
                archive
                 log config
                  logging enable
                  hidekeys
                 path flash:
                ip community-list 100 permit 65000:.*
                router bgp 1
                 bgp cluster-id 7
                 address-family vpnv4
                  bgp scan-time import 5
                aaa authentication banner ^C
                hostname NOT-A-NAME
                ^C
                """);
        assertThat(
                        good("archive\n maximum 5\nlogging host 10.0.0.1")
                                .management()
                                .logging()
                                .hosts())
                .hasSize(1);
        assertThat(shown(good("router bgp 1\n bgp cluster-id 7")))
                .contains(" bgp cluster-id 0.0.0.7");
        assertThat(shown(good("crypto ipsec transform-set T esp-sha256-hmac esp-aes 256")))
                .contains("crypto ipsec transform-set T esp-aes 256 esp-sha256-hmac");
        assertThat(keys(good("crypto ikev2 keyring K\n peer A\n  pre-shared-key hex 0x616263")))
                .isEqualTo(keys(good("crypto ikev2 keyring K\n peer A\n  pre-shared-key abc")));
    }

    @Test
    void listsOfCommunitiesWhoseNamesAreNumbersStayThemselves() {
        String text =
                """
                ip community-list 5 permit 1:1
                ip community-list 7 permit internet
                ip community-list standard 05 permit 1:1
                ip community-list standard 150 permit 1:1
                ip community-list 500 permit 1:.*
                ip community-list expanded 50 permit 1:.*
                ip community-list expanded 550 permit 1:.*
                ip extcommunity-list 5 permit rt 1:1
                ip extcommunity-list standard 150 permit rt 1:1
                ip extcommunity-list expanded 550 permit RT:1:.*
                """;
        staysItself(text);
        assertThat(shown(good(text))).containsAll(text.lines().toList());
    }
}
